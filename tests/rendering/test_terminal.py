"""The screen shows a report in 80 columns, with and without colour, and obeys no ticket."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.cells import cell_len
from rich.console import Console

from unticket.rendering.terminal import BAR_WIDTH, bar, show
from unticket.reports.measures import measures
from unticket.reports.report import Report, Value, WeeklyReport


def shown(report: Report | WeeklyReport, language: str = "en", width: int = 80, *, colour: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    show(report, console, language=language)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("kind", ["weekly", "counted", "hostile", "empty", "huge"])
def test_no_line_is_wider_than_the_screen(request: pytest.FixtureRequest, kind: str, language: str) -> None:
    for width in (80, 50):
        lines = shown(request.getfixturevalue(kind), language, width).splitlines()
        assert max(map(cell_len, lines)) <= width


def test_the_week_is_told_with_bars_and_counts(weekly: WeeklyReport) -> None:
    text = shown(weekly)
    assert "Weekly report  Week 8, 2026 · 16 – 22 February 2026" in text
    assert re.search(r"LMS +█{14} +7 +87\.5 % +30 min", text)
    assert re.search(r"Thu 19 Feb +█{7} +2 ", text)
    assert "One agent all week; Theo was on leave." in text


def test_a_single_report_stands_alone(single: Report) -> None:
    assert "Total" in shown(single)


def test_vietnamese_reads_as_vietnamese(weekly: WeeklyReport) -> None:
    text = shown(weekly, "vi")
    assert "Tuần 8, 2026 · 16/02/2026 – 22/02/2026" in text
    assert re.search(r"LMS +█{14} +7 +87,5 % +30 phút", text)


def test_no_length_of_time_is_broken_over_two_lines(weekly: WeeklyReport) -> None:
    """Vietnamese says "6 ngày 2 giờ" beside long headings: the headings give way, or the column does."""
    long = timedelta(days=6, hours=2)
    daily, team, *rest = weekly.reports
    values: dict[str, Value] = {"time_to_resolve": long, "handling_time": long}
    rows = tuple(replace(row, label="Cúc Phạm", values={**row.values, **values}) for row in team.rows)
    shows = measures("count", "share", "time_to_resolve", "handling_time")
    text = shown(replace(weekly, reports=(daily, replace(team, measures=shows, rows=rows), *rest)), "vi")
    assert text.count("6 ngày") == text.count("6 ngày 2 giờ") > 0


def test_a_pipe_gets_no_escape_codes(hostile: WeeklyReport) -> None:
    assert "\x1b" not in shown(hostile)


def test_no_ticket_writes_escape_codes_or_markup_to_the_screen(hostile: WeeklyReport) -> None:
    text = shown(hostile, colour=True, width=300)
    assert "\x1b[31m" not in text
    assert "[bold red]no markup[/]" in text
    assert not set(text) & set("\x00\x07\x0b\x7f\u202e")


def test_a_week_without_tickets_says_so(empty: WeeklyReport) -> None:
    assert "Nothing to count in this period." in shown(empty)


@pytest.mark.parametrize(
    ("share", "drawn"),
    [(0, ""), (1, "█" * BAR_WIDTH), (0.5, "█" * 7), (1 / 112, "▏"), (2, "█" * BAR_WIDTH), (-1, "")],
)
def test_a_bar_is_as_long_as_its_share(share: float, drawn: str) -> None:
    assert bar(share).rstrip() == drawn
    assert cell_len(bar(share)) == BAR_WIDTH
