"""Which tickets tell of one thing at one time, how sure that is, and why."""
