"""What a file is, by its first bytes and not by its name, and the table in it."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from unticket.connectors.ticket_file.faults import WrongMapping
from unticket.connectors.ticket_file.headings import find_columns
from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.connectors.ticket_file.table import Table
from unticket.connectors.ticket_file.text_table import TextTable
from unticket.model.errors import UnexpectedPayload, Unreachable

_AGAIN = "Export the tickets as CSV or XLSX, and check the path."
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"SQLite format 3", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
)


def open_table(file: Path, settings: TicketFileSettings) -> Table:
    """The table in `file`. Raises `Unreachable`, `UnexpectedPayload` or `WrongMapping`; each says the next move."""
    head, tail = _ends(file)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnexpectedPayload(f"{file.name} is empty.", _AGAIN)

    def fits(headings: Sequence[str]) -> bool:
        try:
            find_columns(headings, settings.columns, file.name)
        except WrongMapping:
            return False
        return True

    if head.startswith(b"PK"):
        # Imported here: only desks that use it pay for it.
        from unticket.connectors.ticket_file.workbook import Workbook

        return Workbook(file, sheet=settings.sheet, fits=fits)
    _refuse_foreign(file, head, tail)
    return TextTable(file, encoding=settings.encoding, delimiter=settings.delimiter, fits=fits)


def _ends(file: Path) -> tuple[bytes, bytes]:
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise UnexpectedPayload(f"{file} is no ordinary file.", _AGAIN)
        with file.open("rb") as stream:
            head = stream.read(65536)
            stream.seek(max(0, stream.seek(0, 2) - 65536))
            return head, stream.read(65536)
    except OSError as error:
        raise Unreachable(
            f"{file} cannot be read: {error.strerror or error}.", "Check the path and its permissions."
        ) from error


def _refuse_foreign(file: Path, head: bytes, tail: bytes) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        encrypted = "EncryptedPackage".encode("utf-16-le") in head + tail
        what = "a workbook with a password" if encrypted else "an old Excel file (.xls), or a workbook with a password"
        raise UnexpectedPayload(f"{file.name} is {what}.", "Save it as .xlsx, without a password.")
    for mark, what in _FOREIGN:
        if head.startswith(mark):
            raise UnexpectedPayload(f"{file.name} is {what}, not a table of tickets.", _AGAIN)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table")):
        raise UnexpectedPayload(
            f"{file.name} is a web page, not a table of tickets (a login page that was saved instead?).", _AGAIN
        )
    if start.startswith(b"<?xml"):
        raise UnexpectedPayload(f"{file.name} is an XML file, not a table of tickets.", _AGAIN)
    if start.startswith((b"{", b"[{")):
        raise UnexpectedPayload(f"{file.name} is a JSON file, not a table of tickets.", _AGAIN)
