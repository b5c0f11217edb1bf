"""A desk, a register of people and a platform in memory, and one scene to change: Cora asks, signed in, for her own account."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.model.account import Account
from unticket.model.errors import ConnectorError, NotFound
from unticket.model.person import Employment, PersonRecord
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Ticket
from unticket.runbooks.login.plan import plan
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.plan import Plan
from unticket.runbooks.ports import Origin, TicketView

NOW = datetime(2026, 2, 19, 7, 30, tzinfo=UTC)
ADDRESS = "cora.vu@school.example"
KEY = "odoo:101"


class InMemoryDesk:
    """A desk with one ticket, that counts its questions."""

    def __init__(self, view: TicketView) -> None:
        self.view = view

    def ticket(self, key: str) -> TicketView:
        if key != self.view.ticket.key:
            raise NotFound(f"There is no ticket {key}.")
        return self.view


@dataclass
class InMemoryDirectory:
    """A register of people. With `failure` it does not answer."""

    name: str = "hr"
    records: Sequence[PersonRecord] = ()
    failure: ConnectorError | None = None
    sloppy: bool = False  # answers a question for one address with everybody
    asked: list[str] = field(default_factory=list)

    def people(self, email: str) -> Sequence[PersonRecord]:
        self.asked.append(email)
        if self.failure is not None:
            raise self.failure
        return [record for record in self.records if self.sloppy or email in record.emails]


@dataclass
class InMemoryPlatform:
    """The accounts of a platform."""

    known: Sequence[Account] = ()
    failure: ConnectorError | None = None
    sloppy: bool = False
    asked: list[str] = field(default_factory=list)

    def accounts(self, email: str) -> Sequence[Account]:
        self.asked.append(email)
        if self.failure is not None:
            raise self.failure
        return [account for account in self.known if self.sloppy or account.email == email]


@dataclass
class Scene:
    """Everything that a plan is made from, changed by a test where it matters."""

    ticket: Ticket
    origin: Origin
    person: PersonRecord
    account: Account
    policy: LoginPolicy
    messages: Sequence[Message] = ()
    now: datetime = NOW
    promoted_at: datetime | None = NOW - timedelta(days=7)
    others: Sequence[InMemoryDirectory] = ()
    failure_of_hr: ConnectorError | None = None
    failure_of_lms: ConnectorError | None = None
    more_accounts: Sequence[Account] = ()
    more_people: Sequence[PersonRecord] = ()
    sloppy: bool = False
    hr: InMemoryDirectory = field(default_factory=InMemoryDirectory)
    lms: InMemoryPlatform = field(default_factory=InMemoryPlatform)

    def plan(self, **how: Any) -> Plan:
        self.hr = InMemoryDirectory("hr", [self.person, *self.more_people], self.failure_of_hr, self.sloppy)
        self.lms = InMemoryPlatform([self.account, *self.more_accounts], self.failure_of_lms, self.sloppy)
        return plan(
            self.ticket.key,
            desk=InMemoryDesk(self.view),  # type: ignore[arg-type]
            directories=[self.hr, *self.others],  # type: ignore[list-item]
            platform=self.lms,  # type: ignore[arg-type]
            policy=self.policy,
            now=self.now,
            **{"generation": 1, "promoted_at": self.promoted_at, **how},
        )

    @property
    def view(self) -> TicketView:
        return TicketView(ticket=self.ticket, messages=self.messages, origin=self.origin)

    def with_ticket(self, **changes: Any) -> Scene:
        self.ticket = replace(self.ticket, **changes)
        return self

    def with_origin(self, **changes: Any) -> Scene:
        self.origin = replace(self.origin, **changes)
        return self

    def with_person(self, **changes: Any) -> Scene:
        self.person = replace(self.person, **changes)
        return self

    def with_account(self, **changes: Any) -> Scene:
        self.account = replace(self.account, **changes)
        return self

    def with_policy(self, **changes: Any) -> Scene:
        self.policy = replace(self.policy, **changes)
        return self

    def by_mail(self, sender: str = ADDRESS, *, trusted: bool = False) -> Scene:
        """The same request, come by mail."""
        self.origin = Origin(
            creator_is_portal_user=False, creator_email="bot@school.example", channel_is_portal=False, came_by_mail=True,
            sender_email=sender,
        )  # fmt: skip
        return self.with_ticket(requester=Requester(name="Cora Vu", email=sender)).with_policy(trusted_mail_gateway=trusted)


@pytest.fixture
def new_scene() -> Callable[[], Scene]:
    """Makes the scene of reference ticket #101: an active employee, signed in, whose account the rule switched off."""

    def make() -> Scene:
        return Scene(
            ticket=Ticket(
                key=KEY,
                reference="#101",
                subject="Cannot log in to the LMS",
                body="<p>I cannot log in. It says my account is deactivated.</p>",
                stage=Stage(id="1", name="New"),
                requester=Requester(name="Cora Vu", email=ADDRESS, contact_id="7"),
                opened_at=NOW - timedelta(minutes=2),
                changed_at=NOW - timedelta(minutes=2),
            ),
            origin=Origin(creator_is_portal_user=True, creator_email=ADDRESS, channel_is_portal=True, came_by_mail=False),
            person=PersonRecord(
                directory="hr",
                id="17",
                name="Vũ Cora",
                emails=(ADDRESS,),
                employment=Employment.ACTIVE,
                staff_number="S17",
                starts_on=datetime(2020, 8, 1, tzinfo=UTC).date(),
                as_of=NOW,
            ),
            account=Account(
                id="3",
                username="cora",
                email=ADDRESS,
                name="Cora Vu",
                enabled=False,
                confirmed=True,
                is_admin=False,
                sign_in_method="manual",
                password_is_ours=True,
                last_access_at=NOW - timedelta(days=45),
                created_at=datetime(2020, 8, 3, tzinfo=UTC),
                suspended_by_person=False,
            ),
            policy=LoginPolicy(
                domains=("school.example",), tag_handled="automated", tag_escalated="needs-person", escalation_assignee="9",
                bot_id="2",
            ),
        )  # fmt: skip

    return make


@pytest.fixture
def scene(new_scene: Callable[[], Scene]) -> Scene:
    return new_scene()


@pytest.fixture
def ada() -> Agent:
    return Agent(id="5", name="Ada")


@pytest.fixture
def no_bot() -> Tag:
    return Tag(id="8", name="No-Bot")
