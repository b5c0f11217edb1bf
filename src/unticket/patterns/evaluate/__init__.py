"""How good the groups are, measured against what people say is right."""
