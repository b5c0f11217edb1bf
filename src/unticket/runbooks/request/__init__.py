"""What the runbooks that answer requests have in common: they mail one letter, mark the ticket, and touch no account."""
