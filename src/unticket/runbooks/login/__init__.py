"""The login runbook: who cannot log in, whether it is really they, and what may be done about it."""
