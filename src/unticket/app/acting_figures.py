"""What a runbook's records and the copy of the desk say together: the back-test, and agreement in shadow."""

from __future__ import annotations

from datetime import datetime

from unticket.app.acting import LOGIN, Acting
from unticket.app.unticket import Unticket
from unticket.history.ports import Progress
from unticket.runbooks.acting.record import Outcome
from unticket.runbooks.backtest import Backtest, ShadowAgreement
from unticket.runbooks.request.backtest import RequestBacktest

_ALL = 1_000_000


def replay(
    unticket: Unticket,
    acting: Acting,
    runbook: str = LOGIN,
    *,
    since: datetime,
    until: datetime,
    look_up_today: bool = False,
    progress: Progress | None = None,
) -> Backtest | RequestBacktest:
    """The back-test over the copy. `look_up_today`: what HR and the platform say now, by the user's explicit wish."""
    today = acting if look_up_today else None
    return acting.runbook(runbook).replay(unticket.copy, since=since, until=until, today=today, progress=progress)


def in_shadow(unticket: Unticket, acting: Acting, runbook: str = LOGIN) -> ShadowAgreement:
    """How often what the runbook decided in shadow is what people then did, as far as the copy shows it."""
    runs = [run for run in acting.runs(_ALL) if run.runbook == runbook and run.outcome is Outcome.SHADOW]
    return acting.runbook(runbook).agreement(((run.ticket_key, run.row) for run in runs), unticket.copy)
