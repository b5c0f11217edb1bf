"""Where the desk's webhooks and people's confirmation links arrive."""
