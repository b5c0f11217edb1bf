"""Starts, shows, cancels and purges runs from any process, also one that runs none itself."""

from __future__ import annotations

import re
from datetime import datetime
from types import TracebackType
from typing import Self

from unticket.engine.database import open_run_database, storage_errors
from unticket.engine.plain import Plain, plain
from unticket.engine.queue import DEFAULT
from unticket.engine.reading import ENDED, RUN_PREFIX, STATES, run_of
from unticket.engine.run import Run, RunState, Worker
from unticket.engine.vendor import DBOSClient, DBOSPortableJSONSerializer, DBOSWorkflowIDInUseError, WorkflowStatus
from unticket.engine.workers import Workers
from unticket.model.errors import ConfigurationError, NotFound

# One version for all time: dbos's own, a hash of the source, strands every open run as soon as a comment changes.
VERSION = "1"
_PURGED_AT_ONCE = 500


class Client:
    """The engine as seen from outside a run. Opening it creates or migrates its tables.

    `url`: sqlite:///file or postgresql://…; `name` is the same for all processes that share runs. Every method raises
    `StorageError`, transient, while the database does not answer. Safe to share between threads; close it at the end.
    """

    def __init__(self, url: str, *, name: str = "unticket") -> None:
        if not re.fullmatch(r"[a-z0-9_-]{3,256}", name):
            raise ConfigurationError(f"The engine cannot be called {name!r}.", "Use three or more of a-z, 0-9, - and _.")
        self._name = name
        self._database = open_run_database(url)
        self._workers = Workers(self._database)
        with storage_errors():
            self._client = DBOSClient(
                system_database_engine=self._database.engine,
                dbos_system_schema=self._database.schema,
                serializer=DBOSPortableJSONSerializer(),
                application_name=name,
                retry_connection_errors=False,  # a door would rather say so at once
            )

    def start(self, run_id: str, runbook: str, argument: Plain = None, *, queue: str = DEFAULT.name) -> bool:
        """Queue one run of `runbook`. True: this call started it; False: `run_id` is known, nothing changed.

        Started any number of times, from any number of processes, it is one run, until it is purged. `argument` is plain JSON.
        A run that waited for a person goes on as a second run: `start(run_id + ":act", …)`.
        """
        if not run_id.strip():
            raise NotFound("A run needs an id.")
        plain(argument, f"The argument of run {run_id}")
        try:
            with storage_errors():
                self._client.enqueue(
                    {
                        "workflow_name": runbook,
                        "queue_name": queue,
                        "workflow_id": RUN_PREFIX + run_id,
                        "workflow_id_reuse_policy": "reject",
                        "app_version": VERSION,
                    },
                    argument,
                )
        except DBOSWorkflowIDInUseError:
            return False
        return True

    def run(self, run_id: str) -> Run:
        """One run with its steps. Raises `NotFound`."""
        with storage_errors():
            found = self._client.list_workflows(workflow_ids=[RUN_PREFIX + run_id])
            if not found:
                raise NotFound(f"There is no run {run_id}.", "It may have been purged. Run: unticket runs list")
            return run_of(found[0], self._client.list_workflow_steps(RUN_PREFIX + run_id))

    def runs(self, *states: RunState, runbook: str | None = None, prefix: str = "", limit: int = 100) -> list[Run]:
        """The newest `limit` runs, without their steps: in one of `states` (none given: any), ids beginning with `prefix`."""
        with storage_errors():
            found = self._client.list_workflows(
                status=[name for state in states for name in STATES[state]] or None,
                name=runbook,
                workflow_id_prefix=RUN_PREFIX + prefix,
                limit=limit,
                sort_desc=True,
            )
        return [run_of(status) for status in found]

    def cancel(self, run_id: str) -> None:
        """Stop a run for good: at once where it waits, before its next step or effect where it runs. Raises `NotFound`."""
        with storage_errors():
            self.run(run_id)
            self._client.cancel_workflow(RUN_PREFIX + run_id)

    def purge(self, before: datetime) -> int:
        """Forget all runs and ticks that ended before `before`, with their steps; returns how many.

        A purged id is free again: that a ticket was dealt with must also stand in a table of our own.
        """
        purged = 0
        with storage_errors():
            while ended := self._ended(before):
                self._client.delete_workflows([status.workflow_id for status in ended])
                purged += len(ended)
        self._workers.forget(before)
        return purged

    def workers(self) -> list[Worker]:
        """Every worker known, the newest first."""
        return self._workers.all()

    def close(self) -> None:
        """Give back all connections."""
        self._client.destroy()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _ended(self, before: datetime) -> list[WorkflowStatus]:
        return self._client.list_workflows(
            status=ENDED,
            completed_before=before.isoformat(),
            application_name=self._name,
            load_input=False,
            load_output=False,
            limit=_PURGED_AT_ONCE,
        )
