"""A past ticket as it was when it came in: what people did about it since is taken off again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from unticket.model.account import Account
from unticket.model.errors import Forbidden, NotFound
from unticket.model.finding import Finding
from unticket.model.ticket import Stage, Tag, Ticket
from unticket.runbooks.authorization import Authorization
from unticket.runbooks.ports import Activity, DeskEvent, LearningPlatform, Origin, TicketView

_ARRIVED = Stage(id="", name="")


def past_view(ticket: Ticket) -> TicketView:
    """The ticket as it came: open, assigned to nobody, without tags. How it came in, the copy does not hold."""
    fresh = replace(ticket, stage=_ARRIVED, assignee=None, tags=(), assigned_at=None, closed_at=None, archived=False)
    return TicketView(ticket=fresh, messages=(), origin=Origin())


class PastDesk:
    """A `TicketDesk` over past tickets. Only reads; everything that would write is refused."""

    def __init__(self, find: Callable[[str], Ticket | None]) -> None:
        self._find = find

    def ticket(self, key: str, *, asker: bool = True) -> TicketView:  # noqa: ARG002
        ticket = self._find(key)
        if ticket is None:
            raise NotFound(f"The copy has no ticket {key}.")
        return past_view(ticket)

    def events_since(self, moment: datetime) -> Iterator[DeskEvent]:  # noqa: ARG002
        return iter(())

    def stages(self) -> Sequence[Stage]:
        return ()

    def tags(self) -> Sequence[Tag]:
        return ()

    def note(self, key: str, text: str, *, marker: str) -> NoReturn:  # noqa: ARG002
        _refuse()

    def tag(self, key: str, tag_id: str) -> NoReturn:  # noqa: ARG002
        _refuse()

    def move(self, key: str, stage_id: str, *, quietly: bool = True) -> NoReturn:  # noqa: ARG002
        _refuse()

    def assign(self, key: str, agent_id: str) -> NoReturn:  # noqa: ARG002
        _refuse()

    def schedule(self, key: str, activity: Activity, *, marker: str) -> NoReturn:  # noqa: ARG002
        _refuse()

    def check_acting(self) -> Sequence[Finding]:
        return ()


class ReadOnlyPlatform:
    """A `LearningPlatform` that passes questions on and refuses every change."""

    def __init__(self, platform: LearningPlatform) -> None:
        self._platform = platform

    def accounts(self, email: str) -> Sequence[Account]:
        return self._platform.accounts(email)

    def account(self, account_id: str) -> Account | None:
        return self._platform.account(account_id)

    def reactivate(self, leave: Authorization) -> NoReturn:  # noqa: ARG002
        _refuse()

    def request_password_reset(self, leave: Authorization) -> NoReturn:  # noqa: ARG002
        _refuse()

    def deactivate(self, leave: Authorization) -> NoReturn:  # noqa: ARG002
        _refuse()

    def check(self) -> Sequence[Finding]:
        return self._platform.check()

    def close(self) -> None:
        """The platform belongs to whoever opened it."""


def _refuse() -> NoReturn:
    raise Forbidden("A back-test changes nothing.")
