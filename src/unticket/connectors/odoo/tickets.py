"""Tickets, as either edition stores them, read page by page into our own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from unticket.connectors.https_trouble import AnswerTooLarge
from unticket.connectors.odoo.contacts import Contacts
from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.profile import Profile
from unticket.connectors.odoo.read_ahead import read_ahead
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.vocabulary import Words
from unticket.connectors.odoo.wire import ARCHIVED_TOO, Row, address, link, moment, rows, text, written
from unticket.model.errors import UnexpectedPayload
from unticket.model.ticket import Requester, Stage, Ticket

_ALWAYS = ("name", "description", "stage_id", "team_id", "user_id", "tag_ids", "priority", "partner_id", "partner_name")
_IF_LISTED = ("partner_email", "create_date", "write_date", "active", "duration_tracking")
_SECOND = timedelta(seconds=1)


class _Page(NamedTuple):
    """Records as they came, with what else is needed to make tickets of them."""

    rows: list[dict[str, Any]]
    addresses: Mapping[int, str]  # of the contacts of tickets that say none
    limit: int  # a page with fewer records is the last one

    @property
    def last(self) -> int:
        """The id of the last record."""
        return int(self.rows[-1]["id"])


class Tickets:
    """Reads tickets. `requesters` fills up with the contact of each ticket read, for judging who wrote a message."""

    def __init__(
        self,
        calls: Calls,
        profile: Profile,
        words: Words,
        contacts: Contacts,
        page_size: int,
        *,
        and_also: Sequence[str] = (),  # fields of the record that no ticket holds
    ) -> None:
        self._calls, self._profile, self._words, self._contacts = calls, profile, words, contacts
        self._page_size = self._limit = page_size
        edition = profile.edition
        self._fields = [
            name
            for name in (
                *_ALWAYS,
                *_IF_LISTED,
                edition.reference,
                edition.category,
                edition.channel,
                edition.assigned_at,
                edition.closed_at,
                edition.stage_changed_at,
                edition.hours_spent,
                edition.duplicate_of,
            )
            if name in profile.fields
        ]
        self._fields += and_also
        self.requesters: dict[int, int] = {}

    def after(self, last: int) -> Iterator[tuple[list[Ticket], int]]:
        """Pages of tickets with ids beyond `last`, by id, each with the id it ends at. New tickets do not disturb the order."""
        for page in read_ahead(self._by_id([], last)):
            yield self._tickets(page), page.last

    def one(self, number: int) -> tuple[Ticket, Row] | None:
        """The ticket with that id, archived or not, as it is now, with its record."""
        pages = self._by_id([["id", "=", number]], 0)
        found = [both for page in pages for both in zip(self._tickets(page), page.rows, strict=True)]
        return found[0] if found else None

    def changed_since(self, since: datetime) -> Iterator[tuple[list[Ticket], datetime]]:
        """Pages of tickets last written at or after `since`, oldest first, each with the time up to which it is complete."""
        for page in read_ahead(self._by_time(since)):
            yield self._tickets(page), max(self._written_at(row) for row in page.rows)

    def contacts_of(self, numbers: Sequence[int]) -> Mapping[int, int]:
        """The contact of each of these tickets; asks for those that were not read."""
        unknown = sorted(set(numbers) - self.requesters.keys())
        for start in range(0, len(unknown), self._page_size):
            some = unknown[start : start + self._page_size]
            answer = self._calls.call(
                TICKET, "search_read", domain=[["id", "in", some], ARCHIVED_TOO], fields=["partner_id"], order="id"
            )
            self.requesters |= dict.fromkeys(some, 0)
            for row in rows(answer, TICKET):
                self._note_requester(row)
        return self.requesters

    def _by_id(self, domain: list[Any], last: int) -> Iterator[_Page]:
        while True:
            page = self._page([*domain, ["id", ">", last]], "id")
            if page.rows:
                last = page.last
                yield page
            if len(page.rows) < page.limit:
                return

    def _by_time(self, since: datetime) -> Iterator[_Page]:
        """Odoo tells times to the second and orders by the microsecond below, so a page must not end within a second: the next
        one begins with that second again. Where one second fills a whole page, it is read by id to its end."""
        while True:
            page = self._page([["write_date", ">=", written(since)]], "write_date, id")
            if not page.rows:
                return
            yield page
            if len(page.rows) < page.limit:
                return
            last = self._written_at(page.rows[-1])
            if last <= since.replace(microsecond=0):
                after = last + _SECOND
                yield from self._by_id([["write_date", ">=", written(last)], ["write_date", "<", written(after)]], 0)
                last = after
            since = last

    def _page(self, domain: list[Any], order: str) -> _Page:
        """One page: what is too large for one answer is asked for in smaller ones."""
        while True:
            limit = self._limit
            try:
                answer = self._calls.call(
                    TICKET, "search_read", domain=[ARCHIVED_TOO, *domain], fields=self._fields, order=order, limit=limit
                )
            except AnswerTooLarge:
                if limit == 1:
                    raise
                self._limit = max(1, limit // 4)
                continue
            self._limit = min(self._page_size, limit + limit // 4 + 1)
            found = rows(answer, TICKET)
            without = (link(row.get("partner_id")) for row in found if not address(row.get("partner_email")))
            return _Page(found, self._contacts.addresses(contact[0] for contact in without if contact), limit)

    def _tickets(self, page: _Page) -> list[Ticket]:
        for row in page.rows:
            self._note_requester(row)
        return [self._ticket(row, page.addresses) for row in page.rows]

    def _note_requester(self, row: Row) -> None:
        contact = link(row.get("partner_id"))
        self.requesters[row["id"]] = contact[0] if contact else 0

    def _ticket(self, row: Row, addresses: Mapping[int, str]) -> Ticket:
        edition = self._profile.edition
        stage = self._words.stage(row.get("stage_id"))
        reference = text(row.get(edition.reference))
        hours = row.get(edition.hours_spent)
        duplicate = link(row.get(edition.duplicate_of))
        return Ticket(
            key=key(row["id"]),
            reference=reference or f"#{row['id']}",
            subject=text(row.get("name")),
            body=text(row.get("description")),
            stage=stage,
            team=self._words.team(row.get("team_id")),
            assignee=self._words.agent(row.get("user_id")),
            tags=self._words.tags(row.get("tag_ids")),
            priority=_priority(row.get("priority")),
            requester=_requester(row, addresses),
            category=_name(row.get(edition.category)),
            channel=_name(row.get(edition.channel)),
            opened_at=self._time(row, "create_date"),
            changed_at=self._written_at(row),
            assigned_at=moment(row.get(edition.assigned_at)),
            closed_at=self._closed_at(row, stage),
            # Odoo keeps the closing time when a ticket is opened again.
            was_closed_before=not stage.closed and bool(row.get(edition.closed_at)),
            archived=row.get("active") is False,
            time_spent_minutes=hours * 60.0 if isinstance(hours, int | float) and not isinstance(hours, bool) else None,
            stage_seconds=_stage_seconds(row.get("duration_tracking"), stage),
            duplicate_of=key(duplicate[0]) if duplicate else None,
        )

    def _closed_at(self, row: Row, stage: Stage) -> datetime | None:
        """The closing time, only while closed. A ticket that was created closed has none: it has been so since it got there."""
        if not stage.closed:
            return None
        edition = self._profile.edition
        return moment(row.get(edition.closed_at)) or moment(row.get(edition.stage_changed_at))

    def _written_at(self, row: Row) -> datetime:
        return self._time(row, "write_date")

    def _time(self, row: Row, field: str) -> datetime:
        found = moment(row.get(field))
        if found is None:
            raise UnexpectedPayload(f"Odoo sent ticket {row['id']} without its {field}.")
        return found


def key(number: int) -> str:
    """Our key for Odoo's id."""
    return f"odoo:{number}"


def number_in(key: str) -> int | None:
    """Odoo's id in our key; None where it is no key of an Odoo."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "odoo" and number.isascii() and number.isdecimal() else None


def _requester(row: Row, addresses: Mapping[int, str]) -> Requester:
    contact = link(row.get("partner_id"))
    name = text(row.get("partner_name")) or (contact[1] if contact else "")
    email = address(row.get("partner_email")) or (addresses.get(contact[0], "") if contact else "")
    return Requester(name=name, email=email, contact_id=str(contact[0]) if contact else "")


def _priority(value: Any) -> int | None:
    return int(value) if value in ("0", "1", "2", "3") else None


def _name(value: Any) -> str:
    found = link(value)
    return found[1] if found else ""


def _stage_seconds(value: Any, stage: Stage) -> dict[str, int]:
    """`duration_tracking` is {"4": 1800}; whatever else stands in it is no stage. The present stage is left out: its time
    still runs, so that the same ticket would read differently every second."""
    if not isinstance(value, Mapping):
        return {}
    return {
        number: int(seconds)
        for number, seconds in value.items()
        if number.isdecimal() and number != stage.id and isinstance(seconds, int | float) and not isinstance(seconds, bool)
    }
