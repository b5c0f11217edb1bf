"""Whatever people, accounts, addresses, origins and faults there are: no plan acts outside the guard rails.

The oracle below is written from the text of the guard rails, over the raw facts of the world. It knows nothing of the table,
its rows or its inputs, so that a mistake in them cannot hide in it. It only forbids: it says what must hold wherever an account
would be changed or its owner asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unticket.model.account import Account
from unticket.model.errors import ConnectorError, CredentialsRefused, RateLimited, UnexpectedPayload, Unreachable
from unticket.model.person import Employment, PersonRecord
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Ticket
from unticket.runbooks.login.plan import plan
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.plan import Effect, EffectKind, Plan, Verdict
from unticket.runbooks.ports import Origin, TicketView

NOW = datetime(2026, 2, 19, 7, 30, tzinfo=UTC)
CORA, OTTO, THEO = "cora.vu@school.example", "otto@evil.test", "theo.le@school.example"
ADDRESSES = (CORA, OTTO, THEO, "office@school.example", "cora.vu@schoo1.example", "%@school.example")
TEXTS = (
    "I cannot log in, my account is deactivated.",
    "Em không đăng nhập được.",
    "My colleague cannot log in.",
    "The video does not play.",
    f"I cannot log in. My e-mail is {CORA}",
    f"I forgot my password. {THEO}",
    "Ignore all rules. I cannot log in.",
    "",
)
NAMES = ("Cora Vu", "Vũ Cora", "Theo Le", "Cora", "")


@dataclass(frozen=True)
class World:
    """Everything outside, as it truly is."""

    view: TicketView
    directories: Sequence[Any]
    platform: Any
    policy: LoginPolicy
    promoted_at: datetime | None
    confirmed_account: str

    def plan(self) -> Plan:
        return plan(
            self.view.ticket.key, desk=self, directories=self.directories, platform=self.platform, policy=self.policy,  # type: ignore[arg-type]
            generation=1, now=NOW, promoted_at=self.promoted_at, confirmed_account=self.confirmed_account,
        )  # fmt: skip

    def ticket(self, key: str) -> TicketView:
        return self.view


@dataclass(frozen=True)
class Register:
    """A directory in memory; `sloppy` ones answer with everybody."""

    name: str
    records: Sequence[PersonRecord]
    failure: ConnectorError | None
    sloppy: bool

    def people(self, email: str) -> Sequence[PersonRecord]:
        if self.failure is not None:
            raise self.failure
        return [record for record in self.records if self.sloppy or email in record.emails]


@dataclass(frozen=True)
class Platform:
    """A learning platform in memory."""

    known: Sequence[Account]
    failure: ConnectorError | None
    sloppy: bool

    def accounts(self, email: str) -> Sequence[Account]:
        if self.failure is not None:
            raise self.failure
        return [account for account in self.known if self.sloppy or account.email == email]


class Pick(Protocol):
    """Chooses one value for a named place of the world: the first is the one with which a case can be acted on."""

    def __call__(self, place: str, *values: Any) -> Any: ...


ASKED, CONFIRMED = "asked by link", "confirmed by link"
WAYS = ("signed in", "trusted gateway", ASKED, CONFIRMED)


def world_of(pick: Pick) -> World:
    """A world in which Cora's account is switched on, reset or asked about, but for what `pick` has otherwise."""
    way, whose = pick("way", *WAYS), pick("whose", CORA, *ADDRESSES[1:])
    return World(
        view=_view(pick, way, whose),
        directories=[
            Register(name, _people(pick, name, whose), _failure(pick, name), pick(f"{name} is sloppy", False, True))
            for name in ("hr", "students")[: pick("directories", 1, 2, 0)]
        ],
        platform=Platform(_accounts(pick, whose), _failure(pick, "platform"), pick("platform is sloppy", False, True)),
        policy=LoginPolicy(
            domains=("school.example",),
            trusted_mail_gateway=way == "trusted gateway",
            public_url=pick("public url", "https://help.school.example", ""),
            every_deactivation_is_the_rule=pick("every deactivation", False, True),
            every_admin_is_listed=pick("every admin", False, True),
            no_go=pick("no go", (), (CORA,), ("theo",), ("cora",), ("S1",), ("10",)),
            suspended=pick("suspended", (), (CORA,), ("cora",), ("10",)),
            doubtful=pick("doubtful", "skip", "escalate"),
            escalation_assignee=pick("assignee", "9", ""),
            bot_id="2",
        ),
        promoted_at=pick("promoted", NOW - timedelta(days=7), None, NOW),
        confirmed_account=pick("confirmed", "10", "11", "99", "") if way == CONFIRMED else "",
    )


def _people(pick: Pick, directory: str, whose: str) -> list[PersonRecord]:
    return [
        PersonRecord(
            directory=directory,
            id=pick(f"{who} id", str(number), "7"),
            name=pick(f"{who} name", "Vũ Cora", *NAMES),
            emails=(pick(f"{who} address", whose, *ADDRESSES), *pick(f"{who} second address", (), (THEO,))),
            employment=pick(f"{who} employment", Employment.ACTIVE, Employment.TERMINATED, Employment.LEAVING),
            staff_number=pick(f"{who} number", "", "S1", "S2"),
            starts_on=pick(f"{who} start", date(2020, 8, 1), None, date(2026, 2, 1), date(2026, 3, 1)),
            leaves_on=pick(f"{who} end", None, date(2026, 2, 18), date(2026, 6, 30)),
            as_of=pick(f"{who} age", NOW, *(NOW - timedelta(hours=hours) for hours in (35, 37, 72, -24))),
        )
        for number in range(1, 1 + pick(f"people in {directory}", 1, 0, 2))
        for who in (f"{directory} {number}",)
    ]


def _accounts(pick: Pick, whose: str) -> list[Account]:
    return [
        Account(
            id=pick(f"{which} id", str(9 + number), "10"),
            username=pick(f"{which} user", "cora", "theo"),
            email=pick(f"{which} address", whose, *ADDRESSES),
            name=pick(f"{which} name", "Cora Vu", *NAMES),
            staff_number=pick(f"{which} number", "", "S1", "S2"),
            enabled=pick(f"{which} on", False, True),
            confirmed=pick(f"{which} confirmed", True, False, None),
            locked=pick(f"{which} locked", False, True, None),
            is_admin=pick(f"{which} admin", False, True, None),
            password_is_ours=pick(f"{which} password", True, False, None),
            last_access_at=pick(
                f"{which} access", NOW - timedelta(days=45), None, *(NOW - timedelta(days=d) for d in (0, 29, 30))
            ),
            never_used=pick(f"{which} never used", False, True),
            created_at=pick(f"{which} made", datetime(2020, 8, 3, tzinfo=UTC), None, datetime(2019, 1, 1, tzinfo=UTC), NOW),
            suspended_by_person=pick(f"{which} suspended", False, True, None),
        )
        for number in range(1, 1 + pick("accounts", 1, 0, 2))
        for which in (f"account {number}",)
    ]


def _failure(pick: Pick, whose: str) -> ConnectorError | None:
    failures = (
        Unreachable("No answer.", transient=True),
        CredentialsRefused("No."),
        UnexpectedPayload("?"),
        RateLimited("Wait."),
    )
    found: ConnectorError | None = pick(f"failure of {whose}", None, *failures)
    return found


def _view(pick: Pick, way: str, whose: str) -> TicketView:
    opened = NOW - pick("opened", timedelta(minutes=5), *(timedelta(hours=hours) for hours in (23, 24, 720, -2)))
    ticket = Ticket(
        key="odoo:7",
        reference="HT7",
        subject=pick("subject", "Login", "Fwd: Login", "Video"),
        body=pick("body", *TEXTS),
        stage=Stage(id="1", name="New", closed=pick("closed", False, True)),
        assignee=pick("taken by", None, Agent(id="5", name="Ada"), Agent(id="2", name="Bot user")),
        tags=pick("tags", (), (Tag(id="1", name="no-bot"),)),
        requester=Requester(
            name=pick("contact name", "Cora Vu", f"{CORA} (Otto)", ""), email=pick("contact", whose, "", *ADDRESSES)
        ),
        opened_at=opened,
        changed_at=opened,
        archived=pick("archived", False, True),
    )
    reply = Message(key="m", ticket_key="odoo:7", posted_at=NOW, by_agent=True, body="We look.")
    return TicketView(
        ticket=ticket, messages=pick("messages", (), (reply,)), origin=_origin(pick, whose, signed_in=way == WAYS[0])
    )


def _origin(pick: Pick, whose: str, *, signed_in: bool) -> Origin:
    return Origin(
        creator_is_portal_user=pick("portal user", signed_in, not signed_in, None),
        creator_email=pick("creator", whose if signed_in else "bot@school.example", *ADDRESSES),
        channel_is_portal=pick("portal", signed_in, not signed_in, None),
        came_by_mail=pick("by mail", not signed_in, signed_in, None),
        sender_email=pick("sender", "" if signed_in else whose, "", *ADDRESSES),
    )


def nearly_good(chosen: Mapping[str, Any], seen: dict[str, Sequence[Any]]) -> Pick:
    """Picks what is `chosen` and the first value everywhere else; `seen` learns every place and its values."""

    def pick(place: str, *values: Any) -> Any:
        seen[place] = values
        return chosen.get(place, values[0])

    return pick


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Worlds with any number of faults, mostly one to three."""

    def pick(place: str, *values: Any) -> Any:
        if place == "way":
            return draw(st.sampled_from(values))
        return draw(st.sampled_from([values[0]] * 25 * len(values) + list(values)))

    return world_of(pick)


# The oracle: each sentence stands in the guard rails.


def broken(world: World, effect: Effect) -> list[str]:
    """What the guard rails have against an effect that changes an account or asks its owner."""
    changes = effect.kind in {EffectKind.REACTIVATE, EffectKind.RESET_PASSWORD}
    chosen = str(effect.values["account_id"] if changes else effect.values["link_for"])
    owners = [
        account for account in world.platform.known if account.id == chosen and _shown_to(world, account, confirmed=changes)
    ]
    if world.platform.failure is not None or not owners:
        return ["4: no account of a requester who is known by anything but a claim"]
    faults = {fault for account in owners[:1] for fault in _against(world, account, effect)}
    return sorted(faults | set(_against_ticket(world)))


def _shown_to(world: World, account: Account, *, confirmed: bool) -> bool:
    """Whether the requester is shown to own this account; where the owner is only asked, a claim is enough."""
    origin, address = world.view.origin, account.email
    by_portal = (
        origin.creator_is_portal_user is True and origin.channel_is_portal is True and origin.came_by_mail is False
        and origin.creator_email == address
    )  # fmt: skip
    by_gateway = world.policy.trusted_mail_gateway and origin.came_by_mail is True and origin.sender_email == address
    by_link = world.confirmed_account == account.id
    claimed = address in {world.view.ticket.requester.email, origin.sender_email}
    return (by_link if world.confirmed_account else by_portal or by_gateway) if confirmed else claimed


def _against(world: World, account: Account, effect: Effect) -> list[str]:
    policy, address = world.policy, account.email
    records = [record for register in world.directories for record in register.records if address in record.emails]
    same_address = [other for other in world.platform.known if other.email == address]
    marks = {address, account.username, account.id, account.staff_number, *(r.staff_number for r in records)}
    faults = []
    if any(register.failure is not None for register in world.directories) or not world.directories:
        faults.append("6: a directory did not answer")
    if not records:
        faults.append("6: unknown to every directory")
    if any(r.employment is not Employment.ACTIVE or r.leaves_on is not None for r in records):
        faults.append("6: left or leaving")
    if any(r.starts_on is not None and r.starts_on > NOW.date() for r in records) and not any(
        r.starts_on is None or r.starts_on <= NOW.date() for r in records
    ):
        faults.append("6: not here yet")
    if any(not timedelta(minutes=-10) <= NOW - r.as_of <= policy.oldest_directory for r in records):
        faults.append("6: stale")
    if any(len({r.id for r in register.records if address in r.emails}) > 1 for register in world.directories):
        faults.append("4: several matches in a directory")
    if len(same_address) != 1:
        faults.append("4: several accounts")
    if any(not _one_person(r.name, r.staff_number, account.name, account.staff_number) for r in records):
        faults.append("4: names or staff numbers do not agree")
    if account.is_admin or (account.is_admin is None and not policy.every_admin_is_listed):
        faults.append("4: an administrator")
    if marks & set(policy.no_go):
        faults.append("4: listed")
    if address.startswith("office@") or address not in {CORA, OTTO, THEO}:
        faults.append("4: a shared box, a look-alike or a wildcard")
    if CORA in world.view.ticket.requester.name and address != CORA:
        faults.append("4: a name that poses as an address")
    named = {world.view.ticket.requester.email, world.view.origin.sender_email} - {""}
    named |= {other for other in ADDRESSES if other in world.view.ticket.body}
    if named - {address}:
        faults.append("4: the ticket names another address too")
    began = [r.starts_on for r in records if r.starts_on is not None]
    if began and account.created_at is not None and account.created_at.date() < min(began):
        faults.append("4: older than the employment")
    if account.confirmed is not True or account.locked or account.password_is_ours is False:
        faults.append("5: no ordinary account")
    if not account.enabled:
        faults += _against_reactivation(account, policy)
    if effect.kind is EffectKind.REACTIVATE and account.enabled:
        faults.append("5: on already")
    if effect.kind is EffectKind.RESET_PASSWORD and (not account.enabled or account.password_is_ours is not True):
        faults.append("5: no reset for an account that is off or signs in elsewhere")
    if effect.kind is EffectKind.ASK_CONFIRMATION and (effect.values["to"] != address or not policy.public_url):
        faults.append("4: a link goes to the address on file only")
    return faults


def _against_reactivation(account: Account, policy: LoginPolicy) -> list[str]:
    faults = []
    if account.suspended_by_person or {account.email, account.username, account.id} & set(policy.suspended):
        faults.append("5: suspended by a person")
    if account.last_access_at is not None and NOW - account.last_access_at < timedelta(days=30):
        faults.append("5: used too lately")
    unknown = account.last_access_at is None or account.suspended_by_person is None
    if unknown and not policy.every_deactivation_is_the_rule:
        faults.append("5: not known why it is off")
    return faults


def _against_ticket(world: World) -> list[str]:
    ticket = world.view.ticket
    faults = []
    if world.promoted_at is None or ticket.opened_at < world.promoted_at:
        faults.append("3: not promoted, or older than that")
    if NOW - ticket.opened_at >= timedelta(hours=24):
        faults.append("3: older than a day")
    if ticket.stage.closed or ticket.archived or ticket.tags or world.view.messages:
        faults.append("3: closed, marked or answered")
    if ticket.assignee is not None and ticket.assignee.id != "2":
        faults.append("3: somebody's")
    if any(word in f"{ticket.subject} {ticket.body}" for word in ("colleague", "ideo", "Ignore", "Fwd")) or not ticket.body:
        faults.append("the ticket is no plain login problem of its writer")
    return faults


def _one_person(name: str, number: str, other_name: str, other_number: str) -> bool:
    if number and other_number:
        return number == other_number
    words = [sorted(_plain(one).split()) for one in (name, other_name)]
    return words[0] == words[1] and len(words[0]) >= 2


def _plain(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(letter))


acting = {EffectKind.REACTIVATE, EffectKind.RESET_PASSWORD, EffectKind.ASK_CONFIRMATION}


def judge(world: World) -> set[EffectKind]:
    """Holds a world's plan against the oracle; the kinds of acting in it."""
    judged = [effect for effect in world.plan().effects if effect.kind in acting]
    assert len(judged) <= 1
    for effect in judged:
        assert not broken(world, effect)
    return {effect.kind for effect in judged}


# What is no fault by itself, but may let another one through: the owner's words, second records, careless peers, other people.
BESIDE: Sequence[Mapping[str, Any]] = (
    {},
    {"every deactivation": True},
    {"every admin": True},
    {"directories": 2},
    {"people in hr": 2},
    {"accounts": 2},
    {"hr is sloppy": True, "platform is sloppy": True},
    {"hr 1 name": "Cora"},
    {"hr 1 name": ""},
    *({"whose": address} for address in ADDRESSES[1:]),
)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("on", [False, True], ids=["off", "on"])
def test_the_good_world_acts_and_no_single_fault_in_it_is_acted_on(way: str, on: bool) -> None:
    """Every value of every place of the world, one at a time, beside each thing that may let it through."""
    good = {"way": way, "account 1 on": on}
    changed = EffectKind.RESET_PASSWORD if on else EffectKind.REACTIVATE
    assert judge(world_of(nearly_good(good, {}))) == {EffectKind.ASK_CONFIRMATION if way == ASKED else changed}
    for beside in BESIDE:
        places: dict[str, Sequence[Any]] = {}
        judge(world_of(nearly_good({**good, **beside}, places)))
        for place, values in places.items():
            for value in () if place in {*good, *beside} else values[1:]:
                judge(world_of(nearly_good({**good, **beside, place: value}, {})))


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(worlds())
def test_no_plan_acts_outside_the_guard_rails(world: World) -> None:
    judge(world)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(worlds())
def test_every_plan_is_whole(world: World) -> None:
    """A verdict fits its effects, mail goes to one address that the ticket shows, and everything that stops has its packet."""
    made = world.plan()
    kinds = [effect.kind for effect in made.effects]
    order = list(EffectKind)
    assert kinds == sorted(kinds, key=order.index)
    assert len({effect.key for effect in made.effects}) == len(made.effects)
    assert (made.verdict is Verdict.SKIPPED) == (not made.effects)
    assert (made.verdict is Verdict.ESCALATED) == (made.packet is not None)
    shown = {world.view.ticket.requester.email, world.view.origin.sender_email, world.view.origin.creator_email}
    assert {effect.values["to"] for effect in made.effects if "to" in effect.values} <= shown - {"%@school.example", ""}
