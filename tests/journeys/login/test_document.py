"""docs/login-runbook.md does what it says: its commands run on a demo school, in the order in which they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import time
import tomllib
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from unticket.demo.login_cases import REFERENCE
from unticket.demo.login_house import login_house
from unticket.demo.school_file import written

PAGE = Path(__file__).parents[3] / "docs" / "login-runbook.md"


@pytest.mark.slow
def test_every_command_shown_runs_on_a_demo_school(unticket: Any, tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    shown = [shlex.split(line, comments=True)[1:] for block in blocks for line in block.splitlines()]
    assert len(shown) > 15
    gone: list[list[str]] = []
    with login_house(REFERENCE) as house, ExitStack() as at_work:
        (tmp_path / "unticket.toml").write_text(written(house.settings), "utf-8")
        _write(house)
        for arguments in shown:
            if arguments[0] == "runs":
                _settled(unticket, "login:odoo:104:1", approved=["approve", "login:odoo:104:1", "--by", "theo"] in gone)
            done = unticket(*arguments)
            gone.append(arguments)
            assert done.number == 0, f"unticket {shlex.join(arguments)}\n{done.out}{done.err}"
            if arguments[:2] == ["runbook", "promote"]:
                time.sleep(1.01)  # Odoo tells whole seconds
                at_work.enter_context(_worker(tmp_path))
                _write(house)
        assert house.lms.state.user("lan.tran").suspended, "the undo took the reactivation back"
        assert any("sign in again" in mail.subject for mail in house.mail.mails), "after it was reactivated"


def test_a_demo_school_writes_settings_that_the_program_reads(tmp_path: Path) -> None:
    folder = tmp_path / "demo-school"
    done = subprocess.run(
        [sys.executable, "-m", "unticket", "demo", "school", "--folder", str(folder)],
        input="\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "odoo:101 (Lan Tran), odoo:102 (Minh Nguyen), odoo:103 (Hoa Pham)" in done.stdout
    settings = folder / "unticket.toml"
    assert tomllib.loads(settings.read_text())["desk"]["kind"] == "odoo"
    assert settings.stat().st_mode & 0o077 == 0, "it holds keys"


def _write(house: Any) -> None:
    for case in REFERENCE:
        house.write(case)


def _worker(folder: Path) -> Any:
    process = subprocess.Popen(
        [sys.executable, "-m", "unticket", "worker"], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack = ExitStack()
    stack.callback(process.wait, 60)
    stack.callback(process.terminate)
    return stack


def _settled(unticket: Any, run_id: str, *, approved: bool) -> None:
    """What a reader does: wait a moment, while a worker is at it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        done = unticket("runs", "show", run_id, "--json")
        if done.number == 0 and done.json["stage"] == ("ended" if approved else "awaiting_approval"):
            return
        time.sleep(0.3)
    raise AssertionError(f"{run_id} does not settle: {done.out}{done.err}")
