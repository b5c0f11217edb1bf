"""One row of a file, made into one ticket, or refused with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr

from unticket.connectors.ticket_file.clock import Clock
from unticket.connectors.ticket_file.faults import WrongRow
from unticket.connectors.ticket_file.headings import Columns
from unticket.connectors.ticket_file.table import Cell, Remark, Row, is_blank, text_of
from unticket.model.ticket import Agent, Requester, Stage, Tag, Team, Ticket

_TRUE = {"true", "1", "yes", "x", "có", "đúng"}
_FALSE = {"", "false", "0", "no", "không", "sai"}
# Odoo's own words; Enterprise calls the highest Urgent.
_PRIORITIES = {
    "0": 0, "1": 1, "2": 2, "3": 3,
    "low": 0, "medium": 1, "high": 2, "very high": 3, "urgent": 3,
    "thấp": 0, "trung bình": 1, "cao": 2, "rất cao": 3, "khẩn cấp": 3,
}  # fmt: skip
_NUMBER_FIRST = re.compile(r"(\S+) - (.*)", re.DOTALL)  # OCA: "HT00012 - title"
_NUMBER_LAST = re.compile(r"(.*) \(#([^()\s]+)\)", re.DOTALL)  # Enterprise: "title (#12)"


@dataclass(slots=True)
class Record:
    """A ticket's row with the extra rows that Odoo adds for its second, third … tag."""

    row: Row
    more: list[Row] = field(default_factory=list)


class TicketRows:
    """Makes tickets of one file's records."""

    def __init__(
        self,
        columns: Columns,
        clock: Clock,
        remark: Remark,
        *,
        priorities: Mapping[str, int],
        tag_separator: str,
        escaped: bool,
    ) -> None:
        self.columns = columns
        self._clock = clock
        self._remark = remark
        self._own = sorted(place for name, place in columns.places.items() if name != "tags")
        self._priorities = _PRIORITIES | {word.casefold(): level for word, level in priorities.items()}
        self._separator = tag_separator
        self._escaped = escaped

    def continues(self, row: Row) -> bool:
        """Whether this is an extra row: nothing of a ticket's own in it, only further tags or lines of another list."""
        width = len(self.columns.headings)
        whole = not row.fault and len(row.cells) >= width and all(map(is_blank, row.cells[width:]))
        return whole and all(is_blank(row.cells[n]) for n in self._own)

    def is_group_heading(self, row: Row) -> bool:
        """Whether Odoo's grouped XLSX export put a group's name and count here: "Done (8)", alone but for sums."""
        if row.fault or self._escaped or not row.cells:
            return False
        alone = all(is_blank(cell) or not isinstance(cell, str) or _is_number(cell) for cell in row.cells[1:])
        return alone and re.fullmatch(r".+ \(\d+\)", text_of(row.cells[0])) is not None and self._blank(row, "opened_at")

    def number(self, row: Row) -> str:
        """What people call the ticket; empty where the row does not say."""
        return self._number_and_subject(row)[0]

    def ticket(self, record: Record, file_time: datetime) -> Ticket:
        """The ticket. `file_time` (UTC) is when the file came: its change where no column tells. Raises `WrongRow`.

        Its stage's `closed` is what this row's own column says, False without one.
        """
        row = record.row
        self._check_shape(row)
        number, subject = self._number_and_subject(row)
        if not number or number == "/":
            raise WrongRow("no ticket number")
        opened_at = self._time(row, "opened_at")
        if opened_at is None:
            raise WrongRow(f"no {self.columns.heading('opened_at')!r}: when was it opened?")
        stage = self._text(row, "stage")
        if not stage:
            raise WrongRow(f"no {self.columns.heading('stage')!r}")
        closed_at = self._time(row, "closed_at", opened_at)
        if closed_at is not None and closed_at < opened_at:
            raise WrongRow("closed before it was opened")
        team, assignee, other = self._text(row, "team"), self._text(row, "assignee"), self._text(row, "duplicate_of")
        return Ticket(
            key=key_of(number),
            reference=number,
            subject=subject,
            body=self._text(row, "body"),
            stage=Stage(id=stage, name=stage, closed=self._truth(row, "closed")),
            team=Team(id=team, name=team) if team else None,
            assignee=Agent(id=assignee, name=assignee) if assignee else None,
            tags=self._tags(record),
            priority=self._priority(row),
            requester=self._requester(row),
            category=self._text(row, "category"),
            channel=self._text(row, "channel"),
            opened_at=opened_at,
            changed_at=self._time(row, "changed_at") or file_time,
            assigned_at=self._time(row, "assigned_at"),
            closed_at=closed_at,
            archived=self._truth(row, "archived") or ("active" in self.columns.places and not self._truth(row, "active")),
            time_spent_minutes=self._minutes(row),
            duplicate_of=key_of(_numbered(other)[0] or other) if other else None,
        )

    def _check_shape(self, row: Row) -> None:
        width = len(self.columns.headings)
        if row.fault:
            raise WrongRow(row.fault)
        if extra := [cell for cell in row.cells[width:] if not is_blank(cell)]:
            raise WrongRow(f"{width + len(extra)} cells under {width} headings")
        if len(row.cells) < width:
            raise WrongRow(f"only {len(row.cells)} cells under {width} headings")
        if any(isinstance(cell, str) and "\0" in cell for cell in row.cells):
            raise WrongRow("a NUL character in a cell: the file is damaged")

    def _cell(self, row: Row, name: str) -> Cell:
        place = self.columns.places.get(name)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def _blank(self, row: Row, name: str) -> bool:
        return is_blank(self._cell(row, name))

    def _text(self, row: Row, name: str) -> str:
        if name not in self.columns.places:
            return ""
        text = text_of(self._cell(row, name))
        # Odoo's CSV puts ' before = + - so that no spreadsheet runs it; the text itself is meant.
        return text[1:] if self._escaped and text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text

    def _number_and_subject(self, row: Row) -> tuple[str, str]:
        number, subject, shown = (self._text(row, name) for name in ("number", "subject", "display_name"))
        from_shown = _numbered(shown)
        if not number:
            number = from_shown[0] or self._text(row, "external_id")
        elif " - " in number:
            number = _numbered(number)[0] or number
        return number, subject or from_shown[1]

    def _time(self, row: Row, name: str, not_before: datetime | None = None) -> datetime | None:
        if name not in self.columns.places:
            return None
        return self._clock.read(self._cell(row, name), self.columns.heading(name), not_before)

    def _truth(self, row: Row, name: str) -> bool:
        if name not in self.columns.places:
            return False
        text = text_of(self._cell(row, name)).casefold()
        if text not in _TRUE | _FALSE:
            raise WrongRow(f"{self.columns.heading(name)}: {text[:40]!r} is neither true nor false")
        return text in _TRUE

    def _tags(self, record: Record) -> tuple[Tag, ...]:
        cells = [self._text(row, "tags") for row in (record.row, *record.more)]
        names = [name for cell in cells for name in (cell.split(self._separator) if self._separator else (cell,))]
        return tuple(Tag(id=name, name=name) for name in dict.fromkeys(name.strip() for name in names) if name)

    def _priority(self, row: Row) -> int | None:
        text = self._text(row, "priority")
        if text and text.casefold() not in self._priorities:
            self._remark("priority_unknown", text)
        return self._priorities.get(text.casefold())

    def _requester(self, row: Row) -> Requester:
        _, address = parseaddr(self._text(row, "requester_email"))
        return Requester(
            name=self._text(row, "requester") or self._text(row, "requester_name"),
            email=address.lower() if "@" in address else "",
            contact_id=self._text(row, "contact_id"),
        )

    def _minutes(self, row: Row) -> float | None:
        for name, factor in (("time_spent_minutes", 1), ("time_spent_hours", 60)):
            if text := self._text(row, name):
                if not _is_number(text):
                    raise WrongRow(f"{self.columns.heading(name)}: {text[:40]!r} is no number")
                return float(text) * factor
        return None


def key_of(number: str) -> str:
    return f"file:{number}"


def _numbered(shown: str) -> tuple[str, str]:
    """Number and title of a name such as "HT00012 - title" or "title (#12)"; ("", shown) where it is neither."""
    if found := _NUMBER_FIRST.fullmatch(shown):
        return found[1], found[2]
    if found := _NUMBER_LAST.fullmatch(shown):
        return found[2], found[1]
    return "", shown


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text.strip()) is not None
