"""How alike two tickets are, by what they say."""
