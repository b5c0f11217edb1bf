"""What can be wrong with a ticket file: the whole file, the settings that describe it, or one row."""

from __future__ import annotations

from unticket.model.errors import ConfigurationError, ConnectorError


class WrongMapping(ConfigurationError, ConnectorError):
    """The settings do not fit the file. A connector's error for the sync, a setting to mend for the person."""


class WrongRow(ValueError):
    """One row cannot be a ticket; its text is the reason that the person reads."""
