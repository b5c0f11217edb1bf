"""Whatever happens in whatever order, and whenever the process dies: nobody is warned twice of one inactivity, nobody who left
or is unknown at all, and of each mail that may be lost somebody hears.

People, platform and mail are in memory here; deciding, storing and telling are the product's own, on a real database.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.app.acting import PRE_DEACTIVATION, Acting
from unticket.app.pre_deactivation import PreDeactivation
from unticket.model.account import Account
from unticket.model.errors import Doubtful, Unreachable
from unticket.model.person import Employment, PersonRecord
from unticket.model.sending import Kind
from unticket.runbooks.plan import Mode
from unticket.runbooks.ports import Delivery, Mail
from unticket.settings import Settings

BEGAN = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
PEOPLE = ("lan.tran", "minh.nguyen", "hoa.pham")


class Death(BaseException):
    """The process ends here."""


@dataclass
class World:
    """What is true; the product sees it through the three ports below."""

    now: datetime = BEGAN
    gone: set[str] = field(default_factory=set)
    accounts: dict[str, Account] = field(default_factory=dict)
    uses: Counter[str] = field(default_factory=Counter)  # how often each was really used
    mails: list[tuple[str, int, bool]] = field(default_factory=list)  # address, uses until then, still here
    verdict: str = "taken"
    dies_at: str = ""

    def __post_init__(self) -> None:
        for number, name in enumerate(PEOPLE):
            used = BEGAN - timedelta(days=18 + 2 * number)
            self.accounts[name] = Account(
                id=name,
                username=name,
                email=f"{name}@school.example",
                name=name.replace(".", " ").title(),
                enabled=True,
                is_admin=False,
                last_access_at=used,
            )

    # Roster and Directory
    name = "staff"

    def everyone(self) -> Iterator[PersonRecord]:
        for account in self.accounts.values():
            yield self._person(account)

    def people(self, email: str) -> Sequence[PersonRecord]:
        return [self._person(account) for account in self.accounts.values() if account.email == email]

    def _person(self, account: Account) -> PersonRecord:
        employment = Employment.TERMINATED if account.id in self.gone else Employment.ACTIVE
        return PersonRecord(
            directory="staff",
            id=account.id,
            name=account.name,
            emails=(account.email,),
            employment=employment,
            as_of=self.now,
        )


@dataclass
class Source:
    world: World
    at_once: int = 2

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        return [account for account in self.world.accounts.values() if account.email in emails]

    def accounts(self, email: str) -> Sequence[Account]:
        return self.glance([email])


@dataclass
class Post:
    world: World
    notices: int = 0

    def send(self, mail: Mail) -> Delivery:
        world = self.world
        if mail.to == "theo@school.example":
            self.notices += 1
            return Delivery.ACCEPTED
        if world.dies_at == "before mail":
            raise Death
        if world.verdict == "later":
            raise Unreachable("later", transient=True)
        if world.verdict == "refused":
            return Delivery.REFUSED
        name = mail.to.partition("@")[0]
        if world.verdict != "lost before":
            world.mails.append((mail.to, world.uses[name], name not in world.gone))
        if world.dies_at == "after mail":
            raise Death
        if world.verdict.startswith("lost"):
            raise Doubtful("lost")
        return Delivery.ACCEPTED


@dataclass
class House:
    """One process after the other over one folder."""

    folder: Path
    world: World

    def acting(self) -> Acting:
        acting = Acting(
            Settings.model_validate(
                {
                    "folder": self.folder,
                    "timezone": "Asia/Ho_Chi_Minh",
                    "mail": {"sender": "desk@school.example"},
                    "runbooks": {"pre_deactivation": {"tell": ["theo@school.example"]}},
                }
            )
        )
        acting.__dict__ |= {"directories": (self.world,), "last_access": Source(self.world), "mailer": Post(self.world)}
        return acting

    def once(self, do: Callable[[PreDeactivation], object]) -> None:
        acting = self.acting()
        try:
            warnings = PreDeactivation(acting, clock=lambda: self.world.now)
            for name in ("keep", "begin", "ended"):
                if self.world.dies_at == name:
                    setattr(warnings.warnings, name, _dying(getattr(warnings.warnings, name)))
            do(warnings)
        except Death:
            pass
        finally:
            acting.close()
            self.world.dies_at = ""


def _dying(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        function(*arguments, **named)
        raise Death

    return call


EVENTS = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 9)),
    st.tuples(st.just("hours"), st.integers(1, 9)),
    st.tuples(st.sampled_from(("use", "restore", "dismiss", "rehire", "off", "on")), st.sampled_from(PEOPLE)),
    st.tuples(st.just("mail"), st.sampled_from(("taken", "taken", "later", "refused", "lost", "lost before"))),
    st.tuples(st.just("dies"), st.sampled_from(("keep", "begin", "ended", "before mail", "after mail"))),
    st.tuples(st.just("look"), st.just("")),
    st.tuples(st.just("look"), st.just("")),
    st.tuples(st.just("run"), st.just("")),
)


def happen(world: World, kind: str, what: Any) -> None:
    if kind in ("days", "hours"):
        world.now += timedelta(**{kind: what})
    elif kind == "mail":
        world.verdict = what
    elif kind == "dies":
        world.dies_at = what
    elif kind in ("dismiss", "rehire"):
        (world.gone.add if kind == "dismiss" else world.gone.discard)(what)
    elif kind in ("off", "on"):
        world.accounts[what] = replace(world.accounts[what], enabled=kind == "on")
    elif kind == "use":
        world.accounts[what] = replace(world.accounts[what], last_access_at=world.now)
        world.uses[what] += 1
    elif kind == "restore":  # the platform is put back from a backup: it forgets the last days
        used = world.accounts[what].last_access_at
        assert used is not None
        world.accounts[what] = replace(world.accounts[what], last_access_at=used - timedelta(days=3))


@settings(max_examples=15)
@given(st.lists(EVENTS, min_size=6, max_size=24))
def test_nobody_is_warned_twice_of_one_inactivity_and_nobody_who_left_at_all(events: Sequence[tuple[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World()
        house = House(Path(folder), world)
        house.once(lambda warnings: [warnings._acting.promote(PRE_DEACTIVATION, by="Theo") for _ in range(2)])
        for kind, what in [*events, ("look", "")]:
            if kind == "look":
                house.once(lambda warnings: warnings.look())
            elif kind == "run":
                house.once(lambda warnings: warnings.run(by="Theo", at_most=9))
            else:
                happen(world, kind, what)
        counted = Counter((address, uses) for address, uses, _ in world.mails)
        assert not [key for key, count in counted.items() if count > 1]
        assert all(here for _, _, here in world.mails)
        house.once(lambda warnings: _nothing_is_lost_in_silence(warnings, world))


def _nothing_is_lost_in_silence(warnings: PreDeactivation, world: World) -> None:
    """After a last look by a process that lives, no warning hangs between, and each that may be lost has its notice."""
    assert warnings.standing().mode is Mode.AUTOMATIC
    warnings.look()
    told = " ".join(sending.key for sending in warnings.schedules.sendings.log(1000) if sending.kind is Kind.NOTICE)
    for warning in warnings.warnings.log(1000):
        assert str(warning.state) != "begun"
        if str(warning.state) in ("doubtful", "refused"):
            assert f"{warning.key}:{warning.state}" in told
