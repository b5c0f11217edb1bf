"""A roster as a directory: the list of staff or students that an HR department can always give, as CSV or XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.roster_file.settings import RosterFileSettings

if TYPE_CHECKING:
    from unticket.connectors.roster_file.directory import RosterDirectory


def _open(settings: RosterFileSettings, surroundings: Surroundings) -> RosterDirectory:
    from unticket.connectors.roster_file.directory import RosterDirectory

    return RosterDirectory(settings, surroundings)


CONNECTORS: tuple[Connector, ...] = (Connector(kind="roster_file", role="hr", settings=RosterFileSettings, open=_open),)
