"""The commands that the documents show do run, in the order in which they stand, on a connected desk."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def commands(page: str) -> list[list[str]]:
    """Every `unticket …` line of the page's sh blocks, comments cut off."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("unticket ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.mark.timeout(1200)  # two dozen whole programs, one after the other
@pytest.mark.parametrize("page", ["README.md", "docs/weekly-report.md", "docs/recurring-issues.md", "docs/action-plan.md"])
def test_every_command_shown_runs(page: str, unticket: Any, desk_env: dict[str, str], reference_desk: Any) -> None:
    shown = commands(page)
    assert len(shown) >= 5
    if ["init"] not in shown:
        assert unticket("weekly", "--week", "2026-W08", env=desk_env).number == 0
    for arguments in shown:
        typed = None
        if arguments == ["init"]:
            typed = "\n".join(["odoo", reference_desk.url, reference_desk.database, "", "Asia/Ho_Chi_Minh", "en", "", ""])
        done = unticket(*arguments, env=desk_env, typed=typed)
        assert done.number == 0, f"unticket {shlex.join(arguments)}\n{done.out}{done.err}"


def test_the_files_that_the_page_on_recurring_issues_shows_are_understood() -> None:
    import tomllib

    from unticket.patterns.causes.register import parse_register
    from unticket.patterns.text.lexicon.lexicon import lexicon
    from unticket.settings import Settings, validated

    blocks = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/recurring-issues.md").read_text("utf-8"), re.DOTALL)
    register, settings = sorted(blocks, key=lambda block: "[patterns]" in block)
    assert parse_register(register, concepts=lexicon().kinds).entries
    assert validated(Settings, tomllib.loads(settings), "the page").patterns.hours


def test_the_settings_that_the_page_on_requests_shows_are_understood() -> None:
    import tomllib

    from unticket.settings import Settings, validated

    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/request-runbooks.md").read_text("utf-8"), re.DOTALL)
    chosen = validated(Settings, tomllib.loads(block), "the page").runbooks
    assert chosen.feature_request and chosen.report_request and chosen.report_request.reports[0].audience == "staff"


def test_make_run_is_the_demo_and_make_test_runs_every_test() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "unticket demo" in makefile.split("\nrun:")[1].split("\n\n")[0]
    assert "pytest" in makefile.split("\ntest:")[1].split("\n\n")[0]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert readme.index("make run") < readme.index("make test")
