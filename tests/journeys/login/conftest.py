"""A school whose desk, HR, platform and mail server run, and the program with settings that connect to them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from unticket.demo.login_cases import Case, Employee, Login
from unticket.demo.login_house import LoginHouse, login_house
from unticket.demo.school_file import written
from unticket.runbooks.plan import Verdict

LOCKED_OUT = Case(row="reactivate", ends=Verdict.RESOLVED, name="Cora Diaz")
GONE = Case(row="terminated", ends=Verdict.ESCALATED, name="Otto Stern", employees=(Employee(archived=True),))
FORGETFUL = Case(
    row="reset_password",
    ends=Verdict.WAITING,
    name="Ada Quinn",
    logins=(Login(last_used=-1),),
    words=("I forgot my password", "I cannot log in to the LMS, I forgot my password."),
)


@dataclass
class School:
    """The peers, and the program in a folder whose settings connect to them."""

    house: LoginHouse
    folder: Path
    unticket: Callable[..., Any]

    def run(self, *arguments: str, **how: Any) -> Any:
        return self.unticket(*arguments, cwd=self.folder, **how)

    def json(self, *arguments: str) -> Any:
        done = self.run(*arguments, "--json")
        assert done.number == 0, done.err + done.out
        return done.json

    def promoted(self, mode: str) -> None:
        """Up to `mode` by the command line; then the second of the promotion goes by, for Odoo tells whole seconds."""
        for step in ("supervised", "automatic"):
            self.json("runbook", "promote", "login", "--yes", "--by", "Theo", "--why", "tried in shadow")
            if step == mode:
                break
        time.sleep(1.01)

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A worker process, which ends as a terminal ends it."""
        process = subprocess.Popen(
            [sys.executable, "-m", "unticket", "worker"], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        try:
            yield
        finally:
            process.terminate()
            out, err = process.communicate(timeout=60)
            assert process.returncode == 0, (out + err).decode()

    def ended(self, run_id: str) -> dict[str, Any]:
        """The run, once it waits for nobody but people."""
        return self.until(run_id, lambda run: run["stage"] in ("ended", "awaiting_approval"))

    def until(self, run_id: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            done = self.run("runs", "show", run_id, "--json")
            if done.number == 0 and holds(done.json):
                return done.json
            time.sleep(0.2)
        raise AssertionError(f"{run_id} did not come so far: {done.out}{done.err}")


@pytest.fixture
def school(tmp_path: Path, unticket: Callable[..., Any]) -> Iterator[School]:
    with login_house([LOCKED_OUT, GONE, FORGETFUL]) as house:
        folder = tmp_path / "school"
        folder.mkdir()
        (folder / "unticket.toml").write_text(written(house.settings), "utf-8")
        yield School(house, folder, unticket)
