"""What runbooks did and would have done, read from their records and the copy: for the weekly report and the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from unticket.reports.automation import SETTLED, BeforeAfter, ByPeople, ByRunbook, before_after
from unticket.reports.automation_chapter import Automated

if TYPE_CHECKING:
    from unticket.app.acting_runbooks.configured import ConfiguredRunbook
    from unticket.history.ticket_table import TicketTable
    from unticket.model.period import Period
    from unticket.plan.catalogue import Replayed
    from unticket.reports.behind_findings import BehindFindings
    from unticket.reports.report import Report, WeeklyReport
    from unticket.settings import Settings
    from unticket.storage.recorded_runs import RecordedRun, RecordedRuns
    from unticket.storage.ticket_copy import TicketCopy

_Times = tuple[datetime, datetime | None, datetime | None]  # opened, first answered, closed
LOGIN = "login"
EPOCH, END_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
WITH_A_PERSON = frozenset({"escalated", "doubtful", "taken_over", "rejected", "expired"})
NOT_TAKEN = frozenset({"skipped", "not_fresh", "shadow"})  # outcomes in which nothing was done and nobody was asked
BEFORE = timedelta(days=90)  # so far back from its first ticket a runbook is compared with people


class Automation:
    """The records of runbooks beside the copy of the desk. Nothing is written."""

    def __init__(self, settings: Settings, copy: TicketCopy, records: RecordedRuns, table: Callable[[], TicketTable]) -> None:
        self._settings = settings
        self._copy = copy
        self._records = records
        self._table = table

    def done(self, period: Period, *, team: str | None = None) -> Sequence[Automated]:
        """Each runbook with the tickets that it first took in `period`, of the team with the id `team`."""
        began = self._records.first_acted()
        runs = self._records.ended(period.starts_at, period.ends_at)
        times = self._times({run.ticket_key for run in runs}, team=team)
        mine = [run for run in runs if team is None or run.ticket_key in times]
        taken = self._taken(mine, times, since=period.starts_at)
        return tuple(
            self._automated(
                runbook,
                taken.get(runbook, ()),
                shadow=len({run.ticket_key for run in mine if run.runbook == runbook and run.outcome == "shadow"}),
                before=began.get(runbook),
                team=team,
            )
            for runbook in sorted({run.runbook for run in mine})
        )

    def chapter(self, weekly: WeeklyReport, *, team: str | None, behind: BehindFindings, comment: str = "") -> Report:
        """The automation chapter of a weekly report on the team with the id `team`."""
        from unticket.reports.automation_chapter import automation

        return automation(
            self.done(weekly.period, team=team),
            period=weekly.period,
            team=weekly.team,
            data=weekly.reports[0].data,
            behind=behind,
            comment=comment,
        )

    def compared(self, runbook: str, *, since: datetime, until: datetime) -> BeforeAfter:
        """Tickets of the runbook's kind that people handled in that time, against all that it ever took."""
        runs = [run for run in self._records.ended(EPOCH, END_OF_TIME) if run.runbook == runbook]
        taken = self._taken(runs, self._times({run.ticket_key for run in runs}, team=None), since=EPOCH)
        return before_after(self._handled_by_people(runbook, since, until, team=None), taken.get(runbook, ()))

    def _taken(
        self, runs: Iterable[RecordedRun], times: Mapping[str, _Times], *, since: datetime
    ) -> Mapping[str, Sequence[ByRunbook]]:
        """By runbook the tickets that it took with these runs, and with none before `since`, oldest run first."""
        took = list(dict.fromkeys((run.runbook, run.ticket_key) for run in runs if run.outcome not in NOT_TAKEN))
        keys = [key for _, key in took]
        every, acknowledged = _by_ticket(self._records.of_tickets(keys)), self._records.acknowledged(keys)
        found: dict[str, list[ByRunbook]] = {}
        for runbook, key in took:
            in_order = every[runbook, key]
            if min(run.begun_at for run in in_order) >= since:
                found.setdefault(runbook, []).append(_by_runbook(in_order, acknowledged.get(key), times.get(key)))
        return found

    def replayed(self, runbook: str, keys: Sequence[str]) -> Replayed | None:
        """What the runbook would have made of these tickets. None where that cannot be said: nothing it could ask is set.

        Its words decide what it takes. Whether it would have settled that hangs on HR and the platform of that day, which
        only a decision recorded then can tell: in shadow, or by a run of its own.
        """
        from unticket.plan.catalogue import Replayed

        if runbook == LOGIN and not (self._settings.hr and self._settings.lms):
            return None
        kind = self._kind(runbook)
        if kind is None:
            return None
        took = set(kind.taken(self._copy.tickets(keys)))
        runs = [run for run in self._records.of_tickets(keys) if run.runbook == runbook]
        sure = {run.ticket_key for run in runs if run.outcome == "shadow" and kind.settles(run.row)}
        sure |= {one[1] for one, runs_ in _by_ticket(runs).items() if _settled_alone(runs_)}
        shadow = {run.ticket_key for run in runs if run.outcome == "shadow" and kind.escalates(run.row)}
        left = (shadow | {run.ticket_key for run in runs if run.outcome in WITH_A_PERSON}) - sure
        sure |= took - left if kind.is_sure_of_the_past else set()
        return Replayed(taken=tuple(key for key in keys if key in (took | sure) - left), sure=len(sure))

    def _automated(
        self, runbook: str, taken: Sequence[ByRunbook], *, shadow: int, before: datetime | None, team: str | None
    ) -> Automated:
        if not taken or before is None:
            return Automated(runbook=runbook, taken=taken, figures=before_after((), taken), shadow=shadow)
        people = list(self._handled_by_people(runbook, before - BEFORE, before, team=team))
        return Automated(
            runbook=runbook,
            taken=taken,
            before=tuple(one.ticket_key for one in people),
            days_before=BEFORE.days,
            figures=before_after(people, taken),
            shadow=shadow,
        )

    def _kind(self, runbook: str) -> ConfiguredRunbook | None:
        """The runbook as it is set up; None where it is not, or starts by no ticket."""
        from unticket.app.acting_runbooks import RUNBOOKS

        if runbook not in RUNBOOKS:
            return None
        kind = RUNBOOKS[runbook](self._settings)
        return kind if kind.is_set or runbook == LOGIN else None

    def _handled_by_people(self, runbook: str, since: datetime, until: datetime, *, team: str | None) -> Iterator[ByPeople]:
        """Tickets of those days that the runbook would have taken by their words, oldest first."""
        kind = self._kind(runbook)
        if kind is None:
            return
        times = self._times(None, team=team, since=since, until=until)
        ours = {run.ticket_key for run in self._records.of_tickets(list(times)) if run.outcome not in NOT_TAKEN}
        alike = set(kind.taken(self._copy.tickets(list(times))))
        for key, (opened, answered, closed) in times.items():
            if key in alike and key not in ours:
                yield ByPeople(ticket_key=key, opened_at=opened, first_response_at=answered, closed_at=closed)

    def _times(
        self,
        keys: Iterable[str] | None,
        *,
        team: str | None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> dict[str, _Times]:
        """Opened, first answered and closed, by ticket, oldest first."""
        import polars as pl

        tickets = self._table().tickets.filter(~pl.col("archived"))
        if keys is not None:
            tickets = tickets.join(pl.Series("key", sorted(keys), dtype=pl.String).to_frame().lazy(), on="key", how="semi")
        if since is not None and until is not None:
            tickets = tickets.filter((pl.col("opened_at") >= since) & (pl.col("opened_at") < until))
        if team is not None:
            tickets = tickets.filter(pl.col("team").cast(pl.String) == team)
        rows = tickets.select("key", "opened_at", "first_response_at", "closed_at").sort("opened_at", "key").collect()
        return {key: (opened, answered, closed) for key, opened, answered, closed in rows.iter_rows()}


def _by_ticket(runs: Iterable[RecordedRun]) -> Mapping[tuple[str, str], Sequence[RecordedRun]]:
    """Those runs that took a ticket, by runbook and ticket, in order of their generations."""
    found: dict[tuple[str, str], list[RecordedRun]] = {}
    for run in runs:
        if run.outcome not in NOT_TAKEN:
            found.setdefault((run.runbook, run.ticket_key), []).append(run)
    return {one: sorted(several, key=lambda run: run.generation) for one, several in found.items()}


def _settled_alone(runs: Sequence[RecordedRun]) -> bool:
    return any(run.outcome in SETTLED for run in runs) and all(run.mode == "automatic" for run in runs)


def _by_runbook(
    in_order: Sequence[RecordedRun],
    acknowledged_at: datetime | None,
    times: _Times | None,
) -> ByRunbook:
    last = next((run for run in in_order if run.outcome in SETTLED), in_order[-1])
    return ByRunbook(
        ticket_key=last.ticket_key,
        opened_at=times[0] if times else None,
        outcome=str(last.outcome),
        supervised=any(run.mode == "supervised" for run in in_order),
        acknowledged_at=acknowledged_at,
        ended_at=last.ended_at,
        requester_wrote_at=next((run.since or run.begun_at for run in in_order[1:] if run.cause == "message"), None),
    )
