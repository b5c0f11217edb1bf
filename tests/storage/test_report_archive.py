"""A kept report is what was saved, or an error; never something else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from unticket.model.errors import NotFound, StorageError
from unticket.storage.database import Database
from unticket.storage.report_archive import ArchivedReport, ReportArchive

MADE = datetime(2026, 2, 23, 1, 2, 3, 456_789, tzinfo=UTC)


def keep(archive: ReportArchive, content: str, name: str = "weekly") -> int:
    return archive.save(name=name, period_first=date(2026, 2, 16), period_last=date(2026, 2, 22), made_at=MADE, content=content)


def test_a_kept_report_is_loaded_as_it_was_saved(database: Database) -> None:
    archive = ReportArchive(database)
    number = keep(archive, '{"name": "đăng nhập 🎬"}')
    assert archive.load(number) == ArchivedReport(
        number=number,
        name="weekly",
        period_first=date(2026, 2, 16),
        period_last=date(2026, 2, 22),
        made_at=MADE,
        content='{"name": "đăng nhập 🎬"}',
    )


def test_reports_are_listed_newest_first_without_their_content(database: Database) -> None:
    archive = ReportArchive(database)
    numbers = [keep(archive, "a", "daily"), keep(archive, "b")]
    listed = archive.list()
    assert [(report.number, report.name, report.content) for report in listed] == [
        (numbers[1], "weekly", ""),
        (numbers[0], "daily", ""),
    ]


def test_a_number_that_no_report_has_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound, match="number 7"):
        ReportArchive(database).load(7)


def test_a_number_is_never_given_twice(database: Database) -> None:
    archive = ReportArchive(database)
    first = keep(archive, "a")
    with database.writing() as connection:
        connection.execute(text("DELETE FROM kept_reports"))
    assert keep(archive, "b") > first


def test_a_report_that_was_altered_is_refused(database: Database) -> None:
    archive = ReportArchive(database)
    number = keep(archive, "8 of 8 closed")
    with database.writing() as connection:
        connection.execute(text("UPDATE kept_reports SET content = '9 of 9 closed'"))
    with pytest.raises(StorageError, match=f"kept report {number} .* is damaged"):
        archive.load(number)
