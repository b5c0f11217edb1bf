"""A desk full of what nobody should write: everything is kept and counted, nothing of it runs anywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = [
    {"name": f"{SCRIPT} login", "description": f"<p>{SCRIPT}</p>"},
    {"name": '=HYPERLINK("http://evil.example","click")', "description": "+1+1"},
    {"name": "Video 🎥 không phát 🙈", "description": "<p>💥</p>"},
    {"name": unicodedata.normalize("NFD", "Không đăng nhập được ở trường"), "description": ""},
    {"name": "A log is pasted in", "description": "<pre>" + "error 502 at line 7\n" * 105_000 + "</pre>"},
    {"name": "\u202eevil.exe\u202c {{ 7*7 }} ${x} %s %(a)s {0}", "description": "{% raw %}"},
    {"name": "x" * 2000, "description": "long"},
]


def test_hostile_tickets_are_kept_counted_and_run_nowhere(
    unticket: Any, reference_desk: Any, desk_env: dict[str, str], write_to_desk: Callable[..., Any], tmp_path: Path
) -> None:
    made = write_to_desk(
        reference_desk, "helpdesk.ticket", "create", vals_list=[{**values, "user_id": False} for values in HOSTILE]
    )
    assert len(made) == len(HOSTILE)
    synced = unticket("sync", "--json", env=desk_env)
    assert synced.number == 0, synced.err
    assert synced.json["tickets"] == 8 + len(HOSTILE)
    today = unticket("weekly", "--from", "2026-02-16", "--to", "2030-01-01", env=desk_env)
    assert today.number == 0, today.err
    files = {file.suffix: file for file in (tmp_path / "out").iterdir()}
    html = files[".html"].read_text("utf-8")
    assert "<script" not in html
    assert "onerror=" not in html.replace("onerror=alert(2)&gt;", "")
    assert "🎥" in html and "{{ 7*7 }}" in html
    for sheet in openpyxl.load_workbook(files[".xlsx"]):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    again = unticket("sync", "--json", env=desk_env)
    assert again.json["changed"] == 0


def test_a_key_that_sees_no_tickets_is_told_and_costs_no_good_data(
    unticket: Any, reference_desk: Any, desk_env: dict[str, str]
) -> None:
    assert unticket("sync", env=desk_env).number == 0
    for number in range(20289, 20297):
        reference_desk.state.delete("helpdesk.ticket", number)
    checked = unticket("check", env=desk_env)
    assert "0 tickets visible" in checked.out
    refused = unticket("sync", env=desk_env)
    assert refused.number == 2, refused.out
    assert "--accept-loss" in refused.err
    kept = unticket("report", "daily", "--week", "2026-W08", "--json", env=desk_env)
    assert kept.json["totals"]["count"] == 8


def test_tickets_of_the_future_are_kept_and_said(unticket: Any, reference_desk: Any, desk_env: dict[str, str]) -> None:
    reference_desk.state.change("helpdesk.ticket", 20296, create_date="2031-02-20 08:00:00")
    assert unticket("sync", env=desk_env).number == 0
    report = unticket("report", "daily", "--from", "2031-02-20", "--to", "2031-02-20", "--json", env=desk_env).json
    assert report["totals"]["count"] == 1
    assert "opened_in_future" in [note["kind"] for note in report["data"]["notes"]]
