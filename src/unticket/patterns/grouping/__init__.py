"""Which tickets tell of the same thing that is wrong, week after week."""
