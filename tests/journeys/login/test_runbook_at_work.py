"""The runbook by its commands alone: shadow, promotion, approval, undo, stop, audit, with a worker that runs beside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from unticket.demo.login_cases import Case
from unticket.runbooks.plan import Verdict

LOCKED_OUT = Case(row="reactivate", ends=Verdict.RESOLVED, name="Cora Diaz")


def test_in_shadow_a_run_decides_and_nothing_is_written_outside(school: Any) -> None:
    key = school.house.write(LOCKED_OUT)
    before = school.house.seen()
    with school.worker():
        run_id = school.json("runbook", "run", "login", key, "--by", "Ada")["run_id"]
        run = school.ended(run_id)
    assert (run["outcome"], run["row"]) == ("shadow", "reactivate")
    assert school.house.seen().since(before).effects == 0


def test_a_dry_run_decides_on_any_ticket_and_is_audited(school: Any) -> None:
    key = school.house.write(LOCKED_OUT)
    before = school.house.seen()
    plan = school.json("runbook", "run", "login", key.partition(":")[2], "--dry-run")
    assert plan["decision"]["row"] == "reactivate"
    assert school.house.seen().since(before).effects == 0
    assert '"kind":"dry_run"' in school.run("audit", "export").out


def test_promoted_to_automatic_the_account_works_again_and_the_undo_takes_it_back_once(school: Any) -> None:
    school.promoted("automatic")
    user = school.house.lms.state.user("cora.diaz")
    with school.worker():
        key = school.house.write(LOCKED_OUT)
        run_id = school.json("runbook", "run", "login", key)["run_id"]
        run = school.ended(run_id)
        assert run["outcome"] == "resolved", run
        assert not user.suspended
    assert {effect["state"] for effect in run["effects"]} == {"done"}
    figures = school.json("runbook", "show", "login")
    assert figures["after"]["resolved_automatically"] == pytest.approx(
        {"count": 1, "of": 1, "share": 1.0, "low": 0.025, "high": 1.0}
    )
    assert "switched off again" in school.json("undo", run_id, "--by", "Theo")["undone"]
    assert user.suspended
    again = school.run("undo", run_id)
    assert again.number == 2 and "→" in again.err


def test_in_supervised_mode_nothing_happens_before_a_person_approves(school: Any) -> None:
    school.promoted("supervised")
    user = school.house.lms.state.user("cora.diaz")
    with school.worker():
        run_id = school.json("runbook", "run", "login", school.house.write(LOCKED_OUT))["run_id"]
        assert school.ended(run_id)["stage"] == "awaiting_approval"
        assert user.suspended and not school.house.mail.mails
        assert [run["run_id"] for run in school.json("runs", "list", "--waiting")] == [run_id]
        assert school.json("approve", run_id, "--by", "Theo")["counted_now"]
        run = school.until(run_id, lambda run: run["stage"] == "ended")
    assert run["outcome"] == "resolved" and not user.suspended
    assert school.run("reject", run_id).number == 2, "a word is given once"


def test_a_rejected_run_does_nothing(school: Any) -> None:
    school.promoted("supervised")
    with school.worker():
        run_id = school.json("runbook", "run", "login", school.house.write(LOCKED_OUT))["run_id"]
        school.ended(run_id)
    school.json("reject", run_id, "--by", "Theo", "--why", "she is on leave")
    assert school.json("runs", "show", run_id)["outcome"] == "rejected"
    assert school.house.lms.state.user("cora.diaz").suspended


def test_a_stop_holds_everything_until_it_is_lifted(school: Any) -> None:
    school.promoted("automatic")
    assert school.run("stop", "--why", "the LMS is being moved").number == 0
    assert school.json("runbook", "list")[0]["stopped"] == "the LMS is being moved"
    with school.worker():
        key = school.house.write(LOCKED_OUT)
        run_id = school.json("runbook", "run", "login", key)["run_id"]
        assert school.until(run_id, lambda run: run["stage"] == "held")["effects"] == []
        assert school.house.lms.state.user("cora.diaz").suspended
    assert school.json("resume")["still_stopped"] == {}


def test_a_file_alone_stops_it_too(school: Any) -> None:
    (school.folder / "STOP").touch()
    assert school.json("runbook", "list")[0]["stopped"]


def test_the_audit_is_whole_and_tells_when_a_line_was_changed(school: Any) -> None:
    import sqlite3

    school.promoted("supervised")
    assert school.json("audit", "verify")["whole"]
    with sqlite3.connect(school.folder / "unticket.db") as database:
        database.execute("UPDATE audit SET said = 'login goes from off to automatic.' WHERE sequence = 1")
    done = school.run("audit", "verify", "--json")
    assert done.number == 1 and not done.json["whole"]


def test_an_exported_audit_can_leave_out_what_names_people(school: Any) -> None:
    school.json("runbook", "run", "login", school.house.write(LOCKED_OUT), "--dry-run")
    done = school.run("audit", "export", "--without-facts", "--out", "audit.jsonl")
    assert done.number == 0, done.err
    file: Path = school.folder / "audit.jsonl"
    assert "cora" not in file.read_text().lower() and '"facts":null' in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_promotion_goes_up_a_step_at_a_time_and_keeps_what_was_seen(school: Any) -> None:
    first = school.json("runbook", "promote", "login", "--yes", "--by", "Theo", "--why", "calm weeks")
    assert (first["before"], first["after"], first["by"]) == ("shadow", "supervised", "Theo")
    assert first["evidence"]["backtest"]["tickets"] == 0 and first["evidence"]["shadow"]["decided"] == 0
    asked = school.run("runbook", "promote", "login", typed="n\n")
    assert asked.number == 130 and school.json("runbook", "list")[0]["mode"] == "supervised"
    assert school.json("runbook", "demote", "login")["after"] == "shadow"


def test_check_tells_of_every_connection_of_the_acting_path(school: Any) -> None:
    done = school.run("check", "--json")
    kinds = {finding["kind"] for finding in done.json}
    assert done.number == 0, done.out
    assert {"acting_tickets", "acting_stages", "sender"} <= kinds
    assert not [finding for finding in done.json if finding["level"] == "fault"]


def test_check_finds_a_stage_that_the_desk_does_not_have(school: Any) -> None:
    settings = school.folder / "unticket.toml"
    settings.write_text(settings.read_text().replace("Awaiting", "Waiting room"))
    done = school.run("check")
    assert done.number == 1 and "Waiting room" in done.out


def test_odoo_is_told_of_the_hook_by_hand_or_by_an_administrators_key(school: Any) -> None:
    steps = school.json("connect", "odoo")
    assert steps["hook_url"].startswith("https://help.school.example/hooks/odoo/")
    none = school.run("connect", "odoo", "--create")
    assert none.number == 1 and "ODOO_ADMIN_KEY" in none.err
    key = school.house.desk.state.add_key("admin")
    made = school.run("connect", "odoo", "--create", "--json", env={"ODOO_ADMIN_KEY": key})
    assert made.json == {"rule": "made"}, made.err
    actions = school.house.desk.state.table("ir.actions.server").rows.values()
    assert [action["webhook_url"] for action in actions] == [steps["hook_url"]]


@pytest.mark.parametrize(
    "arguments",
    [("runs", "show", "nothing"), ("approve", "nothing"), ("undo", "nothing"), ("runbook", "run", "login", "HT00101")],
    ids=" ".join,
)
def test_what_does_not_exist_ends_with_two(school: Any, arguments: tuple[str, ...]) -> None:
    done = school.run(*arguments)
    assert done.number == 2 and "Traceback" not in done.err


def test_an_erased_person_is_named_nowhere_in_audit_and_runs_and_the_chain_still_holds(school: Any) -> None:
    with school.worker():
        run_id = school.json("runbook", "run", "login", school.house.write(LOCKED_OUT))["run_id"]
        school.ended(run_id)
    assert "cora.diaz@" in school.run("audit", "export").out
    assert school.json("audit", "erase", "Cora.Diaz@school.example", "--yes")["erased_lines"] > 0
    assert "cora.diaz@" not in school.run("audit", "export").out
    assert school.json("audit", "verify")["whole"]
    assert school.json("runs", "show", run_id)["plan"] is None
