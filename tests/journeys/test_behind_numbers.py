"""Every number of the weekly report's HTML is followed: to its list on the page, and by its command to the same tickets."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser

from unticket import app
from unticket.app import Unticket
from unticket.app.found_tickets import found_tickets
from unticket.demo.desk.state import DeskState
from unticket.demo.house import REFERENCE_WEEK, demo_house
from unticket.demo.reference_week import reference_week
from unticket.doors.cli.export import command as export
from unticket.doors.cli.export import named_in, selection_of
from unticket.rendering.forms import render
from unticket.rendering.view import Viewer
from unticket.reports.report import LISTED_AT_MOST, WeeklyReport

NUMBER = re.compile(r"[\d,.]*[1-9][\d,.]*\+?")  # a count that is not nothing
COUNTS = ("count", "open", "closed", "reopened", "resolved", "backlog_size", "people_stated", "requesters", "prevented")
COPIES = 90  # of the reference week: its largest issues then have more tickets than a page lists


@dataclass(frozen=True)
class Week:
    """A weekly report with the house that can make it again."""

    unticket: Unticket
    report: WeeklyReport

    def page(self, language: str = "en") -> LexborHTMLParser:
        return LexborHTMLParser(render(self.report, "html", language=language).decode())

    def keys(self, arguments: str) -> list[str]:
        """What `unticket export ARGUMENTS` writes, oldest first."""
        given = dict(export.make_context("export", shlex.split(arguments), resilient_parsing=False).params)
        table = self.unticket.table()
        selection = selection_of(given, table, self.unticket.settings)
        found = found_tickets(self.unticket, named_in(given), selection.period, team=selection.team)
        return selection.narrowed(keys=found).frame(table).collect()["key"].to_list()


@pytest.fixture(scope="module")
def week() -> Iterator[Week]:
    """The reference week."""
    yield from _made(reference_week())


@pytest.fixture(scope="module")
def large() -> Iterator[Week]:
    """The same week, each ticket of it written many times over."""
    yield from _made(_many())


def _made(state: DeskState) -> Iterator[Week]:
    with demo_house(state) as settings, app.opened(settings) as unticket:
        unticket.sync()
        yield Week(unticket, unticket.weekly(REFERENCE_WEEK))


def _many() -> DeskState:
    state = reference_week()
    text = resources.files("unticket.demo").joinpath("reference_week.json").read_text("utf-8")
    rows: list[dict[str, Any]] = json.loads(text)["helpdesk.ticket"]
    for copy in range(1, COPIES):
        changes = [{"id": row["id"] + 1000 * copy, "number": f"HT{row['id'] + 1000 * copy}"} for row in rows]
        state.load_rows("helpdesk.ticket", [row | change for row, change in zip(rows, changes, strict=True)])
    return state


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_count_in_a_table_and_every_key_figure_has_a_link(week: Week, language: str) -> None:
    page = week.page(language)
    viewed = Viewer(week.report, language).page()
    for section, shown in zip(page.css("section.report"), viewed.sections, strict=True):
        names = [column.name for column in shown.columns]
        for row in section.css("tbody tr, tfoot tr:first-child"):
            for name, cell in zip(names, row.css("td"), strict=True):
                if name in COUNTS and NUMBER.fullmatch(cell.text().strip()):
                    assert cell.css_first("a") is not None, (shown.title, row.text(), name)
    for figure in page.css(".figures > div"):
        value = figure.css_first(".value")
        assert value.css_first("a") is not None or not NUMBER.search(value.text()), figure.text()


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_link_leads_to_a_list_of_as_many_tickets_as_it_says(week: Week, language: str) -> None:
    page = week.page(language)
    ids = {node.attributes["id"]: node for node in page.css("[id]")}
    followed = 0
    for link in page.css("a[href^='#of-']"):
        target = ids[(link.attributes["href"] or "").removeprefix("#")]
        listed = target.css("ul.references li") or target.css("li")
        number = link.text().strip()
        if number.isdigit() and "resolve" not in str(link.attributes["href"]):
            assert len(listed) >= 1
            same = re.fullmatch(
                r"of-.*-(\d+|total)(-(open|closed|reopened|resolved|backlog_size|prevented))?", target.attributes["id"] or ""
            )
            if same:
                assert len(listed) == int(number), (number, target.text())
        for one in listed:
            desk = one.css_first("a[rel=noreferrer]")
            assert desk is not None, "and each of them to the desk"
            own = one.css_first("a[href^='#t-']")
            assert own is None or (own.attributes["href"] or "").removeprefix("#") in ids
        followed += 1
    assert followed > 50


def test_every_command_behind_the_report_gives_exactly_the_tickets_that_the_report_lists(week: Week) -> None:
    viewed = Viewer(week.report, "en").page()
    every = [*viewed.headline_evidence, *(each for section in viewed.sections for each in section.evidence)]
    asked: dict[str, list[str]] = {}
    without = [each.title for each in every if not each.command]
    for each in every:
        if each.command:
            command = each.command
            asked.setdefault(command, week.keys(command))
            assert sorted(asked[command]) == sorted(reference.key for reference in each.references), command
            assert each.total == len(asked[command])
    assert {word for command in asked for word in shlex.split(command) if word.startswith("--")} >= {
        "--issue", "--incident", "--action", "--plan", "--risk", "--spike", "--part", "--counted"
    }  # fmt: skip
    assert all("HT" in title or "“" in title for title in without), without  # sentences that name their tickets themselves


def test_above_what_a_page_lists_each_number_shows_the_command_that_lists_all(large: Week) -> None:
    page = large.page()
    viewed = Viewer(large.report, "en").page()
    longer = [each for section in viewed.sections for each in section.evidence if each.total > LISTED_AT_MOST]
    shown = {text.text().partition("unticket export ")[2] for text in page.css(".proof-of p.small")}
    kinds = set()
    for each in longer:
        assert len(each.references) == LISTED_AT_MOST
        assert each.command in shown, each.title
        kinds |= {word for word in shlex.split(each.command) if word.startswith("--")}
    assert kinds >= {"--issue", "--action", "--plan", "--risk"}
    for command in sorted({each.command for each in longer}, key=len)[:40:3]:
        assert len(large.keys(command)) == int(command.rpartition(" ")[2]), command


def test_a_command_of_a_kept_report_tells_where_the_desk_has_changed_since(
    unticket: Any, desk_env: dict[str, str], tmp_path: Path
) -> None:
    assert unticket("weekly", "--week", "2026-W08", "--form", "json", "--out", "out", env=desk_env).number == 0
    (row, *_) = json.loads((tmp_path / "out" / "weekly-2026-W08.json").read_text("utf-8"))["recurring"]["rows"]
    asked = shlex.split(row["tickets"]["command"])
    told = unticket("export", *asked, "--counted", "3", "--json", env=desk_env).json
    assert (told["tickets"], told["changed_since"]) == (3, False)
    done = unticket("export", *asked, "--counted", "5", env=desk_env)
    assert done.number == 0
    assert "counted 5" in done.out
    assert "changed since" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--issue", "P99"), "no issue"),
        (("--issue", "P1", "--action", "A1"), "two kinds"),
        (("--risk", "none"), "no risk"),
        (("--part", "stating"), "no part"),
        (("--action", "A1", "--part", "prevented"), "Known: evidence"),
        (("--runbook", "login"), "period"),
    ],
)
def test_what_is_not_there_is_told_with_the_next_move(
    desk_env: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """In this process: a command is many seconds of imports on a slow machine."""
    from unticket.doors.cli.context import Context
    from unticket.model.errors import UserError

    monkeypatch.chdir(tmp_path)
    for name, value in desk_env.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(export, arguments, obj=Context())
    assert isinstance(done.exception, UserError)
    assert said in f"{done.exception.what} {done.exception.hint}"
