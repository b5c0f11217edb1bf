"""The tickets of a period, counted and measured: for all of them, and for each group of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.local_day import local_day
from unticket.reports.measures import UNITS
from unticket.reports.report import LISTED_AT_MOST, Row, Tickets, Unit, Value
from unticket.reports.selection import Selection, in_backlog_at

_KEPT = ("key", "stage", "closed", "assignee", "tags", "opened_at", "closed_at", "assigned_at", "reopened")
_MEASURED = {
    "open": (~pl.col("closed")).sum(),
    "closed": pl.col("closed").sum(),
    "reopened": pl.col("reopened").sum(),
    "first_response_time": pl.col("responding").median(),
    "time_to_resolve": pl.col("resolving").median(),
    "time_to_resolve_p90": pl.col("resolving").quantile(0.9, "linear"),
    # A sum over nothing is 0; agent time over nothing is unknown.
    "handling_time": pl.when(pl.col("handling").count() > 0).then(pl.col("handling").sum()),
}
_KEYS = pl.col("key").head(LISTED_AT_MOST).alias("keys")


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
        """The tickets once for each of their tags, those without any once, with null: tags, key, day and measures."""
        apart = self.tickets.select("tags").with_row_index("row").explode("tags", empty_as_null=True, keep_nulls=True)
        others = self.tickets.select("key", "day", "closed", "resolving", "handling")
        return apart.select("tags").hstack(others[apart["row"]])

    def groups(
        self, column: str, names: Collection[str], *, order: Mapping[str, int] | None = None
    ) -> Iterator[tuple[str, dict[str, object]]]:
        """Each value of `column` ("" for none) with the measures named; by first ticket, or by `order`.

        By "tags", a ticket counts under each of its tags.
        """
        tickets, before = self.tickets, self.before.select(column)
        if column == "tags":
            tickets, before = self.tagged, before.explode(column, empty_as_null=True, keep_nulls=True)
        measured = tickets.group_by(column, maintain_order=True).agg(pl.len().alias("count"), _KEYS, **_named(names))
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
        values: dict[str, Value] = {name: _value(name, found) for name, found in measured.items() if name in UNITS}
        values["share"] = count / self.total if self.total else None
        keys: tuple[str, ...] = tuple(measured["keys"])  # type: ignore[arg-type]
        behind = Tickets(total=count, keys=keys, command=selection.command(self.table.vocabulary))
        return Row(key=key, label=label, count=count, values=values, tickets=behind)


def counted(table: TicketTable, period: Period, *, now: datetime, team: str | None = None) -> Counted:
    """Read once what the reports of `period` need. `team` is an id."""
    selection = Selection(period=period, team=team)
    ours = table.tickets.filter(Selection(team=team).filter)
    measured = ours.select(
        *_KEPT,
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
        tickets=opened.filter(pl.col("opened_at") >= start).with_columns(local_day("opened_at", period).alias("day")),
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
    if UNITS[name] is Unit.DURATION and isinstance(found, int | float):
        return timedelta(microseconds=round(found))
    return found  # type: ignore[return-value]


def _one(frame: pl.DataFrame) -> dict[str, object]:
    return frame.select(pl.len().alias("count"), _KEYS.implode(), **_MEASURED).to_dicts()[0]


def _named(names: Collection[str]) -> dict[str, pl.Expr]:
    return {name: _MEASURED[name] for name in names if name in _MEASURED}
