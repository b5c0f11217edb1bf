"""Markdown keeps its tables and lists whatever a ticket says."""

from __future__ import annotations

import itertools
import re

import pytest

from unticket.rendering.markdown import escaped, render_markdown
from unticket.reports.report import Report, WeeklyReport


def text_of(report: Report | WeeklyReport, language: str = "en") -> str:
    return render_markdown(report, language=language, organisation="Trường Ánh Dương").decode()


def test_the_weekly_report_reads_as_a_page(weekly: WeeklyReport) -> None:
    text = text_of(weekly)
    assert text.startswith("# Weekly report · Trường Ánh Dương\n")
    assert re.search(r"^\| LMS +\| +7 +\| +87\.5 % +\|", text, re.MULTILINE)
    assert "| [HT20292](https://desk.example/t/20292) | Không đăng nhập được, tài khoản bị vô hiệu hoá |" in text
    assert "> One agent all week; Theo was on leave." in text


def test_a_single_report_reads_as_a_page(single: Report) -> None:
    assert text_of(single, "vi").startswith("# ")


def _cells(line: str) -> int:
    return len(re.findall(r"(?<!\\)\|", line))


@pytest.mark.parametrize("kind", ["weekly", "counted", "hostile", "empty"])
def test_every_line_of_a_table_has_as_many_cells_as_its_head(request: pytest.FixtureRequest, kind: str) -> None:
    lines = text_of(request.getfixturevalue(kind)).splitlines()
    for before, line in itertools.pairwise(lines):
        if line.startswith("|") and before.startswith("|"):
            assert _cells(line) == _cells(before), line


def test_no_html_picture_or_foreign_link_comes_through(hostile: WeeklyReport) -> None:
    text = text_of(hostile)
    assert not re.search(r"(?<!\\)<", text)
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\((?!https://desk\.example)", text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    assert "https://evil.example" not in text


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("a | b", r"a \| b"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("[x](y)", r"\[x\](y)"),
        ("# title", r"\# title"),
        ("1. item", r"1\. item"),
        ("- item", r"\- item"),
        ("back\\slash", r"back\\slash"),
        ("two\nlines\r\n", "two lines"),
        ("lesson-3, 37.5 %", "lesson-3, 37.5 %"),
    ],
)
def test_what_markdown_would_read_is_escaped_and_the_rest_is_not(words: str, written: str) -> None:
    assert escaped(words) == written


def test_a_week_without_tickets_says_so(empty: WeeklyReport) -> None:
    assert "No tickets were opened in this period." in text_of(empty)
