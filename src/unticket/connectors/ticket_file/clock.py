"""Times as a file writes them: local, without a zone, as the person who exported saw them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from unticket.connectors.ticket_file.faults import WrongRow
from unticket.connectors.ticket_file.table import Cell, Remark, text_of

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?( ?(Z|[+-]\d{2}:?\d{2}))?)?", re.IGNORECASE)


class Clock:
    """Reads cells as instants in UTC, and remarks on the times that could be read in more than one way."""

    def __init__(self, timezone: ZoneInfo, date_format: str, remark: Remark) -> None:
        self._timezone = timezone
        self._format = date_format
        self._remark = remark

    def read(self, cell: Cell, field: str, not_before: datetime | None = None) -> datetime | None:
        """The instant, or None for a blank cell. Raises `WrongRow`.

        A time that clocks showed twice is its first occurrence, or the second where the first would be `not_before` something.
        """
        local = self._local(cell, field)
        if local is None:
            return None
        try:
            if local.tzinfo is not None:
                return local.astimezone(UTC)
            return self._instant(local, field, not_before)
        except OverflowError:
            raise WrongRow(f"{field}: {text_of(cell)!r} is beyond any calendar") from None

    def _local(self, cell: Cell, field: str) -> datetime | None:
        if isinstance(cell, datetime):
            return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)  # a sheet keeps times as fractions of a day
        if isinstance(cell, date):
            self._remark("day_only", field)
            return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - local until its zone is added
        text = text_of(cell)
        if not text:
            return None
        if not isinstance(cell, str):
            raise WrongRow(f"{field}: {text!r} is a number, not a date; format that column as date")
        return self._parsed(text, field)

    def _parsed(self, text: str, field: str) -> datetime:
        try:
            if self._format:
                found = datetime.strptime(text, self._format)  # noqa: DTZ007 - the zone is added after
                day_only = not re.search(r"%[HIcXsT]", self._format)
            elif match := _ISO.fullmatch(text):
                # "2026-02-18 08:40:00 +07:00": Python knows no second space.
                found = datetime.fromisoformat(text if match[4] is None else text[:11] + text[11:].replace(" ", ""))
                day_only = match[1] is None
            else:
                raise ValueError(text)
        except ValueError:
            expected = f"as {self._format!r} says" if self._format else "such as 2026-02-18 08:40:00 (or set date_format)"
            raise WrongRow(f"{field}: {text[:40]!r} is not a date {expected}") from None
        if day_only:
            self._remark("day_only", field)
        return found

    def _instant(self, local: datetime, field: str, not_before: datetime | None) -> datetime:
        here, later = local.replace(tzinfo=self._timezone), local.replace(tzinfo=self._timezone, fold=1)
        first = here.astimezone(UTC)
        if here.utcoffset() == later.utcoffset():
            return first
        second = later.astimezone(UTC)
        if second < first:
            # The clock jumped over this time. Counted from before the jump, as Python and Odoo do.
            self._remark("never_shown", field)
            return first
        self._remark("shown_twice", field)
        return second if not_before is not None and first < not_before <= second else first
