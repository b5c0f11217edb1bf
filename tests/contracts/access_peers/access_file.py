"""An exported table for the contract of last uses, as CSV with words and as XLSX with real times."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from unticket.connectors.connector import Surroundings
from unticket.connectors.roster_file import CONNECTORS

KINDS = ("export as csv", "export as xlsx")
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
USED = datetime(2026, 10, 1, 8, 30, tzinfo=UTC)
FORMAT = "%A, %d %B %Y, %I:%M:%S %p"


@dataclass
class FilePeer:
    source: Any
    lost: Any
    file: Path
    rows: list[list[Any]] = field(default_factory=list)
    version: int = 0
    secret = ""
    knows_never = True

    def use(self, email: str, moment: datetime | None) -> None:
        for row in self.rows:
            if row[3].lower() == email:
                row[4] = moment
        self.write()

    def writes(self) -> int:
        return sum(file != self.file for file in self.file.parent.iterdir() if file.name != "cache")

    def fail(self) -> None:
        self.file.unlink()

    def write(self) -> None:
        head = ["Username", "First name", "Last name", "Email address", "Last access", "Suspended"]
        if self.file.suffix == ".xlsx":
            stream = io.BytesIO()
            with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate([head, *self.rows]):
                    cells = [cell.astimezone(ZONE).replace(tzinfo=None) if isinstance(cell, datetime) else cell for cell in row]
                    sheet.write_row(number, 0, ["" if cell is None else cell for cell in cells])
            self.file.write_bytes(stream.getvalue())
        else:
            lines = [";".join(map(_word, row)) for row in [head, *self.rows]]
            self.file.write_text("\n".join(lines) + "\n", "utf-8")
        # A time of its own for each version: a file system's clock may be too coarse for two in one test.
        self.version += 1
        moment = (datetime.now(UTC) - timedelta(hours=1)).timestamp() + self.version
        os.utime(self.file, (moment, moment))


def _word(cell: Any) -> str:
    return "" if cell is None else cell.astimezone(ZONE).strftime(FORMAT) if isinstance(cell, datetime) else str(cell)


@contextmanager
def peer(kind: str, folder: Path) -> Iterator[FilePeer]:
    name = f"accesses.{kind.rpartition(' ')[2]}"
    (connector,) = (found for found in CONNECTORS if found.role == "last_access")
    around = Surroundings(timezone="Asia/Ho_Chi_Minh", folder=str(folder), cache=str(folder / "cache"))
    told = {"administrators": ("admin",), "date_format": FORMAT if name.endswith("csv") else ""}
    opened = FilePeer(
        source=connector.open(connector.settings(path=name, **told), around),
        lost=connector.open(connector.settings(path="nowhere.csv", **told), around),
        file=folder / name,
        rows=[
            ["lan", "Lan", "Tran", "Lan.Tran@School.Example", USED, "No"],
            ["minh", "Minh", "Nguyen", "minh.nguyen@school.example", USED, "Yes"],
            ["new", "New", "Comer", "new.comer@school.example", "Never", "No"],
            ["twin1", "Twin", "One", "twins@school.example", USED, "No"],
            ["twin2", "Twin", "Two", "twins@school.example", USED, "No"],
        ],
    )
    opened.write()
    yield opened
