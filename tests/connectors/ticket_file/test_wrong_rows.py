"""A wrong row is put aside with its number and its reason; every other row is kept, and nothing is guessed."""

from __future__ import annotations

import csv
from datetime import datetime

import pytest
from structlog.testing import capture_logs

from unticket.model.errors import ConnectorError, UnexpectedPayload
from unticket.model.finding import Level

SOUND = "HT09999"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        pytest.param({"opened": "18.02.2026"}, "Created on: '18.02.2026' is not a date", id="a date in another form"),
        pytest.param({"opened": "2026-02-30 08:00:00"}, "is not a date", id="a day that does not exist"),
        pytest.param({"opened": "0001-01-01 00:00:00"}, "beyond any calendar", id="a day before all calendars"),
        pytest.param({"opened": ""}, "no 'Created on'", id="no time of opening"),
        pytest.param({"closed": "2026-02-18 08:39:59"}, "closed before it was opened", id="closed before opened"),
        pytest.param({"number": ""}, "no ticket number", id="no number"),
        pytest.param({"number": "/"}, "no ticket number", id="Odoo's mark for a number not yet given"),
        pytest.param({"stage": " "}, "no 'Stage'", id="no stage"),
        pytest.param({"title": "cut\0short"}, "NUL", id="a NUL character"),
    ],
)
def test_a_wrong_cell_puts_its_row_aside(desk, write_csv, row, cells, reason):
    """The list of rejects holds the file, the row, the reason and the cells as they stood."""
    number = cells.pop("number", "HT1")
    opened = desk(write_csv(row(SOUND), row(number, **cells), row("HT3")))
    assert opened.numbers == [SOUND, "HT3"]
    ((file, at, line, why, *kept),) = opened.rejected
    assert (file, at, line) == ("tickets.csv", "3", "3")
    assert reason in why
    assert kept == [str(cell) for cell in row(number, **cells)]
    said = opened.said["rows_put_aside"]
    assert said.level is Level.WARNING
    assert said.what.startswith("1 of 3 rows put aside: row 3: ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("HT2,Slow,Done,Ada,LMS,2026-02-18 08:00:00,,extra,more", "9 cells under 7 headings"),
        ("HT2,Slow,Done,Ada", "only 4 cells under 7 headings"),
        ('HT2,"Slow"er,Done,Ada,LMS,2026-02-18 08:00:00,', "quotation marks do not match"),
    ],
)
def test_a_row_of_another_shape_is_put_aside(desk, write_csv, row, text, reason):
    """Too many cells, too few, or quotation marks that do not match: the rows around it are read as ever."""
    file = write_csv(row("HT1"))
    with file.open("a", newline="") as stream:
        stream.write(text + "\r\n")
        csv.writer(stream).writerow(row("HT3"))
    opened = desk(file)
    assert opened.numbers == ["HT1", "HT3"]
    assert reason in opened.rejected[0][3]


def test_a_row_is_named_as_a_spreadsheet_and_as_an_editor_counts(desk, write_csv, row):
    """A text of several lines shifts lines against rows; both are told."""
    opened = desk(write_csv(row("HT1", title="one\ntwo\nthree"), row("HT2", opened="?")))
    assert opened.rejected[0][1:3] == ["3", "5"]
    assert "row 3 (line 5)" in opened.said["rows_put_aside"].what


def test_an_identical_row_is_one_ticket_and_said(desk, write_csv, row):
    opened = desk(write_csv(row("HT1"), row("HT2"), row("HT1")))
    assert opened.numbers == ["HT1", "HT2"]
    assert opened.source.count() == 2
    assert opened.said["rows_repeated"].what.startswith("1 row the same")
    assert opened.rejected == []


def test_two_rows_that_contradict_each_other_are_both_put_aside(desk, write_csv, row):
    """Nothing tells which is right. The ticket exists all the same: the copy keeps what it last knew of it."""
    opened = desk(write_csv(row("HT1"), row("HT2"), row("HT1", stage="New", closed="")))
    assert opened.numbers == ["HT2"]
    assert [at for _, at, *_ in opened.rejected] == ["2", "4"]
    assert "'HT1'" in opened.rejected[0][3]
    assert set(opened.source.ticket_keys()) == {"file:HT1", "file:HT2"}


def test_the_ticket_of_a_wrong_row_is_not_taken_for_deleted(desk, write_csv, row):
    opened = desk(write_csv(row("HT1"), row("HT2", opened="yesterday")))
    assert set(opened.source.ticket_keys()) == {"file:HT1", "file:HT2"}
    assert opened.source.count() == 1


def test_further_tags_follow_their_ticket_into_the_rejects(desk, write_csv, row):
    """The extra rows that Odoo adds for further tags go where their ticket goes."""
    extra = ["", "", "", "", "exam", "", ""]
    opened = desk(write_csv(row("HT1", opened="?"), extra, row("HT2"), extra))
    assert [{tag.name for tag in ticket.tags} for ticket in opened.tickets] == [{"LMS", "video", "exam"}]
    assert [(at, why) for _, at, _, why, *_ in opened.rejected][1] == ("3", "belongs to row 2")


def test_further_tags_without_a_ticket_are_put_aside(desk, write_csv, row):
    opened = desk(write_csv(["", "", "", "", "exam", "", ""], row("HT2")))
    assert opened.numbers == ["HT2"]
    assert "no ticket above" in opened.rejected[0][3]


def test_no_spreadsheet_runs_what_the_rejects_hold(desk, write_csv, row):
    """A rejected cell that begins like a formula is disarmed."""
    opened = desk(write_csv(row("HT1"), row("HT2", title='=cmd|"/c calc"!A1', opened="?"), row("@SUM(A1)", opened="")))
    assert opened.rejected[0][5] == '\'=cmd|"/c calc"!A1'
    assert opened.rejected[1][4] == "'@SUM(A1)"


def test_where_no_row_can_be_read_nothing_is_taken_for_deleted(desk, write_csv, row):
    """A wrong date format must not look like an empty desk."""
    opened = desk(write_csv(row("HT1", opened="18/02/2026"), row("HT2", opened="19/02/2026")))
    with pytest.raises(UnexpectedPayload, match="None of the 2 rows can be read") as error:
        opened.source.ticket_keys()
    assert "date_format" in error.value.what
    assert len(opened.rejected) == 2
    assert opened.said["unexpected_payload"].level is Level.FAULT


def test_a_sync_says_once_that_rows_were_put_aside(desk, write_csv, row):
    """Who never runs `check` hears of it in the log."""
    opened = desk(write_csv(row("HT1"), row("HT2", opened="?")))
    with capture_logs() as said:
        assert opened.tickets == opened.tickets
    (line,) = said
    assert line["event"].startswith("1 of 2 rows put aside in ")
    assert line["first"].startswith("row 3: ")


def test_mended_rows_leave_no_old_rejects_behind(desk, write_csv, row):
    opened = desk(write_csv(row("HT1"), row("HT2", opened="?")))
    assert opened.numbers == ["HT1"]
    assert opened.rejected
    write_csv(row("HT1"), row("HT2"))
    assert opened.numbers == ["HT1", "HT2"]
    assert opened.rejected == []


def test_a_file_that_is_no_list_of_rejects_is_never_overwritten(desk, write_csv, row, tmp_path):
    mine = tmp_path / "rejected-rows.csv"
    mine.write_text("my own notes")
    with pytest.raises(ConnectorError, match="left alone"):
        desk(write_csv(row("HT1"), row("HT2", opened="?")), rejects=mine).source.count()
    assert mine.read_text() == "my own notes"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["rejected-rows.csv", "tickets.csv"]


def test_the_export_cannot_be_its_own_list_of_rejects(desk, write_csv, row):
    file = write_csv(row("HT1", opened="?"))
    before = file.read_bytes()
    with pytest.raises(ConnectorError, match="is the export itself"):
        desk(file, rejects=file).source.count()
    assert file.read_bytes() == before


def test_rows_that_cannot_be_put_aside_stop_the_reading(desk, write_csv, row, tmp_path):
    """Better no ticket than a row lost in silence."""
    (tmp_path / "taken").write_text("a file where a folder is needed")
    with pytest.raises(ConnectorError, match="cannot be put aside"):
        desk(write_csv(row("HT1"), row("HT2", opened="?")), rejects=tmp_path / "taken" / "rejects.csv").source.count()


def test_a_workbook_reports_its_rows_too(desk, write_xlsx, row):
    """In an XLSX a number is no date, however much Excel would like it to be."""
    when = datetime(2026, 2, 18, 8, 40)
    opened = desk(write_xlsx(row("HT1", opened=when, closed=when), row("HT2", opened=46071.5, closed="")))
    assert opened.numbers == ["HT1"]
    assert "format that column as date" in opened.rejected[0][3]


def test_an_unknown_priority_is_left_out_and_said(desk, write_csv, row):
    """The ticket stays; the settings can say what the word means."""
    headings = ("Ticket number", "Title", "Stage", "Assigned user", "Tags", "Created on", "Closed Date", "Priority")
    file = write_csv([*row("HT1"), "P1"], [*row("HT2"), "High"], headings=headings)
    opened = desk(file)
    assert [ticket.priority for ticket in opened.tickets] == [None, 2]
    assert 'priorities."P1"' in opened.said["priority_unknown"].hint
    assert [ticket.priority for ticket in desk(file, priorities={"P1": 3}).tickets] == [3, 2]


def test_a_ticket_of_the_future_is_kept_and_said(desk, write_csv, row):
    opened = desk(write_csv(row("HT1", opened="2126-02-18 08:40:00", closed="")))
    assert opened.numbers == ["HT1"]
    assert opened.said["opened_in_future"].level is Level.WARNING
