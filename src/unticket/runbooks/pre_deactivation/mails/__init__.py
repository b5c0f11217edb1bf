"""The mail of the warning, in English and Vietnamese."""
