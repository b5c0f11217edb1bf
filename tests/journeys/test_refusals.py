"""What goes wrong is told as what happened, to what, and the next move; nothing is lost by it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

WEEK = ("--week", "2026-W08")


def test_without_settings_the_next_move_is_named(unticket: Any) -> None:
    done = unticket("sync")
    assert done.number == 1
    assert "unticket init" in done.err


def test_an_unknown_setting_is_named_with_the_nearest_known_one(unticket: Any, tmp_path: Path) -> None:
    (tmp_path / "unticket.toml").write_text('time_zone = "UTC"\n')
    done = unticket("check")
    assert done.number == 1
    assert "time_zone" in done.err and "timezone" in done.err


def test_an_unknown_time_zone_is_refused(unticket: Any, desk_env: dict[str, str]) -> None:
    done = unticket("weekly", env=desk_env | {"UNTICKET_TIMEZONE": "Asia/Saigon-City"})
    assert done.number == 1
    assert "Asia/Saigon-City" in done.err


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"UNTICKET_DESK__URL": "http://127.0.0.1:9"}, "127.0.0.1:9"),
        ({"UNTICKET_DESK__DATABASE": "nope"}, "nope"),
        ({"UNTICKET_DESK__API_KEY": "wrong-key-wrong-key"}, "key"),
        ({"UNTICKET_DESK__KIND": "zendesk"}, "zendesk"),
    ],
    ids=["wrong URL", "wrong database", "refused key", "unknown kind"],
)
def test_a_desk_that_cannot_be_read_is_said_plainly(
    unticket: Any, desk_env: dict[str, str], change: dict[str, str], says: str
) -> None:
    done = unticket("sync", env=desk_env | change)
    assert done.number == 1
    assert says in done.err and "→" in done.err
    assert "Traceback" not in done.err
    assert "wrong-key-wrong-key" not in done.err + done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("weekly", "--week", "2026-W60"),
        ("weekly", "--week", "last"),
        ("weekly", "--from", "2026-02-20", "--to", "2026-02-18"),
        ("weekly", "--week", "2026-W08", "--from", "2026-02-18"),
        ("weekly", "--week", "2026-W08", "--team", "Nobody"),
        ("report", "again", "7"),
        ("report", "yearly"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_as_asked_ends_with_two(
    unticket: Any, desk_env: dict[str, str], arguments: tuple[str, ...]
) -> None:
    done = unticket(*arguments, env=desk_env)
    assert done.number == 2, done.out + done.err
    assert done.err.strip() and "Traceback" not in done.err


def test_an_output_folder_that_cannot_be_written_is_said_and_leaves_no_half_file(
    unticket: Any, desk_env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file stands where the folder should be")
    done = unticket("weekly", *WEEK, env=desk_env)
    assert done.number == 1, done.out + done.err
    assert "out" in done.err
    assert (tmp_path / "out").read_text() == "a file stands where the folder should be"


def test_a_full_disk_is_said_and_leaves_no_half_file(unticket: Any, desk_env: dict[str, str], tmp_path: Path) -> None:
    """A file-size limit stands for the full disk: the write fails in the same place with the same kind of error."""
    assert unticket("sync", env=desk_env).number == 0
    limited = subprocess.run(
        ["bash", "-c", f"ulimit -f 8; trap '' XFSZ; exec {sys.executable} -m unticket weekly --week 2026-W08 --form pdf"],
        cwd=tmp_path,
        env=os.environ | desk_env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert limited.returncode == 1, limited.stdout + limited.stderr
    assert "Traceback" not in limited.stderr and "→" in limited.stderr
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True
    assert unticket("report", "daily", *WEEK, env=desk_env).number == 0


def test_control_c_in_the_middle_of_a_sync_keeps_what_was_finished(unticket: Any, tmp_path: Path) -> None:
    from unticket.demo.desk.faults import Faults, Slow
    from unticket.demo.desk.serve import serve
    from unticket.demo.reference_week import reference_week

    with serve(reference_week(), faults=Faults().every(1, Slow(0.4))) as desk:
        env = {
            "UNTICKET_DESK__KIND": "odoo",
            "UNTICKET_DESK__URL": desk.url,
            "UNTICKET_DESK__DATABASE": desk.database,
            "UNTICKET_DESK__API_KEY": desk.api_key,
            "UNTICKET_TIMEZONE": "Asia/Ho_Chi_Minh",
        }
        syncing = subprocess.Popen(
            [sys.executable, "-m", "unticket", "sync"],
            cwd=tmp_path,
            env=os.environ | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 30
        while not sum(desk.calls.values()) and time.monotonic() < deadline:
            time.sleep(0.05)
        syncing.send_signal(signal.SIGINT)
        _, said = syncing.communicate(timeout=30)
        assert syncing.returncode == 130
        assert "run the same command again" in said
        again = unticket("sync", "--json", env=env)
    assert again.number == 0, again.err
    assert again.json["tickets"] == 8
