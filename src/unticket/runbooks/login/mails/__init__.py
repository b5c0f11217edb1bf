"""What the login runbook writes to people, in English, Vietnamese or both, and when it had better not write at all."""
