"""The measures that reports show; docs/metrics.md defines each once."""

from __future__ import annotations

from unticket.reports.report import Measure, Unit

UNITS = {
    "count": Unit.COUNT,
    "share": Unit.SHARE,
    "change": Unit.CHANGE,
    "open": Unit.COUNT,
    "closed": Unit.COUNT,
    "reopened": Unit.COUNT,
    "first_response_time": Unit.DURATION,
    "time_to_resolve": Unit.DURATION,
    "time_to_resolve_p90": Unit.DURATION,
    "handling_time": Unit.DURATION,
    "resolved": Unit.COUNT,
    "backlog_size": Unit.COUNT,
    "backlog_age": Unit.DURATION,
    "people_stated": Unit.STATED,
    "requesters": Unit.COUNT,
    "lasted": Unit.DURATION,
    "prevented": Unit.COUNT,
}


def measures(*names: str) -> tuple[Measure, ...]:
    """The columns of those names."""
    return tuple(Measure(name=name, unit=UNITS[name]) for name in names)
