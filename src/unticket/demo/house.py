"""The demo's own settings: a desk on this machine, random ports and keys, data in a folder that goes away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from unticket.demo.desk.serve import serve
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week
from unticket.model.period import Period
from unticket.settings import Language, Settings
from unticket.settings.patterns import PatternSettings

TIMEZONE = "Asia/Ho_Chi_Minh"
KNOWN_ERRORS = Path(__file__).with_name("known_errors.toml")
REFERENCE_WEEK = Period.week("2026-W08", TIMEZONE)


@contextmanager
def demo_house(state: DeskState | None = None, *, language: Language = "en") -> Iterator[Settings]:
    """Settings for a running demo desk over `state` (None: the reference week). Reads no file and no environment."""
    with serve(state or reference_week()) as desk, TemporaryDirectory(prefix="unticket-demo-") as folder:
        yield Settings(
            timezone=TIMEZONE,
            language=language,
            database_url="sqlite:///unticket.db",
            folder=Path(folder),
            patterns=PatternSettings(known_errors=KNOWN_ERRORS),
            desk={"kind": "odoo", "url": desk.url, "database": desk.database, "api_key": desk.api_key},
        )
