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
        (folder / "unticket.toml").write_text(_toml(house), "utf-8")
        yield School(house, folder, unticket)


def _toml(house: LoginHouse) -> str:
    chosen = house.settings
    lines = [f"timezone = {chosen.timezone!r}", f"public_url = {chosen.public_url!r}"]
    for name, section in (("desk", chosen.desk), ("lms", chosen.lms), ("mail", chosen.mail)):
        lines += [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in section.items())]
    for section in chosen.hr:
        lines += ["[[hr]]", *(f"{key} = {_value(value)}" for key, value in section.items())]
    login = chosen.runbooks.login
    lines += [
        "[runbooks.login]",
        f"escalation_assignee = {login.escalation_assignee!r}",
        f"bot_id = {login.bot_id!r}",
        f"domains = {_value(list(login.domains))}",
        "[runbooks.login.stages]",
        *(f"{role} = {stage!r}" for role, stage in login.stages.model_dump().items()),
        "[hooks]",
        f"secrets = {_value([secret.get_secret_value() for secret in chosen.hooks.secrets])}",
        "port = 0",
    ]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return repr(value) if isinstance(value, str | int) else str(value)
