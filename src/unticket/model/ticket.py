"""A ticket: one person's request, as the desk sees it, and the words that the desk sorts it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Where a ticket stands. `closed` is the desk's own word (Odoo: `stage_id.closed`, Enterprise: `fold`)."""

    id: str
    name: str
    closed: bool = False
    sequence: int = 0
    mails_requester: bool = False  # the desk mails the requester when a ticket arrives here


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A group of agents that share a list of tickets."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person (or bot) who works on tickets."""

    id: str
    name: str
    is_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A word that agents put on tickets; a ticket may carry several."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All stages, teams, agents and tags that a desk knows, by their ids. Names may change; ids stay."""

    stages: Mapping[str, Stage] = field(default_factory=dict)
    teams: Mapping[str, Team] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asked, as the ticket says: a claim, never a proof of identity."""

    name: str = ""
    email: str = ""  # one bare address, lower case, or empty
    contact_id: str = ""  # the desk's own record of this person, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What we know about one request. Every time is aware and in UTC; None means unknown or not yet."""

    key: str  # "odoo:4211": the connector's kind and the desk's own id
    reference: str  # what people call it: "HT04211"
    subject: str
    body: str = ""  # as the desk stores it, often HTML; hostile input
    stage: Stage
    team: Team | None = None
    assignee: Agent | None = None
    tags: tuple[Tag, ...] = ()
    priority: int | None = None  # 0 low … 3 urgent
    requester: Requester = Requester()
    category: str = ""
    channel: str = ""
    opened_at: datetime
    changed_at: datetime
    assigned_at: datetime | None = None
    closed_at: datetime | None = None  # set only while the ticket stands in a closed stage
    was_closed_before: bool = False  # the desk shows that it was closed once and opened again
    archived: bool = False
    time_spent_minutes: float | None = None  # from timesheets, where the desk keeps them
    stage_seconds: Mapping[str, int] = field(default_factory=dict)  # stage id → seconds spent there, where known
    duplicate_of: str | None = None  # key of the ticket that the desk itself links this one to

    @property
    def in_backlog(self) -> bool:
        return not self.stage.closed and not self.archived


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One note, reply or system line on a ticket. `posted_at` is aware and in UTC."""

    key: str  # "odoo:861"
    ticket_key: str
    posted_at: datetime
    author: str = ""
    by_agent: bool = False  # written by a person or bot of the desk, not by the requester
    internal: bool = False  # a note that the requester does not see
    automatic: bool = False  # a line the desk wrote itself ("Ticket created"), or a bot's
    body: str = ""
