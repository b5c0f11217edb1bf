"""Whether a worker may go on: asked before each step, each wait and each effect."""

from __future__ import annotations

import threading

import structlog

from unticket.engine.clock import suspension_proof
from unticket.engine.database import storage_errors
from unticket.engine.reading import RUN_PREFIX, STATES
from unticket.engine.run import RunState
from unticket.engine.vendor import DBOSClient
from unticket.engine.workers import Workers
from unticket.model.errors import StorageError


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
            asked_at = suspension_proof()
            try:
                answer = (self._alone or self._workers.renew(self.worker_id)) and self._is_ours(run_id)
            except StorageError as error:
                structlog.get_logger("unticket.engine").warning("no effect without the database", because=error.what)
                self.over.wait(1.0)
                continue
            if suspension_proof() - asked_at < self.lease_seconds / 2:
                return answer
            # The answer is so old that the lease may be over already: ask again.
        return False

    def _is_ours(self, run_id: str) -> bool:
        with storage_errors():
            found = self._client.list_workflows(workflow_ids=[RUN_PREFIX + run_id], load_input=False, load_output=False)
        running = STATES[RunState.RUNNING]
        return [status.executor_id for status in found if status.status in running] == [self.worker_id]
