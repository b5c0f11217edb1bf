"""A process that looks what is due, or works as a worker does, and kills itself where it is told: `folder moment death`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from unticket.app.acting import Acting
from unticket.app.schedules import Schedules
from unticket.runbooks.ports import Delivery, Mail, Mailer
from unticket.settings import load


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingMailer:
    """The configured mailer, in a process that dies before or after a report is handed over."""

    def __init__(self, mailer: Mailer, death: str) -> None:
        self._mailer = mailer
        self._death = death

    def send(self, mail: Mail) -> Delivery:
        if mail.attachments and self._death == "before mail":
            die()
        delivery = self._mailer.send(mail)
        if mail.attachments and self._death == "after mail":
            die()
        return delivery


def dying(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        function(*arguments, **named)
        die()

    return call


def main(folder: Path, moment: str, death: str) -> None:
    settings = load(folder / "unticket.toml", {})
    if moment == "worker":
        from unticket.doors.worker import Worker
        from unticket.engine.serve import serve

        worker = Worker(settings, reports_at="* * * * * *")
        worker.begin()
        serve(worker.engine, drain_seconds=20)
    acting = Acting(settings)
    acting.__dict__["mailer"] = DyingMailer(acting.mailer, death)
    schedules = Schedules(acting, clock=lambda: datetime.fromisoformat(moment))
    if death in ("note", "frozen", "begin", "ended"):  # right after that was saved
        setattr(schedules.sendings, death, dying(getattr(schedules.sendings, death)))
    schedules.look()
    acting.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
