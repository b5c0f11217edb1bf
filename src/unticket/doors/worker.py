"""The worker: runs what is queued, polls the desk, keeps deadlines, sends reports, and receives hooks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import NoReturn

import structlog
from starlette.applications import Starlette

from unticket.app.acting import LOGIN, Acting, now
from unticket.app.pre_deactivation import PreDeactivation
from unticket.app.schedules import Schedules
from unticket.doors.hooks.application import application
from unticket.doors.hooks.serve import hooks_served
from unticket.doors.repair import repair_apart
from unticket.engine.database import url_beside
from unticket.engine.engine import Engine
from unticket.engine.queue import Queue
from unticket.engine.serve import serve
from unticket.model.errors import UnticketError
from unticket.settings import Settings

_LOOK_SECONDS = 0.5  # how often a worker looks for what another process noted


class Dispatching(threading.Thread):
    """Starts what was noted: at once when this process was told, within half a second otherwise."""

    def __init__(self, dispatch: Callable[[], int]) -> None:
        super().__init__(name="unticket-dispatch", daemon=True)
        self._dispatch = dispatch
        self._told = threading.Event()
        self._ended = False

    def tell(self) -> None:
        """Something was noted just now."""
        self._told.set()

    def run(self) -> None:
        while not self._ended:
            self._told.wait(_LOOK_SECONDS)
            self._told.clear()
            if not self._ended:
                guarded("dispatch", self._dispatch)

    def end(self) -> None:
        self._ended = True
        self._told.set()
        if self.is_alive():
            self.join(timeout=10)


class Worker:
    """A worker's parts, registered with its engine but not yet at work."""

    def __init__(
        self,
        settings: Settings,
        *,
        hooks: bool | None = None,
        lease_seconds: float = 15.0,
        reports_at: str = "* * * * *",
    ) -> None:
        """`hooks`: whether to receive hooks too; None: where secrets or a public address are set. `reports_at`: when to look
        whether a report or a warning is due (cron)."""
        chosen = settings.worker
        url = url_beside(settings.database_url, settings.folder)
        self.settings = settings
        self.engine = Engine(url, queues=(Queue(name="default", at_once=chosen.at_once),), lease_seconds=lease_seconds)
        self.acting = Acting(settings, client=self.engine)
        self.schedules = Schedules(self.acting)
        self.warnings = PreDeactivation(self.acting)
        # Else it has reports or warnings to send, and no more: they need no system to act in.
        self.acts = bool(self.acting.set_up) or not (settings.schedules or settings.last_access)
        self._hooks = self.acts and (bool(settings.hooks.secrets or settings.public_url) if hooks is None else hooks)
        self._serving = ExitStack()
        self.port = 0  # where hooks are received, once begun
        self.dispatching = Dispatching(self.acting.dispatch if self.acts else _nothing)
        if self.acts:
            for runbook in self.acting.set_up or (LOGIN,):
                self.engine.register(runbook, self.acting.machine(runbook).runner.run)
            self.engine.schedule("poll", chosen.poll, settings.timezone, self._poll)
            self.engine.schedule("sweep", "* * * * *", settings.timezone, self._sweep)
        if settings.schedules:
            self.engine.schedule("reports", reports_at, settings.timezone, self._reports)
        if settings.last_access:
            self.engine.schedule("warnings", reports_at, settings.timezone, self._warnings)
        self.engine.schedule("repair", "25 2 * * *", settings.timezone, self._repair)
        self.engine.schedule("audit head", "5 0 * * *", settings.timezone, self._head)
        self.engine.schedule("purge", "35 3 * * *", settings.timezone, self._purge)

    def begin(self) -> None:
        """Start to receive hooks and to look for what is noted. The engine is launched by its own `serve`."""
        self._head(now())
        if self._hooks:
            self.port = self._serving.enter_context(
                hooks_served(self.hooks_application(), host=self.settings.hooks.host, port=self.settings.hooks.port)
            )
        if self.acts:
            self.dispatching.start()

    def hooks_application(self) -> Starlette:
        """The web application that notes what arrives, and tells this worker."""
        chosen = self.settings.hooks

        def note(ticket_keys: Sequence[str]) -> None:
            self.acting.records.looks.note(ticket_keys, now())
            self.dispatching.tell()

        def confirm(token: str) -> None:
            self.acting.confirm(token)
            self.dispatching.tell()

        return application(
            secrets=[secret.get_secret_value() for secret in chosen.secrets],
            note=note,
            confirm=confirm,
            desk=str(self.settings.desk.get("kind", "odoo")),
            max_body=chosen.max_body_kb * 1024,
            wrong_per_minute=chosen.wrong_per_minute,
        )

    def end(self) -> None:
        """Receive and start nothing more."""
        self._serving.close()
        self.dispatching.end()

    def _poll(self, _due: datetime) -> None:
        if guarded("poll", self.acting.intake.poll):
            self.dispatching.tell()

    def _sweep(self, _due: datetime) -> None:
        for runbook in self.acting.set_up:
            guarded(f"sweep of {runbook}", self.acting.machine(runbook).dispatcher.sweep)
        self.dispatching.tell()

    def _reports(self, _due: datetime) -> None:
        guarded("reports", self.schedules.look)

    def _warnings(self, _due: datetime) -> None:
        guarded("warnings", self.warnings.look)

    def _repair(self, _due: datetime) -> None:
        guarded("repair", lambda: repair_apart(self.settings))

    def _purge(self, _due: datetime) -> None:
        """Forget the engine's record of old runs; that their tickets were dealt with stands in a table of our own."""
        oldest = now() - timedelta(days=self.settings.worker.keep_run_days)
        guarded("purge", lambda: self.engine.purge(oldest))

    def _head(self, _due: datetime) -> None:
        guarded("audit head", self.acting.write_audit_head)


def work(settings: Settings, *, hooks: bool | None = None) -> NoReturn:
    """Work until SIGTERM or SIGINT; in the main thread. Exit number 0, or 75: start me again."""
    worker = Worker(settings, hooks=hooks)
    worker.begin()
    serve(worker.engine, drain_seconds=settings.worker.drain_seconds)


def _nothing() -> int:
    """What a worker dispatches that only sends reports."""
    return 0


def guarded(name: str, function: Callable[[], object]) -> object:
    """What `function` gives. What fails is logged and tried again at its next time: the others go on."""
    try:
        return function()
    except UnticketError as error:
        structlog.get_logger("unticket.worker").warning("will be tried again", what=name, because=error.what)
        return None
