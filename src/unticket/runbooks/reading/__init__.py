"""How tickets are read by every runbook: whose words they are, what they say, which addresses they name."""
