"""Exported tickets are all of them, readable by people and programs, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import resource
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from unticket.history.ports import Desk
from unticket.history.ticket_table import SCHEMA, TicketTable
from unticket.model.errors import ConfigurationError, StorageError, UserError
from unticket.model.ticket import Agent, Stage, Tag, Team, Vocabulary
from unticket.rendering.export import COLUMNS, write_tickets
from unticket.rendering.forms import EXPORT_FORMS

OPENED = datetime(2026, 2, 17, 23, 40, tzinfo=UTC)
ZONE = "Asia/Ho_Chi_Minh"


def ticket(number: int, **changes: Any) -> dict[str, Any]:
    known = {
        "key": f"odoo:{number}",
        "reference": f"HT{number:05}",
        "subject": "Không đăng nhập được",
        "stage": "4",
        "closed": True,
        "team": "1",
        "assignee": "2",
        "tags": ["1", "2"],
        "requester_name": "Cora",
        "opened_at": OPENED,
        "assigned_at": OPENED + timedelta(minutes=1),
        "first_response_at": OPENED + timedelta(minutes=2),
        "closed_at": OPENED + timedelta(minutes=30),
        "changed_at": OPENED,
        "reopened": False,
        "archived": False,
    }
    return known | changes


def table(*tickets: dict[str, Any]) -> TicketTable:
    return TicketTable(
        tickets=pl.DataFrame(list(tickets), schema=SCHEMA).lazy(),
        vocabulary=Vocabulary(
            stages={"4": Stage(id="4", name="Done", closed=True)},
            teams={"1": Team(id="1", name="Service desk")},
            agents={"2": Agent(id="2", name="Nguyễn Thị Ánh")},
            tags={"1": Tag(id="1", name="LMS"), "2": Tag(id="2", name="login")},
        ),
        desk=Desk(kind="odoo", name="Odoo", url=""),
        synced_at=None,
    )


def exported(found: TicketTable, form: str, folder: Path, language: str = "en", timezone: str = ZONE) -> Path:
    file = folder / f"tickets.{form}"
    count = write_tickets(found.tickets, found, form, file, timezone=timezone, language=language)
    assert count == found.tickets.collect().height
    return file


def rows_of_csv(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def test_csv_opens_in_a_spreadsheet_with_its_letters_and_local_times(tmp_path: Path) -> None:
    file = exported(table(ticket(1)), "csv", tmp_path)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    heads, row = rows_of_csv(file)
    assert heads[8] == "Opened (Asia/Ho_Chi_Minh)"
    assert heads[-1] == "Time to resolve (min)"
    assert row[:8] == [
        *("HT00001", "odoo:1", "Không đăng nhập được", "Done", "Service desk", "Nguyễn Thị Ánh", "LMS, login", "Cora"),
    ]
    assert row[8:] == [
        *("2026-02-18 06:40:00", "2026-02-18 06:41:00", "2026-02-18 06:42:00", "2026-02-18 07:10:00", "30.0"),
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_begins_as_a_formula_does(tmp_path: Path, sign: str) -> None:
    live = f"{sign}HYPERLINK(1)"
    rows = rows_of_csv(exported(table(ticket(1, subject=live, requester_name=live, reference=live)), "csv", tmp_path))
    assert [rows[1][place] for place in (0, 2, 7)] == [f"'{live}"] * 3


def test_a_formula_in_a_subject_is_text_in_xlsx(tmp_path: Path) -> None:
    found = table(ticket(1, subject="=1+1"), ticket(2, subject="https://evil.example"), ticket(3, subject="007"))
    sheet = openpyxl.load_workbook(exported(found, "xlsx", tmp_path)).active
    assert sheet is not None
    cells = [sheet.cell(row=row, column=3) for row in (2, 3, 4)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        ("=1+1", "s", None),
        ("https://evil.example", "s", None),
        ("007", "s", None),
    ]


def test_xlsx_holds_real_local_times_and_lengths(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(exported(table(ticket(1), ticket(2, closed_at=None)), "xlsx", tmp_path, "vi")).active
    assert sheet is not None
    assert sheet["I1"].value == "Ngày tạo (Asia/Ho_Chi_Minh)"
    assert sheet["I2"].value == datetime(2026, 2, 18, 6, 40)
    assert sheet["I2"].number_format == "dd/mm/yyyy hh:mm"
    assert sheet["M2"].value == timedelta(minutes=30)
    assert sheet["L3"].value is None
    assert sheet.auto_filter.ref == "A1:M3"
    assert sheet.freeze_panes == "B2"


def test_json_is_an_array_with_offsets_and_seconds(tmp_path: Path) -> None:
    first, second = json.loads(exported(table(ticket(1), ticket(2, team=None, tags=[])), "json", tmp_path).read_bytes())
    assert tuple(first) == COLUMNS
    assert first["opened"] == "2026-02-18T06:40:00+07:00"
    assert first["time_to_resolve"] == 1800
    assert first["tags"] == ["LMS", "login"]
    assert (second["team"], second["tags"]) == (None, [])


def test_parquet_keeps_types(tmp_path: Path) -> None:
    frame = pl.read_parquet(exported(table(ticket(1)), "parquet", tmp_path))
    assert tuple(frame.columns) == COLUMNS
    assert frame.schema["opened"] == pl.Datetime("us", ZONE)
    assert frame.schema["tags"] == pl.List(pl.String)
    assert frame["time_to_resolve"][0] == timedelta(minutes=30)


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_no_tickets_is_an_empty_file_with_its_columns(tmp_path: Path, form: str) -> None:
    assert exported(table(), form, tmp_path).stat().st_size > 0


def test_more_tickets_than_a_batch_all_arrive_in_order(tmp_path: Path) -> None:
    many = table(*(ticket(number) for number in range(25_000)))
    keys = [row["key"] for row in json.loads(exported(many, "json", tmp_path).read_bytes())]
    assert keys == [f"odoo:{number}" for number in range(25_000)]
    assert len(rows_of_csv(exported(many, "csv", tmp_path))) == 25_001


def test_a_word_that_the_desk_no_longer_knows_keeps_its_id(tmp_path: Path) -> None:
    row = json.loads(exported(table(ticket(1, assignee="77", tags=["1", "88"])), "json", tmp_path).read_bytes())[0]
    assert (row["assignee"], row["tags"]) == ("77", ["LMS", "88"])


def test_the_requester_is_named_as_well_as_the_desk_can(tmp_path: Path) -> None:
    found = table(
        ticket(1, requester_name="", requester_email="cora@school.example"),
        ticket(2, requester_name=None, requester_email=None, requester="17"),
    )
    rows = json.loads(exported(found, "json", tmp_path).read_bytes())
    assert [row["requester"] for row in rows] == ["cora@school.example", "17"]


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_a_place_that_cannot_be_written_is_told_and_left_alone(tmp_path: Path, form: str) -> None:
    (tmp_path / "taken").write_text("mine")
    found = table(ticket(1))
    with pytest.raises(StorageError):
        write_tickets(found.tickets, found, form, tmp_path / "taken" / "x", timezone=ZONE, language="en")
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(("form", "tickets"), [("csv", 100), ("json", 100), ("parquet", 100), ("xlsx", 1)])
def test_a_full_disk_is_told_with_its_reason_and_leaves_nothing(tmp_path: Path, form: str, tickets: int) -> None:
    """The system's own limit on a file's size stands in for a full disk: the write stops in the middle."""
    found = table(*(ticket(number) for number in range(tickets)))
    unlimited, at_signal = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, unlimited[1]))
    try:
        with pytest.raises(StorageError, match="File too large") as told:
            write_tickets(found.tickets, found, form, tmp_path / "x", timezone=ZONE, language="en")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        signal.signal(signal.SIGXFSZ, at_signal)
    assert told.value.hint.startswith("Free some space")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_form_or_zone_is_told_before_anything_is_written(tmp_path: Path) -> None:
    found = table(ticket(1))
    with pytest.raises(UserError, match="docx"):
        write_tickets(found.tickets, found, "docx", tmp_path / "x", timezone=ZONE, language="en")
    with pytest.raises(ConfigurationError, match="Atlantis"):
        write_tickets(found.tickets, found, "csv", tmp_path / "x", timezone="Atlantis", language="en")
    assert list(tmp_path.iterdir()) == []
