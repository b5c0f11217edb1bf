"""Starts the runs of one runbook: each once, however often it is asked for."""

from __future__ import annotations

from datetime import datetime

from unticket.runbooks.acting.order import Do, Order, run_id_of
from unticket.runbooks.acting.policy import NEW_GENERATIONS
from unticket.runbooks.acting.ports import Clock, Queue, Records
from unticket.runbooks.acting.record import RunRecord


class Starts:
    """Queues runs and their later phases."""

    def __init__(self, runbook: str, records: Records, queue: Queue, clock: Clock) -> None:
        self._runbook = runbook
        self._records = records
        self._queue = queue
        self._clock = clock

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

    def first(self, ticket_key: str) -> bool:
        """Queue the first run of a ticket that has none; False: it is at work."""
        if self._queue.is_at_work(run_id_of(self._runbook, ticket_key, 1)):
            return False
        self.start(ticket_key, 1, cause="ticket")
        return True

    def hand_over(self, latest: RunRecord, because: str) -> bool:
        """Queue that a person looks at what was closed or answered by the run `latest`; False: that is queued already."""
        order = Order(
            do=Do.HAND_OVER,
            run_id=latest.run_id,
            ticket_key=latest.ticket_key,
            generation=latest.generation,
            because=because,
        )
        return self._queue.start(f"{latest.run_id}:again", self._runbook, order.written())

    def may_have_another(self, runs: list[RunRecord]) -> bool:
        """Whether the requester may still bring about a new generation of this ticket's run."""
        return sum(run.cause in ("message", "confirmation") for run in runs) < NEW_GENERATIONS
