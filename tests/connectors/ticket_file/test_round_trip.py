"""Whatever stands in a table comes out as it went in."""

from __future__ import annotations

import csv
import io
import tempfile
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.connectors.connector import Surroundings
from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.connectors.ticket_file.ticket_file import TicketFile

HEADINGS = ("Số phiếu", "Title", "Stage", "Tags", "Assigned to", "Created on", "Closed Date")
ZONE = "Europe/Warsaw"
_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff")
_WORDS = (
    st.text(_LETTERS, max_size=30)
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(lambda text: "_x" not in text)
)
_NAMES = _WORDS.map(lambda text: text.replace(",", "").strip()).filter(lambda text: text and text[:1] not in "'=+-@")
_TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)).map(
    lambda t: t.replace(microsecond=0)
)


@st.composite
def _tables(draw):
    numbers = draw(st.lists(st.from_regex(r"HT[0-9]{1,6}", fullmatch=True), unique=True, min_size=1, max_size=8))
    return [
        (
            number,
            draw(_WORDS).removeprefix("'"),
            draw(_NAMES),
            tuple(dict.fromkeys(draw(st.lists(_NAMES, max_size=3)))),
            draw(_NAMES | st.just("")),
            *sorted(draw(st.tuples(_TIMES, _TIMES))),
        )
        for number in numbers
    ]


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)


def _read(name: str, content: bytes, **chosen):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        source = TicketFile(
            TicketFileSettings(kind="ticket_file", path=name, **chosen), Surroundings(timezone=ZONE, folder=folder)
        )
        tickets = [ticket for page in source.tickets_after("") for ticket in page.tickets]
        source.close()
        return tickets


def _assert_same(table, tickets):
    assert [ticket.reference for ticket in tickets] == [row[0] for row in table]
    for (_, subject, stage, tags, assignee, opened_at, _), ticket in zip(table, tickets, strict=True):
        assert ticket.subject == subject
        assert ticket.stage.name == stage
        assert tuple(tag.name for tag in ticket.tags) == tags
        assert (ticket.assignee.name if ticket.assignee else "") == assignee
        # In the hour that clocks show twice, a local time is one of two instants: the first.
        assert _local(ticket.opened_at) == _local(opened_at)


@settings(max_examples=60, deadline=None)
@given(_tables(), st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.booleans())
def test_a_csv_tells_what_was_written(table, delimiter, encoding, tag_rows):
    """Any text, delimiter and Unicode encoding, tags in one cell or in rows of their own."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADINGS)
    for number, subject, stage, tags, assignee, opened_at, closed_at in table:
        first, more = (tags[:1], tags[1:]) if tag_rows else ((",".join(tags),), ())
        escaped = f"'{subject}" if subject[:1] in ("=", "+", "-", "@") else subject
        writer.writerow([number, escaped, stage, *(first or ("",)), assignee, _local(opened_at), _local(closed_at)])
        writer.writerows(["", "", "", tag, "", "", ""] for tag in more)
    _assert_same(table, _read("t.csv", out.getvalue().encode(encoding), encoding="" if encoding != "utf-8" else "utf-8"))


@settings(max_examples=40, deadline=None)
@given(_tables())
def test_a_workbook_tells_what_was_written(table):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    for number, subject, stage, tags, assignee, opened_at, closed_at in table:
        sheet.append([number, None, stage, ",".join(tags), assignee, _local(opened_at), _local(closed_at)])
        cell = sheet.cell(sheet.max_row, 2, subject)
        cell.data_type = "s"  # a text, also where it begins with =
    out = io.BytesIO()
    book.save(out)
    _assert_same(table, _read("t.xlsx", out.getvalue()))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["t.csv", "t.xlsx"]))
def test_no_bytes_whatever_break_more_than_the_reading(content, name):
    """Any rubbish is a finding of `check`, never a crash."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        source = TicketFile(TicketFileSettings(kind="ticket_file", path=name), Surroundings(timezone=ZONE, folder=folder))
        assert source.check()
