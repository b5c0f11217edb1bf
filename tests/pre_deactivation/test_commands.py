"""The commands of `unticket warn`, as their user runs them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.demo.warning_house import PEOPLE, warning_house, written


@pytest.fixture
def ran(unticket: Any, make_school: Callable[..., Any]) -> Any:
    """A school of today, and a way to run commands at it."""
    school = make_school()
    now = datetime.now(UTC)
    for name, days in (("Lan Tran", 25), ("Minh Nguyen", 3)):
        address = f"{'.'.join(name.lower().split())}@school.example"
        used = int((now - timedelta(days=days)).timestamp())
        school.rows.append(f"{name},{address},active")
        school.account(name, address, lastaccess=used)
    school.write_roster()
    school.age_roster(now)

    def run(*arguments: str, **more: Any) -> Any:
        return unticket(*arguments, cwd=school.folder, **more)

    run.school = school  # type: ignore[attr-defined]
    return run


def test_from_the_first_list_to_the_log(ran: Any) -> None:
    listed = ran("warn", "list", "--json").json
    assert listed["mode"] == "shadow"
    assert [due["address"] for due in listed["to_warn"]] == ["lan.tran@school.example"]
    assert listed["rows"] == {"in_use": 1, "warn": 1}
    assert "shadow → supervised" in ran("warn", "promote", "--by", "Ada", "--yes", "--why", "seen").out
    sent = ran("warn", "run", "--by", "Ada")
    assert (sent.number, sent.out.strip()) == (0, "lan.tran@school.example: sent"), sent.err
    assert ran.school.warned() == ["lan.tran@school.example"]
    log = ran("warn", "log", "--json").json
    assert [(one["address"], one["state"], one["by"]) for one in log["warnings"]] == [
        ("lan.tran@school.example", "sent", "Ada")
    ]
    assert log["figures"]["sent"] == 1


def test_a_list_for_people_says_why_nobody_else_and_what_keeps_it_from_acting(ran: Any) -> None:
    assert ran("stop", "pre_deactivation", "--by", "Ada", "--why", "the rule is being changed").number == 0
    shown = ran("warn", "list").out
    assert "lan.tran@school.example" in shown
    assert "used lately" in shown
    assert "the rule is being changed" in shown
    modes = {one["runbook"]: one["mode"] for one in ran("runbook", "list", "--json").json}
    assert modes["pre_deactivation"] == "shadow"
    assert "shadow → off" in ran("warn", "demote", "--by", "Ada").out


def test_nobody_is_promoted_to_act_where_nobody_would_hear_of_trouble(ran: Any) -> None:
    file = ran.school.folder / "unticket.toml"
    file.write_text(file.read_text("utf-8").replace('tell = ["theo@school.example"]', ""), "utf-8")
    refused = ran("warn", "promote", "--by", "Ada", "--yes")
    assert refused.number != 0
    assert "runbooks.pre_deactivation.tell" in refused.err


def test_the_mail_can_be_seen_before_and_replaced(ran: Any) -> None:
    folder = ran.school.folder / "mails"
    folder.mkdir()
    (folder / "near.en.txt").write_text("Subject: Soon\n\nUse {{ address }} by {{ last_day }}.\n", "utf-8")
    (ran.school.folder / "unticket.toml").write_text(
        (ran.school.folder / "unticket.toml")
        .read_text("utf-8")
        .replace("[runbooks.pre_deactivation]", '[runbooks.pre_deactivation]\nmail_templates = "mails"'),
        "utf-8",
    )
    assert "Use lan.tran@school.example by" in ran("warn", "preview", "--language", "en", "--out", "seen").out + (
        ran.school.folder / "seen" / "mail.txt"
    ).read_text("utf-8")
    (folder / "near.en.txt").write_text("Subject: Soon\n\nUse {{ adress }} by {{ last_day }}.\n", "utf-8")
    refused = ran("warn", "preview")
    assert refused.number != 0
    assert "'address'" in refused.err


def test_a_demo_school_warns_exactly_those_who_must_be(unticket: Any) -> None:
    done = unticket("demo", "warn")
    assert done.number == 0, done.err
    for one in PEOPLE:
        assert (f"mail to {one.email}" in done.out) is (one.row == "warn")


def test_the_settings_of_the_demo_school_connect_to_it(tmp_path: Any, unticket: Any) -> None:
    with warning_house(tmp_path / "school") as (settings, _mail):
        (tmp_path / "school" / "unticket.toml").write_text(written(settings), "utf-8")
        found = unticket("warn", "list", "--json", cwd=tmp_path / "school").json
    rows = [one.row for one in PEOPLE]
    assert found["rows"] == {row: rows.count(row) for row in set(rows)}
    assert [due["language"] for due in found["to_warn"]] == ["en", "vi", ""]
