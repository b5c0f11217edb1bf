"""A file that is not what it should be gives a clear error, and no ticket is lost by it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest

from unticket.model.errors import ConfigurationError, ConnectorError, UnexpectedPayload, Unreachable
from unticket.model.finding import Level

HEADINGS = ("Ticket number", "Title", "Stage", "Assigned user", "Tags", "Created on", "Closed Date")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is empty", id="nothing"),
        pytest.param(b"\xef\xbb\xbf\r\n", "is empty", id="nothing but a mark"),
        pytest.param(b"%PDF-1.7\n...", "is a PDF", id="a PDF"),
        pytest.param(b"<!DOCTYPE html><html><body>Log in</body></html>", "web page", id="a login page"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "with a password",
            id="encrypted",
        ),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file", id="an old workbook"),
        pytest.param(b"PK\x03\x04 and no more", "damaged or cut-off", id="the start of a ZIP"),
        pytest.param(b'{"jsonrpc": "2.0"}', "JSON", id="JSON"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "picture", id="a picture"),
    ],
)
def test_what_is_no_table_is_named(desk, tmp_path, content, message):
    """Whatever it is called: the content tells."""
    for name in ("tickets.csv", "tickets.xlsx"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnexpectedPayload, match=message) as error:
            desk(name).source.count()
        assert error.value.hint
        (finding,) = desk(name).source.check()
        assert finding.level is Level.FAULT


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_off_workbook_is_refused_whole(desk, write_xlsx, row, share):
    """Half a workbook is no workbook: the missing half must not look deleted."""
    file = write_xlsx(*(row(f"HT{n}") for n in range(200)))
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(UnexpectedPayload, match="damaged or cut-off"):
        desk(file).source.ticket_keys()


def test_a_workbook_with_a_flipped_byte_is_refused(desk, write_xlsx, row):
    """Each part of a workbook carries a checksum."""
    file = write_xlsx(*(row(f"HT{n}") for n in range(50)))
    damaged = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    damaged[place + 200] ^= 0xFF
    file.write_bytes(damaged)
    with pytest.raises(UnexpectedPayload, match="damaged or cut-off"):
        desk(file).source.count()


def test_a_csv_that_ends_inside_a_cell_is_refused_whole(desk, write_csv, row):
    file = write_csv(row("HT1"), row("HT2", title="it was\ncut here"))
    text = file.read_bytes()
    file.write_bytes(text[: text.index(b"cut here")])
    with pytest.raises(UnexpectedPayload, match="ends inside a quoted cell that begins in line 3"):
        desk(file).source.ticket_keys()


def test_other_archives_are_named(desk, tmp_path):
    for name, parts, message in (
        ("sheet.xlsx", {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}, "ODS"),
        ("letter.xlsx", {"word/document.xml": "<a/>"}, "Word"),
        ("any.xlsx", {"a.txt": "a"}, "ZIP archive"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
        with pytest.raises(UnexpectedPayload, match=message):
            desk(name).source.count()


def test_a_workbook_that_unfolds_without_end_is_refused_before_it_does(desk, write_xlsx, row):
    """A small file may hold gigabytes of nothing."""
    file = write_xlsx(row())
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/media/zero", "w", force_zip64=True) as part,
    ):
        for _ in range(600):
            part.write(bytes(1_000_000))
    assert file.stat().st_size < 5_000_000
    with pytest.raises(UnexpectedPayload, match="unfolds to more than 512 MB"):
        desk(file).source.count()


def test_a_stray_cell_at_the_far_end_of_a_sheet_is_refused(desk, write_xlsx, row):
    """One cell at XFD1048576 would make the table 17 billion cells large."""
    file = write_xlsx(row())
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
            new.writestr(part, content)
    file.write_bytes(out.getvalue())
    with pytest.raises(UnexpectedPayload, match="1048576 rows and 16384 columns"):
        desk(file).source.count()


def test_missing_and_unreadable_files_are_said(desk, tmp_path):
    with pytest.raises(Unreachable, match=r"nowhere\.csv cannot be read"):
        desk("nowhere.csv").source.count()
    with pytest.raises(Unreachable, match="holds no CSV or XLSX"):
        desk(".").source.count()
    with pytest.raises(Unreachable, match="holds no CSV or XLSX"):
        desk("exports/*.csv").source.count()
    assert desk("nowhere.csv").said["unreachable"].level is Level.FAULT


def test_long_texts_formulas_and_emoji_are_kept_whole(desk, write_csv, row):
    """Two megabytes in one cell, a formula and an emoji are a mail like any other."""
    long = "Ứng dụng 🐌 " * 200_000
    file = write_csv(row("HT1", title="=1+1"), row("HT2", title="🎓 exam 👩‍🏫"), [*row("HT3")], headings=(*HEADINGS,))
    opened = desk(file)
    assert [ticket.subject for ticket in opened.tickets] == ["=1+1", "🎓 exam 👩‍🏫", "The LMS is slow"]
    file = write_csv([*row("HT1"), long], [*row("HT2"), "short"], headings=(*HEADINGS, "Description"))
    first, second = desk(file).tickets
    assert (first.body, second.body) == (long.strip(), "short")


def test_formulas_in_a_workbook_are_said(desk, write_xlsx, row):
    """Odoo's XLSX export turns a subject "=1+1" into a formula: its text is gone, and the finding says so."""
    when = datetime(2026, 2, 18, 8, 40)
    opened = desk(write_xlsx(row("HT1", title="=1+1", opened=when, closed=when)))
    assert opened.numbers == ["HT1"]
    assert "CSV export keeps it" in opened.said["how_read"].what


def test_an_export_without_tickets_is_a_warning(desk, write_csv):
    opened = desk(write_csv())
    assert (opened.source.count(), opened.tickets) == (0, [])
    assert opened.said["tickets_visible"].level is Level.WARNING


@pytest.mark.parametrize(
    ("headings", "message", "hint"),
    [
        (
            ("Ticket number", "Title", "Status", "Created on"),
            "no column for: stage. It has: 'Ticket number', 'Title', 'Status'",
            'columns.stage = "',
        ),
        (("Ticket number", "Title", "Stage", "Creatd on"), "no column for: opened_at", 'columns.opened_at = "Creatd on"'),
        (
            ("number", "Ticket number", "Title", "Stage", "Created on"),
            "2 columns may be the number",
            'columns.number = "number"',
        ),
        (("Ticket number", "Title", "Stage", "Stage", "Created on"), "'Stage' and 'Stage'", "headings must differ"),
        (("", "", "x"), "no column for: number, subject, stage, opened_at", "columns.number"),
    ],
)
def test_headings_that_do_not_tell_are_named(desk, write_csv, write_xlsx, headings, message, hint):
    """What was found, what is missing, the nearest, and what to write."""
    for file in (write_csv(headings=headings), write_xlsx(headings=headings)):
        with pytest.raises(ConfigurationError) as error:
            desk(file).source.count()
        assert message in error.value.what
        assert hint in error.value.hint
        assert isinstance(error.value, ConnectorError)


def test_any_other_table_is_read_through_a_mapping(desk, write_csv):
    """Headings of another desk, named once in the settings."""
    file = write_csv(
        ("7", "Beamer kaputt", "erledigt", "18.02.2026 08:40", "Technik|Raum 3"),
        headings=("Nr.", "Betreff", "Status", "Eingang", "Schlagworte"),
        delimiter=";",
    )
    columns = {"number": "nr.", "subject": "Betreff", "stage": "Status", "opened_at": "Eingang", "tags": "Schlagworte"}
    opened = desk(file, columns=columns, closed_stages=["Erledigt"], date_format="%d.%m.%Y %H:%M", tag_separator="|")
    (ticket,) = opened.tickets
    assert (ticket.reference, ticket.stage.closed, [tag.name for tag in ticket.tags]) == ("7", True, ["Technik", "Raum 3"])


def test_a_mapping_to_a_missing_heading_names_the_nearest(desk, write_csv, row):
    with pytest.raises(ConfigurationError, match="has no column 'Titel'") as error:
        desk(write_csv(row()), columns={"subject": "Titel"}).source.count()
    assert "'Title'" in error.value.hint


def test_columns_that_are_not_read_are_listed(desk, write_csv, row):
    opened = desk(write_csv([*row(), "secret"], headings=(*HEADINGS, "Internal remarks")))
    assert "'Internal remarks'" in opened.said["columns_unread"].what


def test_the_sheet_is_seen_or_asked_for(desk, write_xlsx, row):
    """A cover sheet is passed over; two sheets of tickets are a question."""
    when = datetime(2026, 2, 18, 8, 40)
    sound = row("HT1", opened=when, closed=when)
    cover = write_xlsx(headings=["Weekly export"], name="cover.xlsx", Tickets=[HEADINGS, sound])
    assert desk(cover).numbers == ["HT1"]
    two = write_xlsx(sound, name="two.xlsx", Second=[HEADINGS, row("HT2", opened=when, closed=when)])
    with pytest.raises(ConfigurationError, match="both hold tickets"):
        desk(two).source.count()
    assert desk(two, sheet="Second").numbers == ["HT2"]
    with pytest.raises(ConfigurationError, match="no sheet 'Third'"):
        desk(two, sheet="Third").source.count()


def test_stages_that_may_mean_closed_are_asked_about(desk, write_csv, row):
    opened = desk(write_csv(row(stage="Xong"), row("HT2", stage="Finalizado")))
    assert {t.stage.name: t.stage.closed for t in opened.tickets} == {"Xong": True, "Finalizado": False}
    assert "'Finalizado'" in opened.said["perhaps_closed"].what
    assert "'Xong'" in opened.said["closed_by_name"].what
    unmet = desk(write_csv(row()), closed_stages=["Don", "Done"]).said["closed_stage_unknown"]
    assert "'Don'" in unmet.what
