"""Which tickets are looked at, and by which runbook: hooks are hints, the poller is the truth, one runbook takes a ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import structlog

from unticket.model.errors import ConnectorError, NotFound
from unticket.runbooks.acting.ports import Clock, Queue, Records
from unticket.runbooks.acting.record import Entry, Look, Outcome, RunRecord, RunStage
from unticket.runbooks.acting.starts import Starts
from unticket.runbooks.automatic_mail import why_automatic
from unticket.runbooks.plan import Mode
from unticket.runbooks.ports import TicketDesk

_FIRST_LOOK_BACK = timedelta(minutes=10)
_BOOKMARK = "login"  # so named when there was one runbook: a house that is brought up to date goes on from where it was
_OURS = frozenset({Outcome.RESOLVED, Outcome.WAITING})


class Intake:
    """Turns looks into runs. A ticket is offered to the runbooks in their order, to the next one only when the run of the one
    before has ended without taking it; who takes it has it for good.

    Where a worker dies, the engine goes on with the run and so with the offer. Whatever else may get lost on that way, the
    ticket's next look finds the first runbook that has not seen it.
    """

    def __init__(self, runbooks: Sequence[str], desk: TicketDesk, records: Records, queue: Queue, clock: Clock) -> None:
        self._starts = {runbook: Starts(runbook, records, queue, clock) for runbook in runbooks}
        self._desk = desk
        self._records = records
        self._clock = clock

    def poll(self) -> int:
        """Note every ticket that changed since the last poll; how many. Raises `ConnectorError`; nothing is skipped then."""
        now = self._clock()
        since = self._records.looks.bookmark(_BOOKMARK) or now - _FIRST_LOOK_BACK
        events = list(self._desk.events_since(since))
        self._records.looks.note([event.ticket_key for event in events], now)
        # The desk's own times alone move the bookmark: its clock is not ours.
        self._records.looks.set_bookmark(_BOOKMARK, max([since, *(event.changed_at for event in events)]))
        return len(events)

    def take(self) -> int:
        """Start the runs of all noted looks; how many were started. A look that cannot be decided now stays."""
        looks = self._records.looks.all()
        on = list(self._on()) if looks else []
        done: list[Look] = []
        started = 0
        for look in looks:
            try:
                started += self._looked_at(look.ticket_key, on)
                done.append(look)
            except NotFound:
                done.append(look)
            except ConnectorError as error:
                structlog.get_logger("unticket.intake").warning("a ticket could not be read", because=error.what)
        self._records.looks.done(done)
        return started

    def offer(self, ticket_key: str) -> bool:
        """Start a first run at the first runbook that has not seen the ticket; False: it is taken, or all have seen it."""
        for runbook in self._on():
            runs = self._records.runs.of_ticket(runbook, ticket_key)
            if not runs:
                return self._starts[runbook].first(ticket_key)
            if not runs[-1].passed:
                return False
        return False

    def offers_after(self, runbook: str) -> bool:
        """Whether there is another runbook to offer to what this one does not take."""
        return runbook != list(self._starts)[-1]

    def _on(self) -> Iterator[str]:
        return (name for name in self._starts if self._records.promotions.standing(name).mode is not Mode.OFF)

    def _looked_at(self, ticket_key: str, on: Sequence[str]) -> int:
        for runbook in on:
            runs = list(self._records.runs.of_ticket(runbook, ticket_key))
            if not runs:
                return int(self._starts[runbook].first(ticket_key))
            if not runs[-1].passed:
                return self._again(self._starts[runbook], runs)
        return 0

    def _again(self, starts: Starts, runs: list[RunRecord]) -> int:
        """A new generation, or a person, for a requester who has written after their ticket was closed or answered."""
        latest = runs[-1]
        if latest.stage is not RunStage.ENDED or latest.outcome not in _OURS or latest.ended_at is None:
            return 0
        written_at = self._wrote_again(latest.ticket_key, latest.ended_at)
        if written_at is None:
            return 0
        waited = self._records.waits.close(latest.run_id)
        if not starts.may_have_another(runs):
            return int(starts.hand_over(latest, "the requester has written again, and the runbook has tried often enough"))
        self._records.audit.append(
            Entry(
                kind="wrote_again",
                said="The requester has written again" + (" while it was waited for them." if waited else "."),
                runbook=latest.runbook,
                run_id=latest.run_id,
                ticket_key=latest.ticket_key,
            )
        )
        starts.start(latest.ticket_key, latest.generation + 1, cause="message", since=written_at)
        return 1

    def _wrote_again(self, ticket_key: str, after: datetime) -> datetime | None:
        """When the requester's newest message came, where it came after we were done."""
        messages = self._desk.ticket(ticket_key).messages
        theirs = [
            message.posted_at
            for message in messages
            if not (message.by_agent or message.internal or message.automatic)
            and not why_automatic(name=message.author, sender=message.author, body=message.body)  # a bounce, a vacation reply
        ]
        return max((moment for moment in theirs if moment > after), default=None)
