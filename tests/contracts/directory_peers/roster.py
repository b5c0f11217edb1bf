"""A roster file for the contract of directories, as CSV and as XLSX."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from unticket.connectors.connector import Surroundings
from unticket.connectors.roster_file import CONNECTORS

KINDS = ("roster as csv", "roster as xlsx")


@dataclass
class RosterPeer:
    directory: Any
    lost: Any
    file: Path
    rows: list[list[str]] = field(default_factory=list)
    version: int = 0
    secret = ""
    knows_leavers = True

    def write(self) -> None:
        if self.file.suffix == ".xlsx":
            stream = io.BytesIO()
            with xlsxwriter.Workbook(stream) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate(self.rows):
                    sheet.write_row(number, 0, row)
            self.file.write_bytes(stream.getvalue())
        else:
            self.file.write_text("".join(",".join(row) + "\n" for row in self.rows), "utf-8")
        # A time of its own for each version: a file system's clock may be too coarse for two in one test.
        self.version += 1
        moment = (datetime.now(UTC) - timedelta(hours=1)).timestamp() + self.version
        os.utime(self.file, (moment, moment))

    def dismiss(self, email: str) -> None:
        for row in self.rows:
            if row[2].lower() == email:
                row[3] = "Resigned"
        self.write()

    def fail(self) -> None:
        self.file.unlink()


@contextmanager
def peer(kind: str, folder: Path) -> Iterator[RosterPeer]:
    name = f"staff.{kind.rpartition(' ')[2]}"
    leaves = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    (connector,) = (found for found in CONNECTORS if found.role == "hr")
    around = Surroundings(timezone="Asia/Ho_Chi_Minh", folder=str(folder), cache=str(folder / "cache"))
    opened = RosterPeer(
        directory=connector.open(connector.settings(path=name), around),
        lost=connector.open(connector.settings(path="nowhere.csv"), around),
        file=folder / name,
        rows=[
            ["Staff ID", "Name", "Email", "Status", "Last day"],
            ["S-1", "An Tran", "An.Tran@School.Example", "Active", ""],
            ["S-2", "Binh Le", "binh.le@school.example", "Resigned", ""],
            ["S-3", "Minh Nguyen", "minh.nguyen@school.example", "Active", leaves],
            ["S-4", "Hai Do", "twins@school.example", "Active", ""],
            ["S-5", "Ha Do", "twins@school.example", "Left", ""],
        ],
    )
    opened.write()
    yield opened
