"""The PDF says what the report says, in pages that can be archived and read aloud."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from unticket.rendering.pdf import render_pdf
from unticket.rendering.texts import Texts
from unticket.reports.report import Report, WeeklyReport

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed (poppler-utils)")


def read(content: bytes, folder: Path, tool: str = "pdftotext", *options: str) -> str:
    file = folder / "report.pdf"
    file.write_bytes(content)
    command = [tool, *options, str(file), *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _joined(text: str) -> str:
    return re.sub(r"\s+", "", text)


@needs_poppler
@pytest.mark.parametrize(("language", "title"), [("en", "Weekly report"), ("vi", "Báo cáo tuần")])
def test_it_says_what_the_report_says(weekly: WeeklyReport, tmp_path: Path, language: str, title: str) -> None:
    text = read(render_pdf(weekly, language=language, organisation="Trường Ánh Dương"), tmp_path)
    for said in (title, "Trường Ánh Dương", "Nguyễn Thị Ánh", "HT20292", "Asia/Ho_Chi_Minh", "lesson-3"):
        assert said in text


@needs_poppler
def test_its_pages_are_a4_numbered_and_titled(weekly: WeeklyReport, tmp_path: Path) -> None:
    content = render_pdf(weekly, language="en", organisation="Trường Ánh Dương")
    told = read(content, tmp_path, "pdfinfo")
    assert "Title:           Weekly report · Week 8, 2026 · 16 – 22 February 2026 · Trường Ánh Dương" in told
    assert "(A4)" in told
    pages = int(re.findall(r"Pages: +(\d+)", told)[0])
    text = read(content, tmp_path)
    assert [f"Page {n} of {pages}" in text for n in range(1, pages + 1)] == [True] * pages


def test_it_is_for_archives_and_screen_readers(weekly: WeeklyReport) -> None:
    content = render_pdf(weekly, language="vi")
    assert b"<pdfaid:part>2</pdfaid:part>" in content
    assert b"<pdfuaid:part>1</pdfuaid:part>" in content


def test_the_same_report_is_the_same_file(weekly: WeeklyReport) -> None:
    assert render_pdf(weekly, language="en") == render_pdf(weekly, language="en")


@needs_poppler
@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_insight_that_was_found_is_told(counted: WeeklyReport, tmp_path: Path, language: str) -> None:
    text = _joined(read(render_pdf(counted, language=language), tmp_path, "pdftotext", "-raw"))
    told = [Texts(language, counted.period.timezone).insight(insight) for insight in counted.headline]
    assert len(told) > 3
    assert [sentence for sentence in told if _joined(sentence) not in text] == []


@needs_poppler
@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_report_stands_alone(single: Report, tmp_path: Path, language: str) -> None:
    assert "20293" in read(render_pdf(single, language=language), tmp_path)


@needs_poppler
def test_a_link_goes_to_the_desk_and_nowhere_else(hostile: WeeklyReport, weekly: WeeklyReport, tmp_path: Path) -> None:
    addresses = read(render_pdf(weekly, language="en"), tmp_path, "pdfinfo", "-url")
    assert "https://desk.example/t/20289" in addresses
    addresses = read(render_pdf(hostile, language="en"), tmp_path, "pdfinfo", "-url")
    assert not re.search(r"javascript|data:|file:|evil", addresses)


@needs_poppler
def test_hostile_words_are_only_words(hostile: WeeklyReport, tmp_path: Path) -> None:
    text = read(render_pdf(hostile, language="en"), tmp_path, "pdftotext", "-raw")
    joined = _joined(text)
    assert '#read("/etc/passwd")$x$@ref<label>' in joined
    assert "root:" not in joined
    assert "<script>alert(1)</script>" in joined


@needs_poppler
def test_a_week_without_tickets_says_so(empty: WeeklyReport, tmp_path: Path) -> None:
    assert "No tickets were opened in this period." in read(render_pdf(empty, language="en"), tmp_path)


@needs_poppler
def test_of_many_tickets_the_first_are_listed_with_the_command_for_all(huge: WeeklyReport, tmp_path: Path) -> None:
    text = _joined(read(render_pdf(huge, language="en"), tmp_path, "pdftotext", "-raw"))
    assert _joined("The first 32 of 10,000. All of them: unticket export --week 2026-W08 --tag 0") in text
