"""The first reading of all files: which row tells each ticket's state, which rows are wrong, which words the desk uses."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from unticket.connectors.ticket_file.export_file import ExportFile
from unticket.connectors.ticket_file.faults import WrongRow
from unticket.connectors.ticket_file.rejects import Rejects
from unticket.connectors.ticket_file.stages import Stages
from unticket.connectors.ticket_file.ticket_row import Record, key_of
from unticket.model.errors import UnexpectedPayload
from unticket.model.ticket import Agent, Tag, Team, Ticket, Vocabulary

_SHOWN_REASONS = 20


class Place(NamedTuple):
    """Where a ticket's state stands."""

    file: int
    row: int
    digest: bytes
    changed_at: datetime


@dataclass(slots=True)
class Survey:
    """What all files hold together. Only keys and places are kept, not the tickets: those are read again, page by page."""

    files: Sequence[ExportFile]
    stages: Stages
    places: dict[str, Place] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)  # keys of tickets of which no row could be read
    teams: dict[str, Team] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    rows: int = 0
    put_aside: int = 0
    reasons: list[str] = field(default_factory=list)
    repeated: int = 0  # identical rows beyond the first
    superseded: int = 0  # rows of older files
    opened_later: int = 0  # tickets opened in the future

    @property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(stages=self.stages.settled, teams=self.teams, agents=self.agents, tags=self.tags)

    def tickets(self) -> Iterator[tuple[str, Ticket]]:
        """Each ticket once, in the order of files and rows."""
        for number, file in enumerate(self.files):
            for record, ticket in file.entries():
                if isinstance(ticket, WrongRow):
                    continue
                place = self.places.get(ticket.key)
                if place is not None and (place.file, place.row) == (number, record.row.number):
                    yield ticket.key, self.stages.settle(ticket)


def survey(files: Sequence[ExportFile], stages: Stages, rejects: Rejects, now: datetime) -> Survey:
    """Read everything once. Wrong rows go to `rejects`. Raises `ConnectorError`; also where not one row can be read."""
    found = Survey(files=files, stages=stages)
    contradicting: dict[int, dict[str, str]] = defaultdict(dict)  # file → key → reason
    undecided: dict[str, list[Place]] = {}
    for number in range(len(files)):
        for key, place in _own_places(found, number, rejects, contradicting[number], now).items():
            _merge(found, key, place, undecided)
    for key, rivals in undecided.items():
        names = " and ".join(sorted({files[place.file].name for place in rivals}))
        found.places.pop(key, None)
        for place in rivals:
            contradicting[place.file][key] = f"stands differently in {names}, and nothing tells which is newer"
    for number, keys in contradicting.items():
        _put_contradicting_aside(found, number, keys, rejects)
    found.unreadable -= found.places.keys()
    rejects.commit()
    if found.rows and not found.places:
        raise UnexpectedPayload(
            f"None of the {found.rows} rows can be read. The first: {found.reasons[0]}.",
            f"They are all in {rejects.path}, each with its reason.",
        )
    return found


def _own_places(found: Survey, number: int, rejects: Rejects, contradicting: dict[str, str], now: datetime) -> dict[str, Place]:
    file = found.files[number]
    own: dict[str, Place] = {}
    for record, ticket in file.entries():
        found.rows += 1
        if isinstance(ticket, WrongRow):
            _put_aside(found, file, record, str(ticket), rejects)
            continue
        place = Place(number, record.row.number, _digest(ticket), ticket.changed_at)
        before = own.setdefault(ticket.key, place)
        if before is not place:
            if before.digest == place.digest:
                found.repeated += 1
            else:
                contradicting[ticket.key] = f"row {before.row} has the same number {ticket.reference!r} and says otherwise"
            continue
        _learn_words(found, ticket, "closed" in file.columns.places)
        found.opened_later += ticket.opened_at > now
    file.counting = False
    for key in contradicting:
        del own[key]
    return own


def _merge(found: Survey, key: str, place: Place, undecided: dict[str, list[Place]]) -> None:
    """Let the newest file's state of a ticket stand, and remember where nothing tells which is the newest."""
    before = found.places.setdefault(key, place)
    if before is place:
        return
    found.superseded += 1
    old, new = _age(found.files, before, place), _age(found.files, place, before)
    if new > old:
        found.places[key] = place
        undecided.pop(key, None)
    elif new == old and before.digest != place.digest:
        undecided.setdefault(key, [before]).append(place)


def _age(files: Sequence[ExportFile], place: Place, other: Place) -> tuple[datetime, int]:
    file = files[place.file]
    both_tell = file.tells_changes and files[other.file].tells_changes
    return (place.changed_at if both_tell else file.state.written_at, file.state.written_ns)


def _put_contradicting_aside(found: Survey, number: int, keys: dict[str, str], rejects: Rejects) -> None:
    if not keys:
        return
    for record, ticket in found.files[number].entries():
        if not isinstance(ticket, WrongRow) and ticket.key in keys:
            _put_aside(found, found.files[number], record, keys[ticket.key], rejects)


def _put_aside(found: Survey, file: ExportFile, record: Record, reason: str, rejects: Rejects) -> None:
    rejects.add(file.state.path, record.row, reason)
    for row in record.more:
        rejects.add(file.state.path, row, f"belongs to row {record.row.number}")
    found.put_aside += 1
    if len(found.reasons) < _SHOWN_REASONS:
        where = f"{file.name}, " if len(found.files) > 1 else ""
        found.reasons.append(f"{where}{record.row.place}: {reason}")
    if number := file.number(record.row):
        found.unreadable.add(key_of(number))


def _learn_words(found: Survey, ticket: Ticket, tells_closed: bool) -> None:
    found.stages.learn(ticket, tells_closed)
    if ticket.team:
        found.teams.setdefault(ticket.team.id, ticket.team)
    if ticket.assignee:
        found.agents.setdefault(ticket.assignee.id, ticket.assignee)
    for tag in ticket.tags:
        found.tags.setdefault(tag.id, tag)


def _digest(ticket: Ticket) -> bytes:
    # All that a row tells but the time of change: that says nothing about the content, and may be the file's.
    asked, team, agent = ticket.requester, ticket.team, ticket.assignee
    content = (
        (ticket.reference, ticket.subject, ticket.body, ticket.stage.name, ticket.stage.closed),
        (team and team.name, agent and agent.name, [tag.name for tag in ticket.tags], ticket.priority),
        (asked.name, asked.email, asked.contact_id, ticket.category, ticket.channel, ticket.archived, ticket.duplicate_of),
        (ticket.opened_at, ticket.assigned_at, ticket.closed_at, ticket.time_spent_minutes),
    )
    return hashlib.blake2b(repr(content).encode("utf-8", "surrogatepass"), digest_size=16).digest()
