"""Writes tickets as they are, one a line: CSV and XLSX for people, JSON and Parquet for programs."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import orjson
import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.errors import StorageError, UserError
from unticket.model.period import zone
from unticket.rendering.files import whole
from unticket.rendering.forms import EXPORT_FORMS
from unticket.rendering.texts import Texts

COLUMNS = (
    *("reference", "key", "subject", "stage", "team", "assignee", "tags", "requester"),
    *("opened", "assigned", "first_response", "closed", "time_to_resolve"),
)
_TEXTS, _TIMES = COLUMNS[:8], COLUMNS[8:12]
_BATCH = 10_000  # rows in memory at once
_LIVE = r"^[=+\-@\t\r]"  # what a spreadsheet may take for the start of a formula


def write_tickets(frame: pl.LazyFrame, table: TicketTable, form: str, file: Path, *, timezone: str, language: str) -> int:
    """Write the tickets of `frame` (columns of the ticket table) to `file`, whole or not at all; returns how many.

    Times are local to `timezone`. CSV: UTF-8 with a mark that spreadsheets know it by, lengths in minutes, and an apostrophe
    before what could be run as a formula. XLSX: real dates and lengths. JSON: an array, times as ISO 8601 with their offset,
    lengths in seconds. Parquet: its own types. Never more than some thousand tickets are in memory.
    Raises `StorageError`, and `UserError` for a form that does not exist or that cannot hold so many.
    """
    writers: Mapping[str, Callable[[pl.LazyFrame, Path, Texts], int]] = {
        "csv": _csv,
        "xlsx": _xlsx,
        "json": _json,
        "parquet": _parquet,
    }
    if form not in writers:
        raise UserError(f"Tickets cannot be exported as {form!r}.", f"Choose one of: {', '.join(EXPORT_FORMS)}.")
    zone(timezone)
    named = _named(frame, table, timezone)
    with whole(file) as unfinished:
        try:
            return writers[form](named, unfinished, Texts(language, timezone))
        except (pl.exceptions.PolarsError, OSError) as error:
            if number := _disk_full(error):
                raise OSError(number, os.strerror(number)) from error
            if isinstance(error, OSError):
                raise
            raise StorageError(
                f"{file} could not be written: {error}.", "Try again; unticket sync --full reads all anew."
            ) from error


def _disk_full(error: Exception) -> int | None:
    """The system's number for a disk that takes no more. Polars tells it in words only: "… (os error 28)"."""
    said = re.search(r"\(os error (\d+)\)", str(error))
    number = int(said[1]) if said else None
    return number if number in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else None


def _named(frame: pl.LazyFrame, table: TicketTable, timezone: str) -> pl.LazyFrame:
    """The columns of an export, ids turned into names, times into local ones."""
    words = table.vocabulary
    tags = {key: tag.name for key, tag in words.tags.items()}
    local = {name: pl.col(f"{name}_at").dt.convert_time_zone(timezone) for name in _TIMES}
    spoken = pl.coalesce(_text("requester_name"), _text("requester_email"), _text("requester"))
    return frame.select(
        reference="reference",
        key="key",
        subject="subject",
        stage=_name("stage", {key: stage.name for key, stage in words.stages.items()}),
        team=_name("team", {key: team.name for key, team in words.teams.items()}),
        assignee=_name("assignee", {key: agent.name for key, agent in words.agents.items()}),
        tags=pl.col("tags").cast(pl.List(pl.String)).list.eval(pl.element().replace(tags)),
        requester=spoken,
        **local,
        time_to_resolve=pl.when(pl.col("closed_at") >= pl.col("opened_at")).then(pl.col("closed_at") - pl.col("opened_at")),
    )


def _text(column: str) -> pl.Expr:
    """The column, null where it is empty."""
    text = pl.col(column).cast(pl.String)
    return pl.when(text != "").then(text)


def _name(column: str, names: Mapping[str, str]) -> pl.Expr:
    """The name of each id; an id that the desk no longer knows stays as it is."""
    return pl.col(column).cast(pl.String).replace(dict(names))


def _csv(tickets: pl.LazyFrame, file: Path, texts: Texts) -> int:
    tags = pl.col("tags").list.join(", ")
    written = [
        *(_harmless(tags if name == "tags" else pl.col(name)).alias(name) for name in _TEXTS),
        *(pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S") for name in _TIMES),
        (pl.col("time_to_resolve").dt.total_seconds() / 60).round(2),
    ]
    heads = dict(zip(COLUMNS, _heads(texts, texts("unit.minute", n="").strip()), strict=True))
    with file.open("wb") as out:
        tickets.select(written).rename(heads).sink_csv(out, include_bom=True, line_terminator="\r\n")
    return _rows(tickets)


def _harmless(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.contains(_LIVE)).then(pl.lit("'") + text).otherwise(text)


def _json(tickets: pl.LazyFrame, file: Path, _: Texts) -> int:
    rows = 0
    moments = [pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S%:z") for name in _TIMES]
    plain = tickets.with_columns(*moments, pl.col("time_to_resolve").dt.total_seconds())
    with file.open("wb") as out:
        out.write(b"[")
        for batch in plain.collect_batches(chunk_size=_BATCH, maintain_order=True):
            for ticket in batch.iter_rows(named=True):
                out.write((b",\n" if rows else b"\n") + orjson.dumps(ticket))
                rows += 1
        out.write(b"\n]\n")
    return rows


def _parquet(tickets: pl.LazyFrame, file: Path, _: Texts) -> int:
    with file.open("wb") as out:
        tickets.sink_parquet(out)
    return _rows(tickets)


def _xlsx(tickets: pl.LazyFrame, file: Path, texts: Texts) -> int:
    from unticket.rendering.spreadsheet import ROWS_AT_MOST, Sheets
    from unticket.reports.report import Unit

    total = _rows(tickets)
    if total >= ROWS_AT_MOST:
        raise UserError(f"An XLSX sheet cannot hold {total:,} tickets.", "Export CSV or Parquet, or a shorter period.")
    units = (*(Unit.TEXT for _ in _TEXTS), *(Unit.TIME for _ in _TIMES), Unit.DURATION)
    joined = tickets.with_columns(pl.col("tags").list.join(", "))
    with Sheets.opened(file, texts, made_at=None, title=texts("sheet.tickets"), row_by_row=True) as sheets:
        sheet = sheets.add(texts("sheet.tickets"))
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, 48 if name == "subject" else 18)
        if total:
            sheet.autofilter(0, 0, total, len(COLUMNS) - 1)
        for column, head in enumerate(_heads(texts, "")):
            sheets.head(sheet, 0, column, head)
        place = 0
        for batch in joined.collect_batches(chunk_size=_BATCH, maintain_order=True):
            for ticket in batch.iter_rows():
                place += 1
                for column, (value, unit) in enumerate(zip(ticket, units, strict=True)):
                    sheets.write(sheet, place, column, value, unit)
    return place


def _heads(texts: Texts, length: str) -> list[str]:
    """What the columns are called; times name their zone, lengths their unit."""
    said = {**dict.fromkeys(_TIMES, texts.figures.timezone), "time_to_resolve": length}
    return [texts(f"column.{name}") + (f" ({said[name]})" if said.get(name) else "") for name in COLUMNS]


def _rows(tickets: pl.LazyFrame) -> int:
    return int(tickets.select(pl.len()).collect().item())
