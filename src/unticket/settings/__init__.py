"""Everything that can be set, a file each section of it."""

from unticket.settings.house import FILE_NAME, SECRETS, Language, Settings, load, validated

__all__ = ["FILE_NAME", "SECRETS", "Language", "Settings", "load", "validated"]
