"""What a runbook's records and the copy of the desk say together: the back-test, agreement in shadow, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from unticket.acting import LOGIN, Acting, now
from unticket.acting_runbooks.login import login_policy
from unticket.app import Unticket
from unticket.history.ports import Progress
from unticket.reports.automation import BeforeAfter, ByPeople, ByRunbook, before_after
from unticket.runbooks.acting.record import EffectState, Outcome, RunRecord
from unticket.runbooks.backtest import Backtest, ShadowAgreement, backtest, shadow_agreement, taken
from unticket.runbooks.login.plan import plan
from unticket.runbooks.past_desk import PastDesk, ReadOnlyPlatform
from unticket.runbooks.plan import EffectKind

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


def compared(unticket: Unticket, acting: Acting, *, since: datetime, until: datetime) -> BeforeAfter:
    """Login tickets that people handled in this time, against those that the runbook has taken since it may act."""
    runs = [run for run in acting.runs(_ALL) if run.runbook == LOGIN and run.outcome and run.outcome not in _NOT_TAKEN]
    ours = {run.ticket_key for run in runs}
    policy = login_policy(unticket.settings)
    theirs = {key for key in taken(unticket.copy, policy, since=since, until=until) if key not in ours}
    times = _times(unticket, theirs | ours)
    before = (
        ByPeople(ticket_key=key, opened_at=opened, first_response_at=answered, closed_at=closed)
        for key, (opened, answered, closed) in times.items()
        if key in theirs
    )
    opened_at = {key: opened for key, (opened, _, _) in times.items()}
    return before_after(before, _by_runbook(acting, runs, opened_at))


def _by_runbook(acting: Acting, runs: Iterable[RunRecord], opened_at: dict[str, datetime]) -> Iterator[ByRunbook]:
    by_ticket: dict[str, list[RunRecord]] = {}
    for run in runs:
        by_ticket.setdefault(run.ticket_key, []).append(run)
    for key, generations in by_ticket.items():
        in_order = sorted(generations, key=lambda run: run.generation)
        last = in_order[-1]
        wrote_again = (run.since or run.begun_at for run in in_order[1:] if run.cause == "message")
        first_resolved = next((run for run in in_order if run.outcome is Outcome.RESOLVED), last)
        yield ByRunbook(
            ticket_key=key,
            opened_at=opened_at.get(key),
            outcome=str(first_resolved.outcome),
            supervised=any(run.mode.value == "supervised" for run in in_order),
            acknowledged_at=_acknowledged(acting, key),
            ended_at=first_resolved.ended_at,
            requester_wrote_at=next(wrote_again, None),
        )


def _acknowledged(acting: Acting, ticket_key: str) -> datetime | None:
    for effect in acting.records.ledger.of_ticket(ticket_key):
        if effect.kind == str(EffectKind.ACKNOWLEDGE) and effect.state is EffectState.DONE:
            return effect.ended_at
    return None


def _times(unticket: Unticket, keys: Iterable[str]) -> dict[str, tuple[datetime, datetime | None, datetime | None]]:
    import polars as pl

    columns: Sequence[str] = ("key", "opened_at", "first_response_at", "closed_at")
    rows = unticket.table().tickets.filter(pl.col("key").is_in(sorted(keys))).select(columns).collect()
    return {key: (opened, answered, closed) for key, opened, answered, closed in rows.iter_rows()}
