"""A report as JSON, for scripts: times in UTC, lengths in seconds, as `schemas/report.schema.json` describes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from unticket.rendering.texts import Texts
from unticket.rendering.view import label_of, measures_of
from unticket.reports.report import (
    FURTHER,
    DataBehind,
    Insight,
    Report,
    Row,
    TicketLine,
    Tickets,
    Value,
    WeeklyReport,
)


def render_json(report: Report | WeeklyReport, *, language: str, organisation: str = "") -> bytes:
    """UTF-8, indented, ending in a line break."""
    texts = Texts(language, report.period.timezone)
    shown = _weekly(report, texts) if isinstance(report, WeeklyReport) else _report(report, texts)
    document = {**shown, "organisation": organisation, "language": texts.language}
    return orjson.dumps(_clean(document), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _weekly(report: WeeklyReport, texts: Texts) -> dict[str, Any]:
    return {
        "report": "weekly",
        "timezone": report.period.timezone,
        "period": {"first": report.period.first, "last": report.period.last},
        "team": report.team,
        "made_at": report.made_at,
        "headline": [_insight(insight, texts) for insight in report.headline],
        "reports": [_report(each, texts) for each in report.reports],
        "tickets": [_ticket(line) for line in report.tickets],
        **{name: _report(chapter, texts) if (chapter := getattr(report, name)) else None for name in FURTHER},
        "comment": report.comment,
    }


def _report(report: Report, texts: Texts) -> dict[str, Any]:
    return {
        "report": report.name,
        "timezone": report.period.timezone,
        "period": {"first": report.period.first, "last": report.period.last},
        "team": report.team,
        "measures": [{"name": m.name, "unit": m.unit, "label": texts.measure(m.name)} for m in measures_of(report)],
        "rows": [_row(row, label_of(report, row, texts), texts) for row in report.rows],
        "totals": _row(report.totals, texts("period.total"), texts),
        "totals_before": _row(report.totals_before, texts("period.before"), texts) if report.totals_before else None,
        "insights": [_insight(insight, texts) for insight in report.insights],
        "comment": report.comment,
        "data": _data(report.data, texts),
    }


def _row(row: Row, label: str, texts: Texts) -> dict[str, Any]:
    return {
        "key": row.key,
        "label": label,
        "count": row.count,
        "values": row.values,
        "tickets": _tickets(row.tickets),
        "behind": {name: _tickets(tickets) for name, tickets in row.behind.items()},
        "insights": [_insight(insight, texts) for insight in row.insights],
    }


def _tickets(tickets: Tickets) -> dict[str, Any]:
    return {"total": tickets.total, "keys": tickets.keys, "command": tickets.command}


def _insight(insight: Insight, texts: Texts) -> dict[str, Any]:
    return {
        "kind": insight.kind,
        "text": texts.insight(insight),
        "tickets": insight.tickets,
        "total": insight.behind.total,
        "command": insight.command,
        "numbers": insight.numbers,
    }


def _ticket(line: TicketLine) -> dict[str, Any]:
    return {
        "key": line.key,
        "reference": line.reference,
        "subject": line.subject,
        "stage": line.stage,
        "assignee": line.assignee,
        "tags": line.tags,
        "opened_at": line.opened_at,
        "closed_at": line.closed_at,
        "time_to_resolve": line.time_to_resolve,
        "url": line.url,
    }


def _data(data: DataBehind, texts: Texts) -> dict[str, Any]:
    return {
        "desk": {"kind": data.desk.kind, "name": data.desk.name, "url": data.desk.url, "ticket_url": data.desk.ticket_url},
        "synced_at": data.synced_at,
        "newest_change_at": data.newest_change_at,
        "tickets_in_copy": data.tickets_in_copy,
        "tickets_counted": data.tickets_counted,
        "notes": [_insight(note, texts) for note in data.notes],
    }


def _clean(value: Any) -> Any:
    """Plain JSON values: what JSON cannot hold (NaN, half a surrogate pair) becomes null or a replacement sign."""
    if isinstance(value, Mapping):
        return {_clean(str(name)): _clean(inner) for name, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_clean(inner) for inner in value]
    return plain(value)


def plain(value: Value) -> str | int | float | bool | None:
    """One value as JSON writes it: seconds, ISO 8601 in UTC, a local day, or itself."""
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        return int(seconds) if seconds.is_integer() else seconds
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value).encode("utf-8", "replace").decode()
    return value
