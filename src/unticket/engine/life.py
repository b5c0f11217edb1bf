"""Whether a worker may go on: asked before each step, each wait and each effect."""

from __future__ import annotations

import threading

import structlog

from unticket.engine.clock import suspension_proof
from unticket.engine.reading import RUN_PREFIX
from unticket.engine.workers import Workers
from unticket.model.errors import StorageError


class Life:
    """One worker's, from its launch to its end."""

    def __init__(self, worker_id: str, workers: Workers, lease_seconds: float, *, alone: bool) -> None:
        self.worker_id = worker_id
        self.lease_seconds = lease_seconds
        self.draining = threading.Event()  # takes no more runs, and waits for nothing
        self.over = threading.Event()  # begins no more steps either
        self.lost = threading.Event()  # given up for dead by the others
        self._workers = workers
        self._renewed_at = float("-inf")
        self._alone = alone  # a file lock shows that nobody else can take the runs; no lease to renew

    def end(self) -> None:
        """No further step, wait or effect."""
        self.draining.set()
        self.over.set()

    def renew(self) -> bool:
        """Give a sign of life. False: this worker was buried."""
        began_at = suspension_proof()
        if not self._workers.renew(self.worker_id):
            return False
        self._renewed_at = began_at
        return True

    def holds(self, run_id: str) -> bool:
        """Whether the run is this worker's to act upon, and stays so for half a lease. Waits for the database to answer."""
        while not self.over.is_set():
            began_at = suspension_proof()
            try:
                answer = self._is_renewed(began_at) and self._is_ours(run_id)
            except StorageError as error:
                structlog.get_logger("unticket.engine").warning("no effect without the database", because=error.what)
                self.over.wait(1.0)
                continue
            if suspension_proof() - began_at < self.lease_seconds / 6:
                return answer
            # The answer took so long that the lease may be over already: ask again.
        return False

    def _is_renewed(self, now: float) -> bool:
        # Renewing writes, and all threads write the same row: done only where the pulse has not done it just now.
        return self._alone or now - self._renewed_at < self.lease_seconds / 3 or self.renew()

    def _is_ours(self, run_id: str) -> bool:
        """Asked before every effect, so in one short statement of our own: dbos's own listing takes five times as long."""
        return self._workers.holds(self.worker_id, RUN_PREFIX + run_id, living=not self._alone)
