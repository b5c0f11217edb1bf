"""A report as text that can be read back exactly: what was sent or saved stays what it was."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from unticket.history.ports import Desk
from unticket.model.errors import StorageError
from unticket.model.period import Period
from unticket.reports.report import (
    Chart,
    DataBehind,
    Insight,
    Measure,
    Report,
    Row,
    TicketLine,
    Tickets,
    Unit,
    WeeklyReport,
)

# 2: a row has insights, the weekly report its recurring issues; 3: and its plan; 4: its incidents, automation and risks, and
# an insight the command that lists its tickets. What older ones kept lacks them.
VERSION = 4
_PARTS: dict[str, type] = {
    part.__name__: part
    for part in (Chart, DataBehind, Desk, Insight, Measure, Period, Report, Row, TicketLine, Tickets, WeeklyReport)
}
_MICROSECOND = timedelta(microseconds=1)
_VALUES: dict[str, Callable[[Any], Any]] = {
    "time": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "day": date.fromisoformat,
    "duration": lambda microseconds: timedelta(microseconds=int(microseconds)),
    "float": float,
    "unit": Unit,
}


def freeze(report: Report | WeeklyReport) -> str:
    """`report` as JSON that `thaw` turns into an equal one."""
    return json.dumps({"unticket_report": VERSION, "report": _plain(report)}, ensure_ascii=False, separators=(",", ":"))


def thaw(text: str) -> Report | WeeklyReport:
    """The report that was frozen. Raises `StorageError` for anything else."""
    try:
        found = json.loads(text)
        if found["unticket_report"] not in range(1, VERSION + 1):
            raise StorageError("This report was kept by a newer version of Unticket.", "Update Unticket to make it again.")
        report = _rich(found["report"])
        if isinstance(report, Report | WeeklyReport):
            return report
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise StorageError("The kept report cannot be read: it is damaged.") from error
    raise StorageError("What was kept is no report.")


def _plain(value: Any) -> Any:
    if isinstance(value, Unit):
        return {"$": "unit", "is": value.value}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"$": type(value).__name__, "is": parts}
    if isinstance(value, datetime):
        return {"$": "time", "is": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"$": "day", "is": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$": "duration", "is": value // _MICROSECOND}
    if isinstance(value, float):
        return {"$": "float", "is": repr(value)}
    if isinstance(value, Mapping):
        return {"$": "map", "is": {str(name): _plain(inner) for name, inner in value.items()}}
    if isinstance(value, tuple | list):
        return [_plain(inner) for inner in value]
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_rich(inner) for inner in value)
    if not isinstance(value, dict):
        return value
    kind, inner = value["$"], value["is"]
    if kind == "map":
        return {name: _rich(part) for name, part in inner.items()}
    if kind in _VALUES:
        return _VALUES[kind](inner)
    return _PARTS[kind](**{name: _rich(part) for name, part in inner.items()})
