"""What a runbook's records and the copy of the desk say together: the back-test, agreement in shadow, before and after."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from unticket.acting import LOGIN, Acting, now
from unticket.acting_runbooks.login import login_policy
from unticket.app import Unticket
from unticket.history.ports import Progress
from unticket.runbooks.acting.record import Outcome
from unticket.runbooks.backtest import Backtest, ShadowAgreement, backtest, shadow_agreement
from unticket.runbooks.login.plan import plan
from unticket.runbooks.past_desk import PastDesk, ReadOnlyPlatform

if TYPE_CHECKING:
    from unticket.model.ticket import Ticket

_NOT_TAKEN = frozenset({Outcome.SKIPPED, Outcome.NOT_FRESH, Outcome.SHADOW})
_ALL = 1_000_000


def replay(
    unticket: Unticket, *, since: datetime, until: datetime, with_today: Acting | None = None, progress: Progress | None = None
) -> Backtest:
    """The back-test over the copy. `with_today`: look up what HR and the platform say now, by the user's explicit wish."""
    policy = login_policy(unticket.settings)
    if with_today is None:
        return backtest(unticket.copy, policy, since=since, until=until, progress=progress)
    platform, directories = ReadOnlyPlatform(with_today.platform), with_today.directories

    def present_day(ticket: Ticket) -> str:
        planned = plan(
            ticket.key,
            desk=PastDesk({ticket.key: ticket}.get),
            directories=directories,
            platform=platform,
            policy=policy,
            generation=1,
            now=now(),
            dry=True,
        )
        return planned.decision.row if planned.decision is not None else str(planned.verdict)

    return backtest(unticket.copy, policy, since=since, until=until, present_day=present_day, progress=progress)


def in_shadow(unticket: Unticket, acting: Acting) -> ShadowAgreement:
    """How often what the runbook decided in shadow is what people then did, as far as the copy shows it."""
    runs = [run for run in acting.runs(_ALL) if run.runbook == LOGIN and run.outcome is Outcome.SHADOW]
    return shadow_agreement(((run.ticket_key, run.row) for run in runs), unticket.copy)
