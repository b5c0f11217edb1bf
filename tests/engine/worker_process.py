"""A worker for tests that kill, suspend and stop it: its effects are lines in files of one folder."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from unticket.engine.engine import Engine
from unticket.engine.execution import Execution
from unticket.engine.serve import serve
from unticket.model.errors import CredentialsRefused

STEPS = 7


class Runbooks:
    """What this worker can do. A line is `run step process token`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def chain(self, execution: Execution, _argument: Any) -> list[str]:
        """Seven steps with one effect each."""
        return [execution.step(f"step {number}", self._effect, execution, f"step_{number}") for number in range(STEPS)]

    def gate(self, execution: Execution, _argument: Any) -> str:
        """Goes in, waits for the file `open`, and acts, if it still may."""
        execution.step("enter", self._note, execution, "entered")
        return execution.step("act", self._pass_gate, execution)

    def refused(self, execution: Execution, _argument: Any) -> str:
        """Takes the other way after a refusal, dies there once, and must come to the same fork again."""
        try:
            execution.step("ask", self._ask)
        except CredentialsRefused as error:
            execution.step("other way", self._die_once)
            return error.hint
        return "no refusal"

    def tick(self, due: datetime) -> None:
        self._append("ticks", f"{due.isoformat()} {os.getpid()}")

    def _effect(self, execution: Execution, step: str) -> str:
        time.sleep(random.uniform(0, 0.02))
        execution.assert_alive()
        token = self._note(execution, step)
        time.sleep(random.uniform(0, 0.02))
        return token

    def _pass_gate(self, execution: Execution) -> str:
        self._note(execution, "waiting")
        while not (self._folder / "open").exists():
            time.sleep(0.02)
        execution.assert_alive()
        return self._note(execution, "acted")

    def _note(self, execution: Execution, step: str) -> str:
        token = uuid.uuid4().hex
        self._append("effects", f"{execution.run_id} {step} {os.getpid()} {token}")
        return token

    def _ask(self) -> None:
        raise CredentialsRefused("The key expired.", "Make a new one.")

    def _die_once(self) -> None:
        if not (self._folder / "died").exists():
            (self._folder / "died").touch()
            os._exit(9)

    def _append(self, file: str, line: str) -> None:
        descriptor = os.open(self._folder / file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        os.write(descriptor, f"{line}\n".encode())  # one write: lines of several processes do not mix
        os.close(descriptor)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--drain", type=float, default=20.0)
    parser.add_argument("--tick", action="store_true")
    options = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    runbooks = Runbooks(options.folder)
    engine = Engine(options.url, lease_seconds=2.0)
    engine.register("chain", runbooks.chain)
    engine.register("gate", runbooks.gate)
    engine.register("refused", runbooks.refused)
    if options.tick:
        engine.schedule("poll", "* * * * * *", "Asia/Ho_Chi_Minh", runbooks.tick)
    launch = engine.launch

    def launch_and_say() -> None:
        launch()
        sys.stdout.write("at work\n")
        sys.stdout.flush()

    engine.launch = launch_and_say  # type: ignore[method-assign]
    serve(engine, drain_seconds=options.drain)


if __name__ == "__main__":
    main()
