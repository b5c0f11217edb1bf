"""The action plan as its user asks for it: a desk over HTTP, synced, then `unticket plan`."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

NOT_WRITTEN = ["odoo:20289", "odoo:20291", "odoo:20292", "odoo:20294", "odoo:20295"]


@pytest.fixture
def plan(unticket: Any, desk_env: dict[str, str], tmp_path: Path) -> Callable[..., Any]:
    """`unticket plan … --json` after a sync, with the demo's register of known errors."""
    text = (resources.files("unticket.demo") / "known_errors.toml").read_text("utf-8")
    (tmp_path / "known_errors.toml").write_text(text, "utf-8")

    def ask(*arguments: str) -> Any:
        assert unticket("sync", env=desk_env).number == 0
        done = unticket("plan", *arguments, "--json", env=desk_env)
        assert done.number == 0, done.err
        return done.json

    return ask


def test_the_reference_week_gives_five_of_eight_not_written_and_one_more_without_an_agent(plan: Any) -> None:
    found = plan()
    assert found["not_written"]["tickets"] == NOT_WRITTEN
    assert found["not_written"]["share"] == 0.625
    assert found["not_written"]["minutes"] == 217
    assert found["no_agent"]["tickets"] == ["odoo:20296"]
    kinds = {(one["kind"], tuple(one["claim"]["tickets"])) for one in found["actions"]}
    assert ("fix_cause", ("odoo:20289", "odoo:20291", "odoo:20294")) in kinds
    assert ("broadcast", ("odoo:20291", "odoo:20294")) in kinds, "the broadcast alone would save two"
    assert ("warn_in_advance", ("odoo:20292",)) in kinds
    assert ("schedule_report", ("odoo:20295",)) in kinds
    assert ("redirect", ("odoo:20296",)) in kinds
    assert ("monitor", ()) in kinds, "a monitor by itself removes no ticket"


def test_without_the_register_nothing_is_claimed_for_a_cause(plan: Any, tmp_path: Path) -> None:
    (tmp_path / "known_errors.toml").unlink()
    found = plan()
    assert "fix_cause" not in {one["kind"] for one in found["actions"]}
    assert set(found["not_written"]["tickets"]) < set(NOT_WRITTEN)


def test_what_a_person_says_holds_in_every_later_plan(plan: Any, unticket: Any, desk_env: dict[str, str]) -> None:
    video = next(one for one in plan()["actions"] if one["kind"] == "fix_cause")["id"]
    assert unticket("plan", "set", video, "--status", "dropped", "--owner", "Lan", "--by", "Ada", env=desk_env).number == 0
    again = plan()
    mine = next(one for one in again["actions"] if one["id"] == video)
    assert (mine["status"], mine["owner"]) == ("dropped", "Lan")
    assert again["not_written"]["tickets"] == ["odoo:20291", "odoo:20292", "odoo:20294", "odoo:20295"]


def test_the_register_goes_through_a_spreadsheet(plan: Any, unticket: Any, desk_env: dict[str, str], tmp_path: Path) -> None:
    plan()
    assert unticket("plan", "export", "plan.csv", env=desk_env).number == 0
    file = tmp_path / "plan.csv"
    file.write_text(file.read_text("utf-8-sig").replace(",product,", ",Minh,"), "utf-8")
    assert unticket("plan", "import", "plan.csv", "--by", "Ada", env=desk_env).out.startswith("1 actions changed")
    assert "Minh" in {one["owner"] for one in plan()["actions"]}


def test_a_done_action_is_measured_or_it_is_too_early(plan: Any, unticket: Any, desk_env: dict[str, str]) -> None:
    video = next(one for one in plan()["actions"] if one["kind"] == "fix_cause")["id"]
    assert (
        unticket("plan", "set", video, "--status", "done", "--done-on", "2026-02-20", "--by", "Ada", env=desk_env).number == 0
    )
    (told,) = unticket("plan", "measure", "--json", env=desk_env).json
    assert told["measured"]["too_early"] == "days"
    assert told["measured"]["ratio"] is None
    assert told["missed"] == ["odoo:20294"], "it came after the cause was said to be fixed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "A99", "--owner", "Lan", "--by", "Ada"), "no action"),
        (("set", "A1", "--by", "Ada"), "Nothing was said"),
        (("show", "A99"), "no action"),
        (("import", "missing.csv"), "cannot be read"),
    ],
)
def test_mistakes_are_told_with_the_next_move(
    plan: Any, unticket: Any, desk_env: dict[str, str], arguments: Any, said: str
) -> None:
    plan()
    done = unticket("plan", *arguments, env=desk_env)
    assert done.number != 0
    assert said in done.out + done.err
    assert "→" in done.out + done.err
