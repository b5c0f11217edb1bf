"""The workbook holds real values that a spreadsheet can sort, filter and draw, and no live formula."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from unticket.rendering.spreadsheet import TEXT_AT_MOST, cell_text
from unticket.rendering.xlsx import render_xlsx
from unticket.reports.report import Report, Row, WeeklyReport


def opened(report: Report | WeeklyReport, language: str = "en") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(render_xlsx(report, language=language, organisation="Trường Ánh Dương")))


def test_each_report_has_a_sheet_and_so_have_tickets_evidence_and_data(weekly: WeeklyReport) -> None:
    assert opened(weekly).sheetnames == [
        *("Summary", "Daily", "Team", "Category", "Trends", "Tickets", "Behind the figures", "Data"),
    ]


def test_a_single_report_has_its_sheet_evidence_and_data(single: Report) -> None:
    assert len(opened(single, "vi").sheetnames) == 3


def test_rows_are_filtered_frozen_and_drawn(weekly: WeeklyReport) -> None:
    for name in ("Daily", "Team", "Category", "Trends"):
        sheet = opened(weekly)[name]
        assert sheet.freeze_panes == "B5"
        assert (
            sheet.auto_filter.ref == f"A4:D{4 + len(weekly.reports[('Daily', 'Team', 'Category', 'Trends').index(name)].rows)}"
        )
        assert len(sheet._charts) == 1  # type: ignore[attr-defined]


def test_counts_shares_and_lengths_are_numbers(weekly: WeeklyReport) -> None:
    sheet = opened(weekly)["Category"]
    assert [sheet.cell(row=5, column=column).value for column in (1, 2, 3)] == ["LMS", 7, 0.875]
    assert sheet["D5"].value == timedelta(minutes=30)
    assert [sheet.cell(row=5, column=column).number_format for column in (2, 3, 4)] == ["#,##0", "0.0%", "[h]:mm"]


def test_days_and_times_are_dates_in_the_desks_zone(weekly: WeeklyReport) -> None:
    book = opened(weekly, "vi")
    assert book["Xu hướng"]["A7"].value == datetime(2026, 2, 18)
    assert book["Phiếu"]["G5"].value == datetime(2026, 2, 18, 8, 40)
    assert book["Phiếu"]["G5"].number_format == "dd/mm/yyyy hh:mm"
    assert book["Phiếu"]["I5"].value == timedelta(minutes=30)


def test_the_tickets_behind_each_figure_can_be_filtered(weekly: WeeklyReport) -> None:
    sheet = opened(weekly)["Behind the figures"]
    lines = [tuple(cell.value for cell in line) for line in sheet.iter_rows(min_row=5)]
    assert [line[3] for line in lines if line[:2] == ("Category analysis", "outage")] == ["HT20290", "HT20293"]


def test_no_text_becomes_a_formula_or_a_link(hostile: WeeklyReport) -> None:
    for sheet in opened(hostile):
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f", cell.coordinate
                assert cell.hyperlink is None
    texts = {cell.value for line in opened(hostile)["Tickets"].iter_rows() for cell in line}
    assert '=HYPERLINK("https://evil.example","click")' in texts


def test_what_the_file_format_forbids_does_not_spoil_the_file(hostile: WeeklyReport) -> None:
    texts = [cell.value for cell in opened(hostile)["Tickets"]["B"]]
    assert any(text and "bell" in str(text) for text in texts)


def test_a_cell_is_cut_where_the_format_ends() -> None:
    assert cell_text("x" * 40_000) == "x" * (TEXT_AT_MOST - 1) + "…"
    assert cell_text("half \ud83d") == "half ?"


@pytest.mark.parametrize("value", [float("nan"), None])
def test_what_is_unknown_is_an_empty_cell(weekly: WeeklyReport, value: float | None) -> None:
    row = Row(key="1", label="x", count=1, values={"share": value})
    assert opened(replace(weekly.reports[0], rows=(row,)))["Daily"]["C5"].value is None


def test_what_a_spreadsheet_cannot_hold_as_a_date_is_text(weekly: WeeklyReport) -> None:
    line = replace(
        weekly.tickets[0], opened_at=datetime(1899, 1, 1, tzinfo=UTC), closed_at=None, time_to_resolve=timedelta(minutes=-5)
    )
    sheet = opened(replace(weekly, tickets=(line,)))["Tickets"]
    assert "1899" in str(sheet["G5"].value)
    assert sheet["I5"].value == "−5 min"


def test_ten_thousand_rows_all_stand_in_their_sheet(huge: WeeklyReport) -> None:
    sheet = opened(huge)["Category"]
    assert sheet["A10004"].value == "tag 9999"


def test_a_week_without_tickets_makes_a_workbook(empty: WeeklyReport) -> None:
    assert opened(empty)["Daily"]["A5"].value == "Total"


def test_the_same_report_is_the_same_file(weekly: WeeklyReport) -> None:
    assert render_xlsx(weekly, language="en") == render_xlsx(weekly, language="en")
