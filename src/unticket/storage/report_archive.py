"""The reports that were saved, as they were: nothing here is ever changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select

from unticket.model.errors import NotFound, StorageError
from unticket.storage.database import Database
from unticket.storage.tables import KEPT_REPORTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedReport:
    """A report as it was kept. `content` is the frozen report; in a list of reports it is empty."""

    number: int
    name: str
    period_first: date
    period_last: date
    made_at: datetime  # UTC
    content: str = ""


class ReportArchive:
    """Keeps frozen reports under numbers that are never given twice. What fails in the database is a `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, *, name: str, period_first: date, period_last: date, made_at: datetime, content: str) -> int:
        """Keep a report for good; returns its number."""
        row = {
            "name": name,
            "period_first": period_first,
            "period_last": period_last,
            "made_at": made_at,
            "content": content,
            "digest": _digest(content),
        }
        with self._database.writing() as connection:
            number: int = connection.execute(insert(KEPT_REPORTS).returning(KEPT_REPORTS.c.number), row).scalar_one()
        return number

    def load(self, number: int) -> ArchivedReport:
        """The report of that number. Raises `NotFound`, and `StorageError` where it is no longer what was kept."""
        with self._database.reading() as connection:
            row = connection.execute(select(KEPT_REPORTS).where(KEPT_REPORTS.c.number == number)).first()
        if row is None:
            raise NotFound(f"No report is kept under number {number}.", "unticket report kept lists them all.")
        if _digest(row.content) != row.digest:
            raise StorageError(
                f"The kept report {number} in {self._database.place} is damaged: it is not what was saved.",
                "Take it from a backup of the database.",
            )
        return _report(row, content=row.content)

    def list(self) -> Sequence[ArchivedReport]:
        """All kept reports, the newest first, without their content."""
        columns = [column for column in KEPT_REPORTS.c if column.name not in ("content", "digest")]
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).order_by(KEPT_REPORTS.c.number.desc())).all()
        return [_report(row) for row in rows]


def _report(row: Row[Any], content: str = "") -> ArchivedReport:
    return ArchivedReport(
        number=row.number,
        name=row.name,
        period_first=row.period_first,
        period_last=row.period_last,
        made_at=row.made_at,
        content=content,
    )


def _digest(content: str) -> str:
    return hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
