"""What is remembered of recurring issues is whole and of one run; what people said is kept word by word."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from unticket.model.errors import Conflict
from unticket.patterns.verdict import Verdict, VerdictKind
from unticket.storage.database import Database, open_database
from unticket.storage.pattern_records import PatternRecords, Remembered

NOW = datetime(2026, 2, 23, 1, 2, 3, 456_789, tzinfo=UTC)
NAMED = Verdict(kind=VerdictKind.NAME, subject="P1", value="Video bài 3", said_by="Ada", said_at=NOW)
PINNED = Verdict(kind=VerdictKind.PIN, subject="P2", value="yes", said_by="Theo", said_at=NOW)


@pytest.fixture
def records(database: Database) -> PatternRecords:
    return PatternRecords(database)


def test_nothing_is_remembered_at_first(records: PatternRecords) -> None:
    assert records.memory("issues") == Remembered(0, None)
    assert records.verdicts() == []


def test_a_memory_is_loaded_as_it_was_saved(records: PatternRecords) -> None:
    records.save("issues", b"\x00\xffP1", after=0, now=NOW)
    records.save("issues", b"\x00\xffP1 P2", after=1, now=NOW)
    records.save("duplicates", b"", after=0, now=NOW)
    assert records.memory("issues") == Remembered(2, b"\x00\xffP1 P2")
    assert records.memory("duplicates") == Remembered(1, b"")


def test_a_run_that_began_before_another_ended_saves_nothing(records: PatternRecords) -> None:
    """Else two runs would give one number to two issues."""
    records.save("issues", b"first", after=0, now=NOW)
    for stale in (0, 2):
        with pytest.raises(Conflict):
            records.save("issues", b"second", after=stale, now=NOW, verdicts=[NAMED])
    assert records.memory("issues") == Remembered(1, b"first")
    assert records.verdicts() == []


@pytest.mark.parametrize("before", [0, 1], ids=["the first saving", "a later one"])
def test_of_runs_that_save_at_once_exactly_one_wins(url: str, tmp_path: Path, before: int) -> None:
    databases = [open_database(url, tmp_path) for _ in range(4)]
    if before:
        PatternRecords(databases[0]).save("issues", b"before", after=0, now=NOW)

    def save(place: int) -> bytes | None:
        content = b"run %d" % place
        try:
            PatternRecords(databases[place]).save("issues", content, after=before, now=NOW)
        except Conflict:
            return None
        return content

    with ThreadPoolExecutor(4) as pool:
        (won,) = [content for content in pool.map(save, range(4)) if content]
    assert PatternRecords(databases[0]).memory("issues") == Remembered(before + 1, won)
    for database in databases:
        database.close()


def _alter(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE pattern_memory SET digest = 'other'"))


def test_a_damaged_memory_is_told_as_none_and_can_be_replaced(database: Database, records: PatternRecords) -> None:
    records.save("issues", b"whole", after=0, now=NOW)
    _alter(database)
    assert records.memory("issues") == Remembered(1, None)
    records.save("issues", b"again", after=1, now=NOW)
    assert records.memory("issues") == Remembered(2, b"again")


def test_what_was_said_is_kept_in_its_order_with_who_and_when(records: PatternRecords) -> None:
    records.say([NAMED, PINNED])
    records.save("issues", b"", after=0, now=NOW, verdicts=[NAMED])
    assert records.verdicts() == [NAMED, PINNED, NAMED]


@pytest.mark.parametrize("value", ["", "Tiếng Việt có dấu 🎬", "'; DROP TABLE pattern_feedback; --", "x" * 10_000])
def test_any_words_are_kept_as_they_were_said(records: PatternRecords, value: str) -> None:
    said = Verdict(kind=VerdictKind.NAME, subject="P1", value=value, said_by=value, said_at=NOW)
    records.say([said])
    assert records.verdicts() == [said]


def test_a_word_that_only_a_newer_version_knows_is_passed_over(database: Database, records: PatternRecords) -> None:
    records.say([NAMED])
    with database.writing() as connection:
        connection.execute(text("UPDATE pattern_feedback SET kind = 'blessing'"))
    records.say([PINNED])
    assert records.verdicts() == [PINNED]


def test_a_database_of_the_acting_path_gains_the_new_tables_and_keeps_its_reports(
    url: str, tmp_path: Path, tickets: Callable[..., list[object]]
) -> None:
    """Migrating from 0002, as whoever updates does."""
    from unticket.storage.tables import METADATA, SCHEMA_VERSION, VERSION_TABLE
    from unticket.storage.ticket_copy import TicketCopy

    database = open_database(url, tmp_path)
    with database.writing() as connection:
        METADATA.drop_all(connection)
        connection.execute(text(f"DROP TABLE {VERSION_TABLE}"))
        settings = Config(attributes={"connection": connection})
        settings.set_main_option("script_location", "unticket.storage:migrations")
        settings.set_main_option("path_separator", "os")
        command.upgrade(settings, "0002")
    TicketCopy(database).save_tickets(tickets(3))  # type: ignore[arg-type]
    database.close()
    database = open_database(url, tmp_path)
    PatternRecords(database).save("issues", b"", after=0, now=NOW, verdicts=[NAMED])
    assert list(TicketCopy(database).tickets()) == tickets(3)
    with database.reading() as connection:
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == SCHEMA_VERSION
    database.close()
