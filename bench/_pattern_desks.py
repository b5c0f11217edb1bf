"""Desks whose truth is known, as the tickets that patterns are found in."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from unticket.demo.generator import generate
from unticket.history.cache import ticket_table
from unticket.history.memory import InMemoryTicketStore
from unticket.history.ticket_table import TicketTable
from unticket.model.ticket import Agent, Requester, Stage, Team, Ticket
from unticket.patterns.evaluate.labels import Labels, parse_labels
from unticket.patterns.text.reading import read_texts

DESKS = Path(__file__).parents[1] / "tests" / "patterns" / "desks"
_DONE, _NEW = Stage(id="4", name="Done", closed=True), Stage(id="1", name="New")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledDesk:
    """Tickets, and what is true of them by key."""

    name: str
    tickets: Sequence[Ticket]
    labels: Labels
    stated: dict[str, list[int]]  # the numbers of people that a ticket's text states, sorted

    def table(self) -> TicketTable:
        """The ticket table, in memory."""
        store = InMemoryTicketStore()
        store.save_tickets(self.tickets)
        with tempfile.TemporaryDirectory() as folder:
            made = ticket_table(store, Path(folder))
            return TicketTable(
                tickets=made.tickets.collect().lazy(), vocabulary=made.vocabulary, desk=made.desk, synced_at=made.synced_at
            )

    def texts(self) -> pl.DataFrame:
        """The text table."""
        return read_texts(self.tickets)


def small_desks(part: str) -> Iterator[LabelledDesk]:
    """The desks of one part, "tune" or "report", each of its own kind of organisation."""
    for file in sorted(DESKS.glob(f"{part}_*.toml")):
        said = tomllib.loads(file.read_text("utf-8"))
        here = ZoneInfo(said["timezone"])
        yield LabelledDesk(
            name=said["name"],
            tickets=[_small_ticket(row, here) for row in said["tickets"]],
            labels=parse_labels(file.read_text("utf-8"), where=file.name),
            stated={row["key"]: sorted(row.get("stated", ())) for row in said["tickets"]},
        )


def _small_ticket(row: dict[str, Any], here: ZoneInfo) -> Ticket:
    opened = row["opened"].replace(tzinfo=here).astimezone(UTC)
    return Ticket(
        key=row["key"],
        reference=row["key"],
        subject=row["subject"],
        body=row["body"],
        stage=_NEW,
        requester=Requester(name=row["from"]),
        opened_at=opened,
        changed_at=opened,
    )


def generated_desk(seed: int, tickets: int) -> LabelledDesk:
    """A generated school's desk: about a hundred tickets a week."""
    last = date(2026, 6, 28)
    made = generate(seed=seed, tickets=tickets, first_day=last - timedelta(days=max(27, tickets * 7 // 100)), last_day=last)
    truth = made.truth.tickets
    firsts = {each.duplicate_of for each in truth.values() if each.duplicate_of is not None}

    def incident(id_: int) -> str:
        """The first of what a ticket tells again: who asks twice about an incident is in it, too."""
        first = id_
        while (before := truth[first].duplicate_of) is not None:
            first = before
        return str(first) if first in firsts else ""

    return LabelledDesk(
        name=f"generated {seed}",
        tickets=[ticket_of(row) for row in made.tables["helpdesk.ticket"]],
        labels=Labels(
            issues={str(id_): each.cause for id_, each in truth.items()},
            incidents={str(id_): incident(id_) for id_ in truth},
        ),
        stated={str(id_): [each.stated_people] if each.stated_people else [] for id_, each in truth.items()},
    )


def ticket_of(row: dict[str, Any]) -> Ticket:
    """A generated row as a ticket; its key is its number."""
    contact, agent, team = row["partner_id"], row["user_id"], row["team_id"]
    return Ticket(
        key=str(row["id"]),
        reference=row["number"],
        subject=row["name"] or "",
        body=row["description"] or "",
        stage=_DONE if row["closed"] else _NEW,
        team=Team(id=str(team[0]), name=team[1]) if team else None,
        assignee=Agent(id=str(agent[0]), name=agent[1]) if agent else None,
        requester=Requester(
            name=row["partner_name"] or "", email=row["partner_email"] or "", contact_id=str(contact[0]) if contact else ""
        ),
        opened_at=_moment(row["create_date"]),
        changed_at=_moment(row["write_date"]),
        assigned_at=_moment(row["assigned_date"]) if row["assigned_date"] else None,
        closed_at=_moment(row["closed_date"]) if row["closed"] and row["closed_date"] else None,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
