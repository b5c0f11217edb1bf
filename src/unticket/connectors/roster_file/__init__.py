"""Tables that people export, as CSV or XLSX: a roster of staff or students as a directory, and the last uses of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.roster_file.settings import AccessFileSettings, RosterFileSettings

if TYPE_CHECKING:
    from unticket.connectors.roster_file.access_file import AccessFile
    from unticket.connectors.roster_file.directory import RosterDirectory


def _open(settings: RosterFileSettings, surroundings: Surroundings) -> RosterDirectory:
    from unticket.connectors.roster_file.directory import RosterDirectory

    return RosterDirectory(settings, surroundings)


def _open_accesses(settings: AccessFileSettings, surroundings: Surroundings) -> AccessFile:
    from unticket.connectors.roster_file.access_file import AccessFile

    return AccessFile(settings, surroundings)


CONNECTORS: tuple[Connector, ...] = (
    Connector(kind="roster_file", role="hr", settings=RosterFileSettings, open=_open),
    Connector(kind="access_file", role="last_access", settings=AccessFileSettings, open=_open_accesses),
)
