"""`unticket schedule`, as its page shows it, on the demo desk and a mail server that delivers nothing."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "schedules.md").read_text("utf-8")


@pytest.fixture
def env(post: Any, desk_env: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The page's own settings, over the demo desk."""
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "unticket.toml").write_text(block, "utf-8")
    said = {"KIND": "smtp", "HOST": post.host, "PORT": str(post.port), "ENCRYPTION": "none", "SENDER": "desk@school.example"}
    return desk_env | {f"UNTICKET_MAIL__{name}": value for name, value in said.items()}


def test_every_command_of_the_page_runs(unticket: Any, env: dict[str, str], tmp_path: Path, post: Any) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    shown = [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]
    assert len(shown) >= 6
    for arguments in shown:
        done = unticket(*arguments, env=env)
        assert done.number == 0, f"unticket {shlex.join(arguments)}\n{done.out}{done.err}"
    assert sorted(str(mail["To"]) for mail in post.messages) == ["director@school.example", "theo@school.example"]
    assert (tmp_path / "preview" / "weekly-2026-W08.pdf").read_bytes().startswith(b"%PDF")
    assert "Tuần 8, 2026" in (tmp_path / "preview" / "mail.txt").read_text("utf-8")


def test_run_ends_with_1_where_somebody_did_not_get_it_and_list_and_log_tell_why(
    unticket: Any, env: dict[str, str], post: Any
) -> None:
    post.script["RCPT"] = "550 5.1.1 no such user"
    done = unticket("schedule", "run", "daily-desk", "--for", "2026-02-18", env=env)
    assert done.number == 1
    assert "daily-desk:2026-02-18 → ada@school.example: refused" in done.out
    log = json.loads(unticket("schedule", "log", "daily-desk", "--json", env=env).out)
    assert {(mail["kind"], mail["state"]) for mail in log} == {("report", "refused"), ("notice", "refused")}
    listed = unticket("schedule", "list", env=env)
    assert "1 notice has reached nobody yet" in listed.out
    schedules = {each["name"]: each for each in json.loads(unticket("schedule", "list", "--json", env=env).out)}
    assert schedules["weekly-lead"]["last"] is None
    assert schedules["daily-desk"]["to"] == ["ada@school.example"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "nobody"), "There is no schedule 'nobody'."),
        (("run", "daily-desk", "--for", "2026-W08"), "'2026-W08' is not a day."),
        (("preview", "weekly-lead", "--for", "2999-W01"), "2999-W01 is not over yet."),
    ],
)
def test_what_cannot_be_is_said_with_the_next_move(
    unticket: Any, env: dict[str, str], post: Any, arguments: tuple[str, ...], said: str
) -> None:
    done = unticket("schedule", *arguments, env=env)
    assert done.number == 2
    assert said in done.err
    assert "→" in done.err
    assert post.taken == []
