"""The worker's side of the engine: runs what is queued, ticks the schedules, and stands in for workers that died."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeAlias

import structlog

from unticket.engine.client import VERSION, Client
from unticket.engine.execution import Execution, carried_out
from unticket.engine.file_lock import FileLock
from unticket.engine.life import Life
from unticket.engine.plain import Plain
from unticket.engine.pulse import Pulse, recover_orphans
from unticket.engine.queue import DEFAULT, Queue
from unticket.engine.reading import RUN_PREFIX
from unticket.engine.schedule import Schedule, tick
from unticket.engine.vendor import DBOS, DBOSConfig, DBOSPortableJSONSerializer, strip_environment
from unticket.model.errors import Conflict, NotFound, StorageError

RunFunction: TypeAlias = Callable[[Execution, Any], Plain]
LEASE_SECONDS = 15.0
_TICKS = "schedule:"  # before the name of a schedule: its queue, and what dbos calls as its function

_process = threading.Lock()  # dbos keeps its state in module globals: one worker a process


class Engine(Client):
    """A client that also works. Register runbooks and schedules, then `launch`; `close` at the end.

    On SQLite one worker a file; on PostgreSQL any number on any machines, all with the same code and `name`. A worker that
    does not renew its lease for `lease_seconds` counts as dead: the others take over its runs, and it never acts again.
    """

    def __init__(
        self, url: str, *, name: str = "unticket", queues: Iterable[Queue] = (), lease_seconds: float = LEASE_SECONDS
    ) -> None:
        super().__init__(url, name=name)
        worker_id = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        alone = self._database.file is not None
        self._life = Life(worker_id, self._workers, lease_seconds, alone=alone)
        self._queues = {queue.name: queue for queue in (DEFAULT, *queues)}
        self._functions: dict[str, RunFunction] = {}
        self._schedules: dict[str, Schedule] = {}
        self._threads_at_work: set[int] = set()
        self._file_lock: FileLock | None = None
        self._pulse: Pulse | None = None
        self._at_work = False

    def register(self, runbook: str, function: RunFunction) -> None:
        """Runs of `runbook` are `function(execution, argument)`, whose result is plain JSON. Before `launch`."""
        self._check_new(runbook, self._functions)
        self._functions[runbook] = function

    def schedule(self, name: str, cron: str, timezone: str, function: Callable[[datetime], None]) -> None:
        """Call `function` at the times of `cron`, read in `timezone`: once over all workers, never twice at a time, and only
        for the newest of several missed ticks. Before `launch`, which ends the schedules that the code no longer has."""
        self._check_new(name, self._schedules)
        self._schedules[name] = Schedule(name=name, cron=cron, timezone=timezone, function=function)

    @property
    def worker_id(self) -> str:
        """Host, process and a part that no other worker ever had."""
        return self._life.worker_id

    @property
    def lost(self) -> bool:
        """Whether this worker was given up for dead. It does nothing any more; its process should end and begin anew."""
        return self._life.lost.is_set()

    def start(self, run_id: str, runbook: str, argument: Plain = None, *, queue: str = DEFAULT.name) -> bool:
        """As `Client.start`. Raises `NotFound` for a runbook or queue that this worker does not have."""
        if runbook not in self._functions:
            raise NotFound(f"There is no runbook {runbook!r}.", f"Known: {', '.join(sorted(self._functions)) or 'none'}.")
        if queue not in self._queues:
            raise NotFound(f"There is no queue {queue!r}.", f"Known: {', '.join(sorted(self._queues))}.")
        return super().start(run_id, runbook, argument, queue=queue)

    def launch(self) -> None:
        """Begin to work. Raises `Conflict` where another worker holds the SQLite file, or this process has one already."""
        if not _process.acquire(blocking=False):
            raise Conflict("This process already has a worker.", "Close that one first.")
        self._at_work = True
        try:
            if self._database.file is not None:
                self._file_lock = FileLock(self._database.file)
            self._workers.enroll(self.worker_id)
            if self._file_lock is not None:
                self._workers.bury_others(self.worker_id)  # the lock shows that none of them is left
            self._declare()
            self._launch_dbos()
            recover_orphans(self._client, self._workers)
            self._pulse = Pulse(self._life, self._client, self._workers, self._give_up)
            self._pulse.start()
        except BaseException:
            self._end(drain_seconds=0)
            raise

    def close(self, drain_seconds: float = 20.0) -> None:
        """Take no more runs, let those at work end within `drain_seconds`, and leave the rest to the other workers.

        The thread of a run that is left ends at its next step. Python waits for such threads when it exits; a process that
        must end for certain uses `serve`.
        """
        self._end(drain_seconds)
        super().close()

    def _check_new(self, name: str, taken: dict[str, Any]) -> None:
        if name in taken or name.startswith(_TICKS) or not name:
            raise Conflict(f"The name {name!r} is taken.", "Give each runbook, and each schedule, a name of its own.")
        if self._at_work:
            raise Conflict(f"{name!r} comes too late: the worker is at work.", "Register before launch.")

    def _declare(self) -> None:
        """Write queues and schedules down before dbos looks for them, and drop what the code no longer has."""
        ticking = [Queue(name=_TICKS + name, at_once=1, at_once_overall=1, polling_seconds=0.5) for name in self._schedules]
        for queue in (*self._queues.values(), *ticking):
            self._client.register_queue(
                queue.name,
                worker_concurrency=queue.at_once,
                global_concurrency=queue.at_once_overall,
                limiter=None if queue.starts is None else {"limit": queue.starts, "period": queue.per_seconds},
                polling_interval_sec=queue.polling_seconds,
            )
        for known in self._client.list_schedules():
            if known["schedule_name"] not in self._schedules:
                self._client.delete_schedule(known["schedule_name"])
                self._client.delete_queue(_TICKS + known["schedule_name"])
        self._client.apply_schedules(
            [
                {
                    "schedule_name": schedule.name,
                    "workflow_name": _TICKS + schedule.name,
                    "schedule": schedule.cron,
                    "cron_timezone": schedule.timezone,
                    "queue_name": _TICKS + schedule.name,
                }
                for schedule in self._schedules.values()
            ]
        )

    def _launch_dbos(self) -> None:
        strip_environment()
        config: DBOSConfig = {
            "name": self._name,
            "executor_id": self.worker_id,
            "application_version": VERSION,
            "system_database_engine": self._database.engine,
            "serializer": DBOSPortableJSONSerializer(),
            "run_migrations": False,  # done when the database was opened
            "log_level": "WARNING",
        }
        if self._database.schema is not None:
            config["dbos_system_schema"] = self._database.schema
        DBOS(config=config)
        for name, function in self._functions.items():
            DBOS.workflow(name=name)(self._run_function(function))
        for schedule in self._schedules.values():
            DBOS.workflow(name=_TICKS + schedule.name)(self._tick_function(schedule))
        DBOS.launch()

    def _run_function(self, function: RunFunction) -> Callable[[Any], Any]:
        def run(argument: Any) -> Any:
            execution = Execution(str(DBOS.workflow_id).removeprefix(RUN_PREFIX), self._life)
            self._threads_at_work.add(threading.get_ident())
            try:
                return carried_out(function, execution, argument)
            finally:
                self._threads_at_work.discard(threading.get_ident())

        return run

    def _tick_function(self, schedule: Schedule) -> Callable[[Any, Any], Any]:
        run = self._run_function(lambda _execution, due: tick(schedule, due))
        return lambda due, _context: run(due)

    def _give_up(self) -> None:
        structlog.get_logger("unticket.engine").error("out of reach too long: others took the runs", worker=self.worker_id)
        self._life.end()
        self._life.lost.set()
        DBOS.destroy(destroy_registry=True)  # claims no more

    def _end(self, drain_seconds: float) -> None:
        if not self._at_work:
            return
        self._at_work = False
        self._life.draining.set()
        if self.lost and self._pulse is not None:
            self._pulse.stop()  # it is ending dbos itself
        time_is_up = threading.Timer(drain_seconds, self._life.end)
        time_is_up.daemon = True
        time_is_up.start()
        # dbos looks only once a second, so an idle worker is not made to wait for it.
        wait = int(drain_seconds + 1) if self._threads_at_work and drain_seconds and not self.lost else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait)
        self._life.end()
        time_is_up.cancel()
        if self._pulse is not None:
            self._pulse.stop()
        with contextlib.suppress(StorageError):  # else the lease does it
            self._workers.bury(self.worker_id)
        if self._file_lock is not None:
            self._file_lock.release()
            self._file_lock = None
        _process.release()
