"""A process that looks at a given moment, and kills itself where it is told: `folder moment death`, or `folder worker`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from unticket.app.acting import Acting
from unticket.app.pre_deactivation import PreDeactivation
from unticket.runbooks.ports import Delivery, Mail, Mailer
from unticket.settings import load


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingMailer:
    """The configured mailer, in a process that dies before or after a warning is handed over."""

    def __init__(self, mailer: Mailer, death: str) -> None:
        self._mailer = mailer
        self._death = death

    def send(self, mail: Mail) -> Delivery:
        if mail.html and self._death == "before mail":
            die()
        delivery = self._mailer.send(mail)
        if mail.html and self._death == "after mail":
            die()
        return delivery


def dying(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        function(*arguments, **named)
        die()

    return call


def work(folder: Path) -> None:
    """A whole worker, which looks every second."""
    from unticket.doors.worker import Worker
    from unticket.engine.serve import serve

    worker = Worker(load(folder / "unticket.toml", {}), reports_at="* * * * * *")
    worker.begin()
    serve(worker.engine, drain_seconds=20)


def main(folder: Path, moment: datetime, death: str) -> None:
    acting = Acting(load(folder / "unticket.toml", {}))
    acting.__dict__["mailer"] = DyingMailer(acting.mailer, death)
    for directory in acting.directories:
        directory.now = lambda: moment  # type: ignore[attr-defined]
    warnings = PreDeactivation(acting, clock=lambda: moment)
    if death in ("keep", "begin", "ended"):  # right after that was saved
        setattr(warnings.warnings, death, dying(getattr(warnings.warnings, death)))
    warnings.look()
    acting.close()


if __name__ == "__main__":
    if sys.argv[2] == "worker":
        work(Path(sys.argv[1]))
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.argv[3])
