"""The reference week as the candidates see it: its eight real texts read, grouped by what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import polars as pl
import pytest

from unticket.history.ticket_table import SCHEMA
from unticket.model.recurring_issue import RecurringIssue, Trend
from unticket.model.ticket import Requester, Stage, Ticket
from unticket.patterns.candidates.candidates import candidates
from unticket.patterns.causes.matching import match
from unticket.patterns.causes.register import Register, parse_register
from unticket.patterns.evidence.people import people
from unticket.patterns.evidence.time import agent_time
from unticket.patterns.findings import Candidate
from unticket.patterns.text.reading import read_texts
from unticket.patterns.text.table import NOTES

ISSUES = {
    "20289": "video", "20291": "video", "20294": "video", "20290": "outage", "20293": "outage",
    "20292": "login", "20295": "report", "20296": "feature",
}  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def recorded() -> list[Ticket]:
    """The eight tickets as they were recorded."""
    week = json.loads(files("unticket.demo").joinpath("reference_week.json").read_text("utf-8"))
    return [
        Ticket(
            key=str(row["id"]),
            reference=row["number"],
            subject=row["name"],
            body=row["description"],
            stage=Stage(id="4", name="Done", closed=True),
            requester=Requester(name=row["partner_name"], contact_id=str(row["partner_id"][0])),
            opened_at=moment(row["create_date"]),
            changed_at=moment(row["write_date"]),
            assigned_at=moment(row["assigned_date"]),
            closed_at=moment(row["closed_date"]),
        )
        for row in week["helpdesk.ticket"]
    ]


def demo_register() -> Register:
    return parse_register(files("unticket.demo").joinpath("known_errors.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Weighing:
    """A desk to weigh, each part of which a test may change."""

    tickets: tuple[Ticket, ...]
    issues: Mapping[str, str]  # key → issue
    register: Register = field(default_factory=Register)
    notes: tuple[tuple[str, str], ...] = ()  # ticket, what an agent wrote on it
    now: datetime = datetime(2026, 2, 23, tzinfo=UTC)
    more: Mapping[str, Any] = field(default_factory=dict)

    def changed(self, **parts: Any) -> Weighing:
        return replace(self, **parts)

    def without(self, key: str) -> Weighing:
        return self.changed(tickets=tuple(ticket for ticket in self.tickets if ticket.key != key))

    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        groups = pl.DataFrame(
            [(ticket.key, self.issues[ticket.key]) for ticket in self.tickets],
            schema={"key": pl.String, "issue": pl.String},
            orient="row",
        )
        notes = pl.DataFrame(
            [
                {"ticket": key, "posted_at": self.now, "author": "Ada", "by_agent": True, "internal": True, "text": text}
                for key, text in self.notes
            ],
            schema=NOTES,
        )
        return groups, _table(self.tickets), read_texts(self.tickets), notes

    def weighed(self) -> dict[str, Candidate]:
        """By issue, the best first."""
        groups, tickets, texts, notes = self.frames()
        known = {issue: found.known_error for issue, found in match(self.register, groups, texts).items()}
        touched, spent = people(groups, tickets, texts), agent_time(groups, tickets)
        listed = groups.join(tickets, on="key").sort("opened_at").group_by("issue", maintain_order=True)
        issues = [
            RecurringIssue(
                id=issue, label=issue, tickets=tuple(keys), first_seen=first, last_seen=first, share=0.0,
                trend=Trend(count=len(keys), before=0), people=touched[issue], time=spent[issue],
            )
            for issue, keys, first in listed.agg("key", pl.col("opened_at").first()).iter_rows()
        ]  # fmt: skip
        found = candidates(issues, groups, tickets, texts, notes, known=known, now=self.now, **self.more)
        return {candidate.issue: candidate for candidate in found}


def _table(tickets: Iterable[Ticket]) -> pl.DataFrame:
    rows = [
        {
            **dict.fromkeys(SCHEMA),
            "key": ticket.key,
            "requester": ticket.requester.contact_id or None,
            "opened_at": ticket.opened_at,
            "assigned_at": ticket.assigned_at,
            "closed_at": ticket.closed_at,
        }
        for ticket in tickets
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


@pytest.fixture(scope="session")
def week() -> Weighing:
    """The reference week with the demo's register."""
    return Weighing(tuple(recorded()), ISSUES, demo_register())


@pytest.fixture
def months() -> Weighing:
    """Ten months of a company's desk: the same unlock each time, broken chairs, payroll questions."""
    tickets, issues, notes = [], {}, []
    kinds = (
        ("locked", "My account is locked again", "Account locked after three attempts. Unlocked.", 6),
        ("chair", "The chair in room 12 is broken", "Replaced the chair", 40),
        ("payroll", "My salary on the payslip is wrong", "Corrected by hand and sent again; unlocked the sheet", 25),
        ("mixed", "The scanner does not work", "", 30),
    )
    for month in range(1, 11):
        for place, (issue, subject, note, minutes) in enumerate(kinds):
            key = f"{issue}{month}"
            opened = datetime(2026, month, 3 + place, 8, tzinfo=UTC)
            tickets.append(
                Ticket(
                    key=key, reference=key, subject=subject, stage=Stage(id="4", name="Done", closed=True),
                    requester=Requester(contact_id=key), opened_at=opened, changed_at=opened, assigned_at=opened,
                    closed_at=opened.replace(hour=8 + minutes // 60, minute=minutes % 60),
                )
            )  # fmt: skip
            issues[key] = issue
            mixed = ("Restarted it", "Updated the driver", "Cleared the queue", "Raised the limit", "Merged the jobs")
            notes.append((key, note or mixed[month % len(mixed)]))
    return Weighing(tuple(tickets), issues, notes=tuple(notes), now=datetime(2026, 11, 1, tzinfo=UTC))
