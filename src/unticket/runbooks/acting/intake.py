"""Which tickets are looked at, and when a look becomes a run: hooks are hints, the poller is the truth."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from unticket.model.errors import ConnectorError, NotFound
from unticket.runbooks.acting.order import Do, Order, run_id_of
from unticket.runbooks.acting.policy import NEW_GENERATIONS
from unticket.runbooks.acting.ports import Clock, Queue, Records
from unticket.runbooks.acting.record import Entry, Look, Outcome, RunRecord, RunStage
from unticket.runbooks.automatic_mail import why_automatic
from unticket.runbooks.plan import Mode
from unticket.runbooks.ports import TicketDesk

_FIRST_LOOK_BACK = timedelta(minutes=10)
_OURS = frozenset({Outcome.RESOLVED, Outcome.WAITING})


class Intake:
    """Turns looks into runs: one a ticket, and a new generation only for a requester who has written again."""

    def __init__(self, runbook: str, desk: TicketDesk, records: Records, queue: Queue, clock: Clock) -> None:
        self._runbook = runbook
        self._desk = desk
        self._records = records
        self._queue = queue
        self._clock = clock

    def poll(self) -> int:
        """Note every ticket that changed since the last poll; how many. Raises `ConnectorError`; nothing is skipped then."""
        now = self._clock()
        since = self._records.looks.bookmark(self._runbook) or now - _FIRST_LOOK_BACK
        events = list(self._desk.events_since(since))
        self._records.looks.note([event.ticket_key for event in events], now)
        # The desk's own times alone move the bookmark: its clock is not ours.
        self._records.looks.set_bookmark(self._runbook, max([since, *(event.changed_at for event in events)]))
        return len(events)

    def take(self) -> int:
        """Start the runs of all noted looks; how many were started. A look that cannot be decided now stays."""
        looks = self._records.looks.all()
        off = self._records.promotions.standing(self._runbook).mode is Mode.OFF
        done: list[Look] = []
        started = 0
        for look in looks:
            try:
                started += 0 if off else self._taken(look.ticket_key)
                done.append(look)
            except NotFound:
                done.append(look)
            except ConnectorError as error:
                structlog.get_logger("unticket.intake").warning("a ticket could not be read", because=error.what)
        self._records.looks.done(done)
        return started

    def by_person(self, ticket_key: str, *, by: str) -> str:
        """A person starts a run, or a new generation of one; its id."""
        runs = self._records.runs.of_ticket(self._runbook, ticket_key)
        generation = runs[-1].generation + 1 if runs else 1
        return self.start(ticket_key, generation, cause="person", by=by, since=self._clock())

    def start(
        self,
        ticket_key: str,
        generation: int,
        *,
        cause: str,
        by: str = "",
        since: datetime | None = None,
        confirmed_account: str = "",
    ) -> str:
        """Queue the run of this generation; its id. Any number of times it is one run."""
        run_id = run_id_of(self._runbook, ticket_key, generation)
        order = Order(
            run_id=run_id,
            ticket_key=ticket_key,
            generation=generation,
            cause=cause,
            by=by,
            since=since.isoformat() if since else "",
            confirmed_account=confirmed_account,
        )
        self._queue.start(run_id, self._runbook, order.written())
        return run_id

    def may_have_another(self, runs: list[RunRecord]) -> bool:
        """Whether the requester may still bring about a new generation of this ticket's run."""
        return sum(run.cause in ("message", "confirmation") for run in runs) < NEW_GENERATIONS

    def _taken(self, ticket_key: str) -> int:
        runs = list(self._records.runs.of_ticket(self._runbook, ticket_key))
        if not runs:
            run_id = run_id_of(self._runbook, ticket_key, 1)
            if self._queue.is_at_work(run_id):
                return 0
            self.start(ticket_key, 1, cause="ticket")
            return 1
        latest = runs[-1]
        if latest.stage is not RunStage.ENDED or latest.outcome not in _OURS or latest.ended_at is None:
            return 0
        written_at = self._wrote_again(ticket_key, latest.ended_at)
        if written_at is None:
            return 0
        waited = self._records.waits.close(latest.run_id)
        if not self.may_have_another(runs):
            return self._to_a_person(latest)
        self._records.audit.append(
            Entry(
                kind="wrote_again",
                said="The requester has written again" + (" while it was waited for them." if waited else "."),
                runbook=self._runbook,
                run_id=latest.run_id,
                ticket_key=ticket_key,
            )
        )
        self.start(ticket_key, latest.generation + 1, cause="message", since=written_at)
        return 1

    def _to_a_person(self, latest: RunRecord) -> int:
        order = Order(
            do=Do.HAND_OVER,
            run_id=latest.run_id,
            ticket_key=latest.ticket_key,
            generation=latest.generation,
            because="the requester has written again, and the runbook has tried often enough",
        )
        return int(self._queue.start(f"{latest.run_id}:again", self._runbook, order.written()))

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
