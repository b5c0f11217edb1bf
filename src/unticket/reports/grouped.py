"""A report whose rows are the groups of one column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.behind import data_behind
from unticket.reports.counted import Counted, counted
from unticket.reports.report import Chart, Insight, Measure, Report, Row
from unticket.reports.selection import found_word


def of_team(
    table: TicketTable, period: Period, *, now: datetime, team: str | None, by: Sequence[str] = ("stage", "assignee", "tags")
) -> Counted:
    """The tickets of `period`, of the team named (its name or id), to be grouped `by` these columns. Raises `NotFound`."""
    id_ = found_word(table.vocabulary.teams, team, "team") if team else None
    return counted(table, period, now=now, team=id_, by=by)


def team_name(counted: Counted) -> str | None:
    """The team's name, None for all teams."""
    id_ = counted.selection.team
    return counted.table.vocabulary.teams[id_].name if id_ else None


def grouped(
    counted: Counted,
    name: str,
    column: str,
    names: Mapping[str, str],
    *,
    order: Mapping[str, int] | None = None,
    measures: tuple[Measure, ...],
    insights: Callable[[Sequence[Row]], Iterable[Insight]],
    chart: Chart,
    comment: str,
) -> Report:
    """Rows by `column` ("tags" counts a ticket under each of its tags), by `order` or by count; `names` gives their labels.

    `insights` are what the rows tell.
    """
    selected = "tag" if column == "tags" else column
    rows = [
        counted.row(key, names.get(key, key), counted.selection.narrowed(**{selected: key}), values, keys)
        for key, values, keys in counted.groups(column, (measure.name for measure in measures))
    ]
    rows.sort(key=_by_count if order is None else lambda row: (order.get(row.key, len(order)), row.key))
    return Report(
        name=name,
        period=counted.period,
        team=team_name(counted),
        measures=measures,
        rows=tuple(rows),
        totals=counted.totals,
        totals_before=counted.totals_before,
        insights=tuple(insights(rows)),
        chart=chart,
        comment=comment,
        data=data_behind(counted),
    )


def _by_count(row: Row) -> tuple[int, bool, str, str]:
    return -row.count, not row.key, row.label, row.key
