"""The tickets of a period, counted and measured: for all of them, and for each group of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.flow import Flow, before
from unticket.reports.report import LISTED_AT_MOST, Row, Tickets, Value
from unticket.reports.selection import Selection, in_backlog_at

_READ = ("key", "closed", "opened_at", "closed_at", "assigned_at", "reopened")
_GROUPED_BY = ("stage", "assignee", "tags")


def _length(end: str, start: str) -> pl.Expr:
    """From `start` to `end`; null where one is unknown or the desk has them the wrong way round."""
    return pl.when(pl.col(end) >= pl.col(start)).then(pl.col(end) - pl.col(start))


_LENGTHS = {
    "responding": _length("first_response_at", "opened_at"),
    "resolving": _length("closed_at", "opened_at"),
    "handling": _length("closed_at", "assigned_at"),
}
_MEASURES = {
    "count": pl.len(),
    "open": (~pl.col("closed")).sum(),
    "closed": pl.col("closed").sum(),
    "reopened": pl.col("reopened").sum(),
    "first_response_time": pl.col("responding").median(),
    "time_to_resolve": pl.col("resolving").median(),
    "time_to_resolve_p90": pl.col("resolving").cast(pl.Int64).quantile(0.9, "linear").cast(pl.Duration("us")),
    "handling_time": pl.when(pl.col("handling").count() > 0).then(pl.col("handling").sum()),
}
# Counts over some of the tickets only: which, and how a selection says so.
_SOME = {"open": ~pl.col("closed"), "closed": pl.col("closed"), "reopened": pl.col("reopened")}
_NARROWED: dict[str, dict[str, object]] = {
    "open": {"state": "open"},
    "closed": {"state": "closed"},
    "reopened": {"reopened": True},
}
_NEEDED_FOR = {
    "open": "closed",
    "closed": "closed",
    "reopened": "reopened",
    "first_response_time": "responding",
    "time_to_resolve": "resolving",
    "time_to_resolve_p90": "resolving",
    "handling_time": "handling",
}


@dataclass(frozen=True)
class Counted:
    """One report's tickets, in memory and oldest first, and how they are to be counted."""

    table: TicketTable
    selection: Selection
    period: Period
    now: datetime
    known: pl.DataFrame  # all that was opened, open or closed in the period or the one before
    in_copy: int

    @property
    def total(self) -> int:
        return self.tickets.height

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """Those opened in the period."""
        return self._opened_in(self.period)

    @cached_property
    def before(self) -> pl.DataFrame:
        """Those opened in the period before."""
        return self._opened_in(self.period.before)

    @cached_property
    def backlog(self) -> pl.DataFrame:
        """Those in the backlog at the end of the period."""
        return self.known.filter(in_backlog_at(self.period.ends_at))

    @cached_property
    def flow(self) -> Flow:
        return Flow(self.known)

    @cached_property
    def totals(self) -> Row:
        """Everything that is measured over the whole period."""
        return self._totals(self.tickets, self.period, self.before.height)

    @cached_property
    def totals_before(self) -> Row:
        """The same measures of the period before, as far as they can still be known."""
        return self._totals(self.before, self.period.before, None)

    def groups(self, column: str, measures: Iterable[str]) -> Iterator[tuple[str, dict[str, Value], dict[str, list[str]]]]:
        """Each value of `column` ("" for none) with its `measures`, and the first keys behind each of its counts.

        A list counts under each of its entries.
        """
        wanted = {name: _MEASURES[name] for name in ("count", *measures) if name in _MEASURES}
        columns = {_NEEDED_FOR[name] for name in wanted if name in _NEEDED_FOR}
        rows = _apart(self.tickets.select(column, *sorted(columns)).with_row_index("place"), column)
        first = {
            f"behind {name}": pl.col("place").filter(some).head(LISTED_AT_MOST)
            for name, some in _SOME.items()
            if name in wanted
        }
        first["behind count"] = pl.col("place").head(LISTED_AT_MOST)
        measured = rows.group_by(column).agg(**first, **wanted).with_columns(pl.col(column).cast(pl.String))
        was = _apart(self.before.select(column), column).group_by(column).len().with_columns(pl.col(column).cast(pl.String))
        counts_before = dict(was.iter_rows())
        keys = self.tickets["key"]
        for values in measured.iter_rows(named=True):
            key = values.pop(column)
            behind = {name.removeprefix("behind "): keys.gather(values.pop(name)).to_list() for name in first}
            values["share"] = values["count"] / self.total
            values["change"] = _ratio(values["count"], counts_before.get(key, 0))
            yield key or "", values, behind

    def row(
        self, key: str, label: str, selection: Selection, values: Mapping[str, Value], keys: Mapping[str, Sequence[str]]
    ) -> Row:
        """One line of a report. `keys` are those behind its "count", and behind its other counts where they differ."""
        tickets = {
            name: self._listed(values[name], some, selection if name == "count" else selection.narrowed(**_NARROWED[name]))
            for name, some in keys.items()
        }
        count = tickets.pop("count")
        behind = {name: listed for name, listed in tickets.items() if listed.total}
        return Row(key=key, label=label, count=count.total, values=values, tickets=count, behind=behind)

    def behind(self, tickets: pl.DataFrame, **narrowed: object) -> Tickets:
        """These `tickets`, which are those of the report that also meet what is `narrowed`."""
        return self._listed(tickets.height, keys_of(tickets), self.selection.narrowed(**narrowed))

    def resolved_in(self, period: Period) -> Tickets:
        """Those closed in `period`, which lies in that of the report or the one before."""
        resolved = self.known.filter(pl.col("closed_at").is_between(period.starts_at, period.ends_at, closed="left"))
        return self._listed(resolved.height, keys_of(resolved), Selection(team=self.selection.team, closed_in=period))

    def waiting_after(self, period: Period) -> Tickets:
        """The backlog at the end of `period`, as it stands behind a figure."""
        waiting = self.backlog if period is self.period else self.known.filter(in_backlog_at(period.ends_at))
        return self._listed(waiting.height, keys_of(waiting), Selection(team=self.selection.team, backlog_at=period))

    def _listed(self, total: Value, keys: Sequence[str], selection: Selection) -> Tickets:
        assert isinstance(total, int)
        return Tickets(total=total, keys=tuple(keys), command=selection.command(self.table.vocabulary))

    def _opened_in(self, period: Period) -> pl.DataFrame:
        start, end = before(self.known["opened_at"], [period.starts_at, period.ends_at])
        return self.known.slice(start, end - start)

    def _totals(self, tickets: pl.DataFrame, period: Period, compared_with: int | None) -> Row:
        end = min(period.ends_at, self.now)
        waiting = self.backlog if period is self.period else self.known.filter(in_backlog_at(period.ends_at))
        closed_before, closed = self.flow.resolved_before([period.starts_at, period.ends_at])
        values: dict[str, Value] = {
            **tickets.select(**_MEASURES).row(0, named=True),
            "share": 1.0 if tickets.height else None,
            "change": _ratio(tickets.height, compared_with),
            "resolved": closed - closed_before,
            "backlog_size": waiting.height,
            "backlog_age": median(end - waiting["opened_at"]),
        }
        keys = {"count": keys_of(tickets), **{name: _keys_where(tickets, some) for name, some in _SOME.items()}}
        row = self.row("", "", self.selection.narrowed(period=period), values, keys)
        others = {"resolved": self.resolved_in(period), "backlog_size": self.waiting_after(period)}
        return replace(row, behind={**row.behind, **{name: listed for name, listed in others.items() if listed.total}})


def counted(
    table: TicketTable, period: Period, *, now: datetime, team: str | None = None, by: Sequence[str] = _GROUPED_BY
) -> Counted:
    """Read once what a report of `period` needs: the columns to group `by` among others. `team` is an id."""
    selection = Selection(period=period, team=team)
    known, size = pl.collect_all(
        [
            table.tickets.filter(Selection(team=team).filter, _concerns(period)).select(*_READ, *by, **_LENGTHS),
            table.tickets.select(pl.len()),
        ]
    )
    return Counted(table, selection, period, now, _oldest_first(known), int(size.item()))


def keys_of(frame: pl.DataFrame) -> tuple[str, ...]:
    """The keys of these tickets, as evidence carries them."""
    return tuple(frame["key"].head(LISTED_AT_MOST).to_list())


def _keys_where(frame: pl.DataFrame, some: pl.Expr) -> tuple[str, ...]:
    return tuple(frame.select(pl.col("key").filter(some).head(LISTED_AT_MOST)).to_series().to_list())


def median(lengths: pl.Series) -> timedelta | None:
    """The middle of these lengths of time, those that are null left out."""
    found = lengths.median()
    return found if isinstance(found, timedelta) else None


def _oldest_first(tickets: pl.DataFrame) -> pl.DataFrame:
    """By time of opening, then key. The table comes so already; to see that is much cheaper than to sort it."""
    tied = (pl.col("opened_at") == pl.col("opened_at").shift()) & (pl.col("key") < pl.col("key").shift())
    if tickets["opened_at"].is_sorted() and not tickets.select(tied.any()).item():
        return tickets
    return tickets.sort("opened_at", "key")


def _concerns(period: Period) -> pl.Expr:
    """Opened or closed since the period before began, or open then; the opening may lie after a closing by mistake."""
    since, ends = period.before.starts_at, period.ends_at
    alive = (pl.col("closed_at") >= since) | ~pl.col("closed")
    opened = (pl.col("opened_at") < ends) & ((pl.col("opened_at") >= since) | alive)
    return opened | pl.col("closed_at").is_between(since, ends, closed="left")


def _apart(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    if isinstance(frame.schema[column], pl.List):
        return frame.explode(column, empty_as_null=True, keep_nulls=True)
    return frame


def _ratio(count: int, count_before: int | None) -> float | None:
    return count / count_before if count_before else None
