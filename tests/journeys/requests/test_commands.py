"""The runbooks for requests by their commands alone, on the reference week's desk: tried, replayed, promoted, shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "request-runbooks.md"


@pytest.fixture
def house(unticket: Any, desk_env: dict[str, str], tmp_path: Path) -> Any:
    """The program with the settings that the page shows, but for HR, which this desk has not."""
    (block,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "unticket.toml").write_text(block.replace('audience = "staff" ', 'audience = "domains"'), "utf-8")

    def run(*arguments: str) -> Any:
        done = unticket(*arguments, "--json", cwd=tmp_path, env=desk_env)
        assert done.number == 0, done.out + done.err
        return done.json

    return run


def test_each_is_listed_tried_replayed_and_promoted_on_its_own(house: Any) -> None:
    modes = {one["runbook"]: one["mode"] for one in house("runbook", "list")}
    assert (modes["feature_request"], modes["report_request"]) == ("shadow", "shadow")
    for runbook, ticket in (("feature_request", "20296"), ("report_request", "20295")):
        plan = house("runbook", "run", runbook, ticket, "--dry-run")
        assert (plan["verdict"], plan["decision"]["row"]) == ("skipped", "no_address"), "that week's tickets hold no address"
        other = house("runbook", "run", runbook, "20292", "--dry-run")
        assert other["decision"] is None and other["effects"] == []
        found = house("runbook", "backtest", runbook, "--since", "2026-02-18", "--until", "2026-02-20")
        assert found["answers"] == {"settled": 0, "to_a_person": 1, "left": 7} and found["rows"] == {"no_address": 1}
        assert found["differences"] == {"more_careful": 1}, "agents' own tag says that it is one"
        promoted = house("runbook", "promote", runbook, "--by", "Theo", "--yes")
        assert promoted["after"] == "supervised" and promoted["evidence"]["backtest"]["tickets"] >= 0
        shown = house("runbook", "show", runbook)
        assert shown["mode"] == "supervised" and "no_address" in {row["row"] for row in shown["rows"]}
    modes = {one["runbook"]: one["mode"] for one in house("runbook", "list")}
    assert modes["login"] == "shadow"
