"""What can be wrong with a roster: the file as a whole, its age, or one row."""

from __future__ import annotations

from typing import ClassVar

from unticket.model.errors import ConfigurationError, ConnectorError, UnexpectedPayload


class WrongRoster(ConfigurationError, ConnectorError):
    """The settings do not fit the file. A connector's error for the run, a setting to mend for the person."""


class StaleRoster(ConnectorError):
    """The file is older than its settings allow, and does not hold this person: that is no answer."""

    code: ClassVar[str] = "stale"


class Shrunk(UnexpectedPayload):
    """The file holds suspiciously few people."""


class WrongRow(ValueError):
    """One row cannot be a person; its text is the reason, and holds nothing of the person."""
