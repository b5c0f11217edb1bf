"""The tickets of a period, counted and measured: for all of them, and for each group of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.report import LISTED_AT_MOST, Row, Tickets, Value
from unticket.reports.selection import Selection, in_backlog_at

NEEDED = (
    "key",
    "reference",
    "stage",
    "closed",
    "team",
    "assignee",
    "tags",
    "opened_at",
    "assigned_at",
    "first_response_at",
    "closed_at",
    "reopened",
    "archived",
)
_RESOLVING = pl.when(pl.col("closed_at") >= pl.col("opened_at")).then(pl.col("closed_at") - pl.col("opened_at"))
_HANDLING = pl.when(pl.col("closed_at") >= pl.col("assigned_at")).then(pl.col("closed_at") - pl.col("assigned_at"))
_RESPONDING = pl.when(pl.col("first_response_at") >= pl.col("opened_at")).then(
    pl.col("first_response_at") - pl.col("opened_at")
)
_MEASURED = (
    pl.len().alias("count"),
    (~pl.col("closed")).sum().alias("open"),
    pl.col("closed").sum().alias("closed"),
    pl.col("reopened").sum().alias("reopened"),
    _RESPONDING.median().alias("first_response_time"),
    _RESOLVING.median().alias("time_to_resolve"),
    _RESOLVING.cast(pl.Int64).quantile(0.9, "linear").cast(pl.Duration("us")).alias("time_to_resolve_p90"),
    _HANDLING.sum().alias("handling_time"),
    _HANDLING.count().alias("handled"),
)
_KEYS = pl.col("key").head(LISTED_AT_MOST).alias("keys")


@dataclass(frozen=True, slots=True)
class Counted:
    """One report's tickets, in memory, and how they are to be counted. Frames have the columns `NEEDED`."""

    table: TicketTable
    selection: Selection
    period: Period
    now: datetime
    tickets: pl.DataFrame  # opened in the period, oldest first
    before: pl.DataFrame  # opened in the period before
    backlog: pl.DataFrame  # in the backlog at the end of the period
    resolved: pl.DataFrame  # closed in the period, whenever opened
    in_copy: int

    @property
    def total(self) -> int:
        return self.tickets.height

    def totals(self) -> Row:
        """Everything that is measured over the whole period."""
        row = self.row("", "", self.selection, _one(self.tickets))
        end = min(self.period.ends_at, self.now)
        age = self.backlog.select((pl.lit(end, dtype=pl.Datetime("us", "UTC")) - pl.col("opened_at")).median()).item()
        values: dict[str, Value] = {
            **row.values,
            "share": 1.0 if row.count else None,
            "change": row.count / self.before.height if self.before.height else None,
            "resolved": self.resolved.height,
            "backlog_size": self.backlog.height,
            "backlog_age": age,
        }
        return Row(key="", label="", count=row.count, values=values, tickets=row.tickets)

    def totals_before(self) -> Row:
        """The same measures of the period before, as far as they can still be known."""
        measured = _one(self.before)
        return self.row("", "", self.selection.narrowed(period=self.period.before), measured)

    def groups(self, column: str, *, order: Mapping[str, int] | None = None) -> Iterator[tuple[str, dict[str, object]]]:
        """Each value of `column` ("" for none) with its measures; by count, or by `order`. A list counts under each entry."""
        tickets, before = (_apart(frame, column) for frame in (self.tickets, self.before))
        measured = tickets.group_by(column, maintain_order=True).agg(*_MEASURED, _KEYS)
        was = dict(before.group_by(column).len().with_columns(pl.col(column).cast(pl.String)).iter_rows())
        rows = measured.with_columns(pl.col(column).cast(pl.String)).to_dicts()
        if order is not None:
            rows.sort(key=lambda row: (order.get(row[column] or "", len(order)), row[column] or ""))
        for row in rows:
            before_count = was.get(row[column], 0)
            row["change"] = row["count"] / before_count if before_count else None
            yield row[column] or "", row

    def row(self, key: str, label: str, selection: Selection, measured: Mapping[str, object]) -> Row:
        """One line of a report from its measures; a measure over nothing is None."""
        count = int(measured["count"])  # type: ignore[call-overload]
        values: dict[str, Value] = {name: measured[name] for name in measured if name not in ("keys", "handled")}  # type: ignore[misc]
        values["share"] = count / self.total if self.total else None
        if not measured["handled"]:
            values["handling_time"] = None
        keys: tuple[str, ...] = tuple(measured["keys"])  # type: ignore[arg-type]
        behind = Tickets(total=count, keys=keys, command=selection.command(self.table.vocabulary))
        return Row(key=key, label=label, count=count, values=values, tickets=behind)


def counted(table: TicketTable, period: Period, *, now: datetime, team: str | None = None) -> Counted:
    """Read once what a report of `period` needs. `team` is an id."""
    selection = Selection(period=period, team=team)
    known = table.tickets.select(NEEDED).filter(Selection(team=team).filter)
    frames = pl.collect_all(
        [
            known.filter(selection.filter),
            known.filter(Selection(period=period.before).filter),
            known.filter(in_backlog_at(period)),
            known.filter(Selection(closed_in=period).filter),
            table.tickets.select(pl.len()),
        ]
    )
    opened, before, backlog, resolved, size = frames
    return Counted(
        table,
        selection,
        period,
        now,
        opened.sort("opened_at", "key"),
        before,
        backlog.sort("opened_at", "key"),
        resolved.sort("opened_at", "key"),
        int(size.item()),
    )


def keys_of(frame: pl.DataFrame) -> tuple[str, ...]:
    """The keys of these tickets, as evidence carries them."""
    return tuple(frame["key"].head(LISTED_AT_MOST))


def longest(values: pl.Series) -> timedelta | None:
    found = values.max()
    return found if isinstance(found, timedelta) else None


def _apart(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    if isinstance(frame.schema[column], pl.List):
        return frame.explode(column, empty_as_null=True, keep_nulls=True)
    return frame


def _one(frame: pl.DataFrame) -> dict[str, object]:
    return frame.select(*_MEASURED, _KEYS.implode()).to_dicts()[0]
