"""Moodle as the learning platform: its accounts, through the web services of Moodle 4.5 and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.moodle.settings import MoodleLastAccessSettings, MoodleSettings

if TYPE_CHECKING:
    from unticket.connectors.moodle.last_access import MoodleLastAccess
    from unticket.connectors.moodle.platform import Moodle


def _open(settings: MoodleSettings, _surroundings: Surroundings) -> Moodle:
    from unticket.connectors.moodle.platform import Moodle

    return Moodle(settings)


def _open_to_read(settings: MoodleLastAccessSettings, _surroundings: Surroundings) -> MoodleLastAccess:
    from unticket.connectors.moodle.last_access import MoodleLastAccess

    return MoodleLastAccess(settings)


CONNECTORS: tuple[Connector, ...] = (
    Connector(kind="moodle", role="lms", settings=MoodleSettings, open=_open),
    Connector(kind="moodle", role="last_access", settings=MoodleLastAccessSettings, open=_open_to_read),
)
