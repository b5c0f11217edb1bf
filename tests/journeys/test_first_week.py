"""The main job, as its user does it: connect a desk, sync it, read the weekly report."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

WEEK = ("--week", "2026-W08")


def test_the_demo_writes_the_reference_week_in_all_forms_and_names_the_next_step(unticket: Any, tmp_path: Path) -> None:
    done = unticket("demo")
    assert done.number == 0, done.err
    files = {file.suffix for file in (tmp_path / "out").iterdir()}
    assert files == {".html", ".pdf", ".xlsx", ".md", ".json"}
    assert "unticket init" in done.out
    for file in (tmp_path / "out").iterdir():
        assert file.name in done.out
        assert file.stat().st_size > 1000


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_demo_speaks_both_languages(unticket: Any, tmp_path: Path, language: str) -> None:
    done = unticket("demo", "--language", language)
    assert done.number == 0, done.err
    html = next((tmp_path / "out").glob("*.html")).read_text("utf-8")
    assert f'lang="{language}"' in html
    assert ("chưa đủ dữ liệu" if language == "vi" else "too few") in html.lower()


def test_the_demo_ignores_every_configured_connection(unticket: Any, tmp_path: Path) -> None:
    """Hostile settings in the file and the environment: nothing is read from, or written to, what they name."""
    (tmp_path / "unticket.toml").write_text(
        'timezone = "Nowhere/Land"\ndatabase_url = "sqlite:///stolen.db"\n[desk]\nkind = "odoo"\nurl = "http://127.0.0.1:9"\n'
    )
    hostile = {
        "UNTICKET_DESK__KIND": "odoo",
        "UNTICKET_DESK__URL": "http://127.0.0.1:9",
        "UNTICKET_DESK__API_KEY": "live-key",
        "UNTICKET_DATABASE_URL": "sqlite:///stolen.db",
        "UNTICKET_TIMEZONE": "Nowhere/Land",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
    }
    done = unticket("demo", env=hostile)
    assert done.number == 0, done.err
    assert {path.name for path in tmp_path.iterdir()} == {"unticket.toml", "out"}


def test_from_the_environment_alone_one_command_writes_the_weekly_report(unticket: Any, desk_env: dict[str, str]) -> None:
    done = unticket("weekly", *WEEK, "--json", env=desk_env)
    assert done.number == 0, done.err
    weekly = done.json
    assert [report["report"] for report in weekly["reports"]] == ["daily", "team", "category", "trends"]


def test_the_four_reports_give_the_figures_of_the_reference_week(unticket: Any, desk_env: dict[str, str]) -> None:
    assert unticket("sync", env=desk_env).number == 0

    def rows(name: str) -> dict[str, int]:
        done = unticket("report", name, *WEEK, "--json", env=desk_env)
        assert done.number == 0, done.err
        assert done.json["timezone"] == "Asia/Ho_Chi_Minh"
        return {row["label"]: row["count"] for row in done.json["rows"]}

    assert rows("daily") == {"Done": 8}
    assert rows("team") == {"Anna Agent": 8}
    tags = rows("category")
    assert (tags["LMS"], tags["video"], tags["lesson-3"]) == (7, 3, 3)
    assert [count for count in rows("trends").values() if count] == [2, 2, 4]


def test_syncing_twice_changes_nothing(unticket: Any, desk_env: dict[str, str]) -> None:
    first = unticket("sync", "--json", env=desk_env).json
    again = unticket("sync", "--json", env=desk_env).json
    assert (first["tickets"], first["changed"]) == (8, 8)
    assert (again["tickets"], again["changed"], again["deleted"]) == (8, 0, 0)


def test_a_kept_report_can_be_made_again_after_the_desk_has_changed(
    unticket: Any, reference_desk: Any, desk_env: dict[str, str], tmp_path: Path, write_to_desk: Callable[..., Any]
) -> None:
    assert unticket("weekly", *WEEK, env=desk_env).number == 0
    before = json.loads(next((tmp_path / "out").glob("*.json")).read_text("utf-8"))
    write_to_desk(reference_desk, "helpdesk.ticket", "write", ids=[20289], vals={"stage_id": 1})
    assert unticket("sync", env=desk_env).number == 0
    changed = unticket("weekly", *WEEK, "--json", env=desk_env).json
    assert changed["reports"][0]["rows"] != before["reports"][0]["rows"]
    again = unticket("report", "again", "1", "--json", env=desk_env)
    assert again.number == 0, again.err
    assert again.json == before
    assert "2026-02-16" in unticket("report", "kept", env=desk_env).out


def test_init_tries_the_connection_and_everything_works_from_what_it_wrote(
    unticket: Any, reference_desk: Any, tmp_path: Path
) -> None:
    typed = (
        f"odoo\n{reference_desk.url}\n{reference_desk.database}\n\n{reference_desk.api_key}\nAsia/Ho_Chi_Minh\nvi\nTrường A\n"
    )
    done = unticket("init", typed=typed)
    assert done.number == 0, done.out + done.err
    assert "8 tickets visible" in done.out
    assert reference_desk.api_key not in (tmp_path / "unticket.toml").read_text("utf-8")
    secret = tmp_path / "secrets" / "desk__api_key"
    assert secret.stat().st_mode & 0o077 == 0
    assert unticket("check").number == 0
    assert unticket("sync").number == 0
    weekly = unticket("weekly", *WEEK)
    assert weekly.number == 0, weekly.err
    assert "Trường A" in next((tmp_path / "out").glob("*.html")).read_text("utf-8")


def test_init_asks_nothing_of_a_script(unticket: Any, desk_env: dict[str, str], reference_desk: Any, tmp_path: Path) -> None:
    given = ["--no-input", "--kind", "odoo", "--url", reference_desk.url, "--database", reference_desk.database]
    done = unticket("init", *given, "--timezone", "Europe/Warsaw", env={"UNTICKET_DESK__API_KEY": reference_desk.api_key})
    assert done.number == 0, done.out + done.err
    assert 'timezone = "Europe/Warsaw"' in (tmp_path / "unticket.toml").read_text("utf-8")
    assert not (tmp_path / "secrets").exists()
    again = unticket("init", *given, "--timezone", "Europe/Warsaw", env=desk_env)
    assert again.number == 2
    assert "--force" in again.err


def test_init_asks_again_for_a_word_that_cannot_be(unticket: Any, reference_desk: Any) -> None:
    """Whoever mistypes the last answers does not begin at the first again."""
    wrong_first = ("odo\nodoo", reference_desk.url, reference_desk.database, "", reference_desk.api_key, "UTC", "fr\nen", "")
    done = unticket("init", typed="\n".join(wrong_first) + "\n")
    assert done.number == 0, done.out + done.err
    assert "'fr' is not one of 'en', 'vi'" in done.out


def test_export_takes_the_form_from_the_name_of_the_file(unticket: Any, desk_env: dict[str, str], tmp_path: Path) -> None:
    done = unticket("export", *WEEK, "--out", "tickets.xlsx", env=desk_env)
    assert done.number == 0, done.err
    assert (tmp_path / "tickets.xlsx").read_bytes().startswith(b"PK")
    differing = unticket("export", *WEEK, "--form", "csv", "--out", "other.xlsx", env=desk_env)
    assert differing.number == 2
    assert "other.xlsx" in differing.err and not (tmp_path / "other.xlsx").exists()


@pytest.mark.parametrize("form", ["csv", "xlsx", "json", "parquet"])
def test_export_writes_the_tickets_behind_a_figure(unticket: Any, desk_env: dict[str, str], tmp_path: Path, form: str) -> None:
    done = unticket("export", *WEEK, "--tag", "video", "--form", form, "--out", f"video.{form}", env=desk_env)
    assert done.number == 0, done.err
    assert "3 tickets" in done.out
    assert (tmp_path / f"video.{form}").stat().st_size > 100
