"""The tickets of a period, counted and measured: for all of them, and for each group of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.report import LISTED_AT_MOST, Row, Tickets, Value
from unticket.reports.selection import Selection, day_of, in_backlog_at

_KEPT = ("key", "stage", "closed", "assignee", "tags", "opened_at", "closed_at", "assigned_at", "reopened")
_MEASURED = (
    pl.len().alias("count"),
    (~pl.col("closed")).sum().alias("open"),
    pl.col("closed").sum().alias("closed"),
    pl.col("reopened").sum().alias("reopened"),
    pl.col("responding").median().alias("first_response_time"),
    pl.col("resolving").median().alias("time_to_resolve"),
    pl.col("resolving").quantile(0.9, "linear").alias("time_to_resolve_p90"),
    pl.col("handling").sum().alias("handling_time"),
    pl.col("handling").count().alias("handled"),
)
_KEYS = pl.col("key").head(LISTED_AT_MOST).alias("keys")
_LENGTHS = ("first_response_time", "time_to_resolve", "time_to_resolve_p90", "handling_time")


def _length(start: str, end: str) -> pl.Expr:
    """From `start` to `end` in microseconds; null where either is missing or they stand the wrong way round."""
    length = (pl.col(end) - pl.col(start)).cast(pl.Int64)
    return pl.when(length >= 0).then(length)


@dataclass(frozen=True)
class Counted:
    """The tickets of a period, in memory, and how they are to be counted; read once for all its reports."""

    table: TicketTable
    selection: Selection
    period: Period
    now: datetime
    tickets: pl.DataFrame  # opened in the period, oldest first
    before: pl.DataFrame  # opened in the period before
    backlog: pl.DataFrame  # in the backlog at the end of the period: key, opened_at
    resolved: pl.DataFrame  # closed in the period, whenever opened: closed_at
    backlog_before: int  # how large the backlog was when the period began
    in_copy: int

    @property
    def total(self) -> int:
        return self.tickets.height

    @cached_property
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

    @cached_property
    def totals_before(self) -> Row:
        """The same measures of the period before, as far as they can still be known."""
        measured = _one(self.before)
        return self.row("", "", self.selection.narrowed(period=self.period.before), measured)

    @cached_property
    def tagged(self) -> pl.DataFrame:
        """The tickets once for each of their tags; those without any once, with null."""
        needed = ("tags", "key", "day", "closed", "reopened", "responding", "resolving", "handling")
        return self.tickets.select(needed).explode("tags", empty_as_null=True, keep_nulls=True)

    def groups(self, column: str, *, order: Mapping[str, int] | None = None) -> Iterator[tuple[str, dict[str, object]]]:
        """Each value of `column` ("" for none) with its measures; by count, or by `order`. A list counts under each entry."""
        tickets, before = self.tickets, self.before.select(column)
        if column == "tags":
            tickets, before = self.tagged, before.explode(column, empty_as_null=True, keep_nulls=True)
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
        values: dict[str, Value] = {
            name: _value(name, found) for name, found in measured.items() if name not in ("keys", "handled")
        }
        values["share"] = count / self.total if self.total else None
        if not measured["handled"]:
            values["handling_time"] = None
        keys: tuple[str, ...] = tuple(measured["keys"])  # type: ignore[arg-type]
        behind = Tickets(total=count, keys=keys, command=selection.command(self.table.vocabulary))
        return Row(key=key, label=label, count=count, values=values, tickets=behind)


def counted(table: TicketTable, period: Period, *, now: datetime, team: str | None = None) -> Counted:
    """Read once what the reports of `period` need. `team` is an id."""
    selection = Selection(period=period, team=team)
    ours = table.tickets.filter(Selection(team=team).filter)
    measured = ours.select(
        *_KEPT,
        day_of("opened_at", period.timezone).alias("day"),
        _length("opened_at", "first_response_at").alias("responding"),
        _length("opened_at", "closed_at").alias("resolving"),
        _length("assigned_at", "closed_at").alias("handling"),
    )
    start, end = period.starts_at, period.ends_at
    opened, backlog, resolved, backlog_before, size = pl.collect_all(
        [
            measured.filter(pl.col("opened_at") >= period.before.starts_at, pl.col("opened_at") < end),
            ours.filter(in_backlog_at(end)).select("key", "opened_at"),
            ours.filter(pl.col("closed_at") >= start, pl.col("closed_at") < end).select("closed_at"),
            ours.filter(in_backlog_at(start)).select(pl.len()),
            table.tickets.select(pl.len()),
        ]
    )
    return Counted(
        table,
        selection,
        period,
        now,
        tickets=opened.filter(pl.col("opened_at") >= start),
        before=opened.filter(pl.col("opened_at") < start),
        backlog=backlog,
        resolved=resolved,
        backlog_before=int(backlog_before.item()),
        in_copy=int(size.item()),
    )


def keys_of(frame: pl.DataFrame) -> tuple[str, ...]:
    """The keys of these tickets, as evidence carries them."""
    return tuple(frame["key"].head(LISTED_AT_MOST))


def _value(name: str, found: object) -> Value:
    if name in _LENGTHS and isinstance(found, int | float):
        return timedelta(microseconds=round(found))
    return found  # type: ignore[return-value]


def _one(frame: pl.DataFrame) -> dict[str, object]:
    return frame.select(*_MEASURED, _KEYS.implode()).to_dicts()[0]
