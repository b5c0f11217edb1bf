"""The heartbeat of a worker: renews its lease, and takes over the runs of those that have none."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from unticket.engine.clock import suspension_proof
from unticket.engine.database import storage_errors
from unticket.engine.failure import frames
from unticket.engine.life import Life
from unticket.engine.vendor import DBOS, DBOSClient
from unticket.engine.watch import Watch
from unticket.engine.workers import Workers
from unticket.model.errors import StorageError

_BEATS = 5  # in a lease: four may be missed


def recover_orphans(client: DBOSClient, workers: Workers) -> None:
    """Queue again every run that is held by a worker which does not live. Harmless when several do it at once.

    Looked for is who *holds* runs, not who died: so a worker that was buried, woke up and grabbed another run is found too.
    """
    with storage_errors():
        # Runs first, workers second: one that enrolled in between holds no run of the first reading.
        running = client.list_workflows(status="PENDING", load_input=False, load_output=False)
        orphaned = {status.executor_id for status in running if status.executor_id} - workers.living().keys()
    if orphaned:
        # Private to dbos, which sells the public way. It changes a run only while it is still the dead worker's: see
        # tests/engine/test_dbos_contract.py. `resume_workflows` would take runs from living workers as well.
        DBOS._recover_pending_workflows(sorted(orphaned))
        structlog.get_logger("unticket.engine").info("took over the runs of dead workers", workers=sorted(orphaned))


class Pulse(threading.Thread):
    """Beats until `stop`. Calls `lost` once, and ends, when this worker was buried."""

    def __init__(self, life: Life, client: DBOSClient, workers: Workers, lost: Callable[[], None]) -> None:
        super().__init__(name="unticket-pulse", daemon=True)
        self._life = life
        self._client = client
        self._workers = workers
        self._lost = lost
        self._watch = Watch(life.lease_seconds)
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self._life.lease_seconds / _BEATS):
            try:
                if not self._life.renew():
                    self._lost()
                    return
                for worker_id, seen_at in self._watch.silent(self._workers.living(), suspension_proof()):
                    self._workers.bury_silent(worker_id, seen_at)
                if not self._life.draining.is_set():  # dbos is being ended, and takes nothing over any more
                    recover_orphans(self._client, self._workers)
            except StorageError as error:  # the database will come back, or we shall be buried: both are seen at the next beat
                structlog.get_logger("unticket.engine").warning("no heartbeat", because=error.what)
            except Exception as error:  # noqa: BLE001 - a worker without a pulse would work on, unseen by the others
                structlog.get_logger("unticket.engine").error(f"no heartbeat: {frames(error)}")

    def stop(self) -> None:
        self._ended.set()
        if self is not threading.current_thread():
            self.join(self._life.lease_seconds)
