"""Whether a worker may go on: asked before each step, each wait and each effect."""

from __future__ import annotations

import threading
import time

import structlog

from unticket.engine.reading import RUN_PREFIX, STATES
from unticket.engine.run import RunState
from unticket.engine.vendor import DBOSClient
from unticket.engine.workers import Workers


class Life:
    """One worker's, from its launch to its end."""

    def __init__(self, worker_id: str, client: DBOSClient, workers: Workers, lease_seconds: float, *, alone: bool) -> None:
        self.worker_id = worker_id
        self.lease_seconds = lease_seconds
        self.draining = threading.Event()  # takes no more runs, and waits for nothing
        self.over = threading.Event()  # begins no more steps either
        self.lost = threading.Event()  # given up for dead by the others
        self._client = client
        self._workers = workers
        self._alone = alone  # a file lock shows that nobody else can take the runs; no lease to renew

    def end(self) -> None:
        """No further step, wait or effect."""
        self.draining.set()
        self.over.set()

    def holds(self, run_id: str) -> bool:
        """Whether the run is this worker's to act upon. Renews the lease; waits while the database does not answer."""
        while not self.over.is_set():
            asked_at = _suspension_proof_clock()
            try:
                answer = (self._alone or self._workers.renew(self.worker_id)) and self._is_ours(run_id)
            except Exception as error:  # noqa: BLE001 - whatever the reason: no answer, no effect
                structlog.get_logger("unticket.engine").warning("no effect without the database", because=type(error).__name__)
                self.over.wait(1.0)
                continue
            if _suspension_proof_clock() - asked_at < self.lease_seconds / 2:
                return answer
            # The answer is so old that the lease may be over already: ask again.
        return False

    def _is_ours(self, run_id: str) -> bool:
        found = self._client.list_workflows(workflow_ids=[RUN_PREFIX + run_id], load_input=False, load_output=False)
        running = STATES[RunState.RUNNING]
        return [status.executor_id for status in found if status.status in running] == [self.worker_id]


def _suspension_proof_clock() -> float:
    """Seconds that also pass while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.time()
