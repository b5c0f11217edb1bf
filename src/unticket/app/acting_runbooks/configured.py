"""One runbook over the configured house: whether it is set up, and the parts that its machinery is made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from unticket.history.ports import Progress
from unticket.model.errors import ConfigurationError
from unticket.model.person import Employment
from unticket.model.ticket import Ticket
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Freshness, Letters, Planner
from unticket.runbooks.backtest import Backtest, PastTickets, ShadowAgreement
from unticket.runbooks.decision_table import DecisionTable
from unticket.runbooks.freshness import FreshnessPolicy, why_not_fresh
from unticket.runbooks.plan import EffectKind
from unticket.runbooks.ports import Directory, LearningPlatform, Mailer, TicketDesk, TicketView
from unticket.runbooks.request.backtest import RequestBacktest
from unticket.settings import Settings


class Systems(Protocol):
    """The connections of the house, each opened when it is first asked for; what is not set raises `ConfigurationError`."""

    @property
    def desk(self) -> TicketDesk: ...
    @property
    def directories(self) -> Sequence[Directory]: ...
    @property
    def platform(self) -> LearningPlatform: ...
    @property
    def mailer(self) -> Mailer: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAtDesk:
    """Something that the settings name and the desk must have."""

    place: str  # in the settings
    name: str
    of: str  # what it is for: "resolved tickets"
    closed: bool | None = None  # of a stage: how it must be; None: either


class ConfiguredRunbook(ABC):
    """What the house needs to know of a runbook. Making one opens nothing."""

    name: ClassVar[str]
    table: ClassVar[DecisionTable[Any]]
    touches_accounts: ClassVar[bool] = False

    def __init__(self, settings: Settings, systems: Systems | None = None) -> None:
        """`systems` None: for what the copy alone can tell."""
        self.settings = settings
        self._systems = systems

    @property
    def systems(self) -> Systems:
        """The connections."""
        if self._systems is None:
            raise ConfigurationError("The past is read without any connection.")
        return self._systems

    @property
    @abstractmethod
    def is_set(self) -> bool:
        """Whether the settings have it take part; without, nothing happens."""

    @abstractmethod
    def outside(self) -> Outside:
        """The systems that it acts in."""

    @abstractmethod
    def planner(self) -> Planner:
        """Decides on tickets: all that a dry run needs."""

    @abstractmethod
    def freshness_policy(self) -> FreshnessPolicy:
        """What guard rail 3 has to know."""

    @abstractmethod
    def letters(self) -> Letters:
        """Its mails. Raises `ConfigurationError` where one of them cannot be written."""

    @abstractmethod
    def policy(self) -> ActingPolicy:
        """The owner's word about acting."""

    @abstractmethod
    def stages(self) -> Sequence[NamedAtDesk]:
        """The stages that it moves tickets to; an empty name: none."""

    @abstractmethod
    def tags(self) -> Sequence[NamedAtDesk]:
        """The tags that it puts on tickets; an empty name: none."""

    @abstractmethod
    def taken(self, tickets: Iterable[Ticket]) -> Iterator[str]:
        """The keys of past tickets that it would have taken, by what the copy tells of them."""

    @abstractmethod
    def settles(self, row: str) -> bool:
        """Whether a decision by that row of its table settles a ticket by itself: nobody has to be asked."""

    def escalates(self, row: str) -> bool:
        """Whether a decision by that row leaves the ticket to a person; one that asks the requester first does neither."""
        return not self.settles(row)

    @property
    def is_sure_of_the_past(self) -> bool:
        """Whether the copy alone tells what it would have settled; else that hangs on what other systems said that day."""
        return False

    @abstractmethod
    def replay(
        self, past: PastTickets, *, since: datetime, until: datetime, today: Systems | None, progress: Progress | None
    ) -> Backtest | RequestBacktest:
        """The back-test. `today`: whom to ask what they say now, where the runbook's rows hang on it."""

    @abstractmethod
    def agreement(self, decided: Iterable[tuple[str, str]], past: PastTickets) -> ShadowAgreement:
        """How often what was decided in shadow (tickets with their rows) is what people then did."""

    def employed(self, address: str, now: datetime) -> Employment:  # noqa: ARG002
        """What all directories together say of an address at `now`; only asked where accounts are changed."""
        return Employment.UNKNOWN

    def freshness(self) -> Freshness:
        """Guard rail 3."""
        policy = self.freshness_policy()

        def fresh(view: TicketView, *, now: datetime, promoted_at: datetime | None, done: Collection[EffectKind] = ()) -> str:
            return why_not_fresh(view, now=now, promoted_at=promoted_at, policy=policy, done=done)

        return fresh
