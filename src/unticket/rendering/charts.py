"""Draws the chart of a report, offline: bars for groups, columns or a line for days, with title, units and time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import orjson

from unticket.rendering.printable import shortened
from unticket.rendering.texts import Texts
from unticket.rendering.view import label_of, measures_of, value_of
from unticket.reports.report import Report, Row, Unit

BARS_AT_MOST = 12
DAYS_ON_TWO_LINES = 9
LABEL_AT_MOST = 26  # characters
# One hue: no reading depends on telling colours apart.
INK, MUTED, RULE, BAR = "#1f2933", "#56626e", "#e0ddd4", "#1f6f8b"
FONT = "Roboto, sans-serif"  # travels with the drawing library, and has every Vietnamese letter
WIDTH = 500  # pixels, labels included


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart, and the same in words for whoever cannot see it."""

    svg: str
    alt: str
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how long it is (count, hours or percent), and its value as people write it."""

    label: str
    value: float
    written: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a picture depends on: the same drawing is the same picture."""

    form: str  # a Chart.kind
    bars: tuple[Bar, ...]
    title: str
    zone: str
    measure: str
    group: str


def draw(report: Report, texts: Texts) -> Picture | None:
    """The chart of `report`; None where it has none or nothing to show."""
    bars = bars_of(report, texts)
    if report.chart is None or not bars or (report.chart.kind == "bars" and len(bars) < 2):
        return None  # a single bar compares nothing
    by_day = report.chart.kind != "bars"
    measure, group = _measure(report, texts), texts.named("heading", report.name)
    title = texts("chart.by_day", measure=measure) if by_day else texts("chart.by", measure=measure, group=group.lower())
    zone = texts("chart.zone", zone=report.period.timezone)
    told = "; ".join(f"{bar.label}: {bar.written}" for bar in bars)
    words = texts("chart.alt_days" if by_day else "chart.alt", bars=told)
    drawing = Drawing(report.chart.kind, tuple(bars), title, zone, measure, group)
    return Picture(svg=_svg(drawing), alt=f"{title}. {words} {zone}.", title=title)


def bars_of(report: Report, texts: Texts) -> list[Bar]:
    """What the chart of `report` shows: every day, or the largest groups with the rest as one where they can be added up."""
    if report.chart is None:
        return []
    bars = [bar for row in report.rows if (bar := _bar(report, report.chart.measure, row, texts))]
    if report.chart.kind != "bars" or len(bars) <= BARS_AT_MOST:
        return bars
    shown = sorted(bars, key=lambda bar: -bar.value)[: BARS_AT_MOST - 1]
    if report.chart.measure != "count":
        return shown
    rest = sum(bar.value for bar in bars) - sum(bar.value for bar in shown)
    return [*shown, Bar(texts("chart.others", count=len(bars) - len(shown)), rest, texts.figures.count(round(rest)))]


def _bar(report: Report, measure: str, row: Row, texts: Texts) -> Bar | None:
    unit = _unit(report)
    value = value_of(row, measure)
    if isinstance(value, timedelta):
        number = value.total_seconds() / 3600
    elif isinstance(value, (int, float)):
        number = value * 100 if unit is Unit.SHARE else value
    else:
        return None
    return Bar(shortened(label_of(report, row, texts), LABEL_AT_MOST), number, texts.figures.write(unit, value))


def _unit(report: Report) -> Unit:
    name = report.chart.measure if report.chart else "count"
    return next((measure.unit for measure in measures_of(report) if measure.name == name), Unit.COUNT)


def _measure(report: Report, texts: Texts) -> str:
    """What is drawn, with its unit where the numbers of the axis do not say it."""
    name = texts.measure(report.chart.measure if report.chart else "count")
    unit = _unit(report)
    if unit is Unit.DURATION:
        return texts("chart.hours", measure=name)
    return texts("chart.share", measure=name) if unit is Unit.SHARE else name


@lru_cache(maxsize=64)
def _svg(drawing: Drawing) -> str:
    """Drawn once for all forms of a report."""
    import vl_convert

    written = orjson.dumps(specification(drawing)).decode()
    svg: str = vl_convert.vegalite_to_svg(written, vl_version="6.1", allowed_base_urls=[])
    return svg


def specification(drawing: Drawing) -> dict[str, Any]:
    """`drawing` in Vega-Lite 6, by hand: to load Vega-Altair takes longer than to draw. A test holds it to Altair's schema."""
    values = [{"place": place, "value": bar.value, "written": bar.written} for place, bar in enumerate(drawing.bars)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json",
        "config": _LOOK,
        "data": {"values": values},
        "title": {"text": drawing.title, "subtitle": drawing.zone},
        "width": WIDTH,
        **(_groups(drawing) if drawing.form == "bars" else _days(drawing)),
    }


def _groups(drawing: Drawing) -> dict[str, Any]:
    encoding = {
        "x": {"field": "value", "type": "quantitative", "axis": _scale(drawing)},
        "y": {"field": "place", "type": "ordinal", "title": None, "axis": _names(drawing, labelLimit=200)},
    }
    bar = {"type": "bar", "aria": False, "cornerRadiusEnd": 2, "height": {"band": 0.6}}
    value = {"type": "text", "aria": False, "align": "left", "dx": 6}
    return {"height": {"step": 30}, "layer": _layers(encoding, bar, value)}


def _days(drawing: Drawing) -> dict[str, Any]:
    days = len(drawing.bars)
    axis = _names(drawing, labelAngle=-50 if days > DAYS_ON_TWO_LINES else 0, labelOverlap="greedy")
    encoding = {
        "x": {"field": "place", "type": "ordinal", "title": drawing.group, "axis": axis},
        "y": {"field": "value", "type": "quantitative", "axis": _scale(drawing)},
    }
    bar: dict[str, Any] = {"type": "bar", "aria": False, "cornerRadiusEnd": 2, "width": {"band": 0.6}}
    if drawing.form == "lines_by_day":
        bar = {"type": "line", "aria": False, "strokeWidth": 2, "point": {"size": 36, "filled": True}}
    value = {"type": "text", "aria": False, "dy": -8}
    return {"height": 180, "layer": _layers(encoding, bar, *([] if days > 16 else [value]))}


def _layers(encoding: dict[str, Any], mark: dict[str, Any], *value: dict[str, Any]) -> list[dict[str, Any]]:
    """The mark, and the value that is written beside it."""
    written = encoding | {"text": {"field": "written", "type": "nominal"}}
    return [{"mark": mark, "encoding": encoding}, *({"mark": text, "encoding": written} for text in value)]


def _names(drawing: Drawing, **looks: Any) -> dict[str, Any]:
    """Bars stand by their place, so that two of the same name stay two; the axis looks their names up, weekday above date."""
    two_lines = drawing.form != "bars" and len(drawing.bars) <= DAYS_ON_TWO_LINES
    names = [bar.label.split(" ", 1) if two_lines else bar.label for bar in drawing.bars]
    expression = f"{orjson.dumps(names).decode()}[datum.value]"
    return {"labelExpr": expression, "ticks": False, "domain": False, "grid": False, "labelPadding": 8, **looks}


def _scale(drawing: Drawing) -> dict[str, Any]:
    """The axis of lengths: whole numbers for counts, and no half ticket."""
    lengths = [float(bar.value) for bar in drawing.bars]
    ticks: dict[str, Any] = {"tickCount": 4}
    if all(length.is_integer() for length in lengths):
        ticks["format"] = "d"
        if max(lengths) <= 4:
            ticks["values"] = list(range(int(max(lengths)) + 1))
    return {"title": drawing.measure, "domain": False, "ticks": False, **ticks}


_LOOK: dict[str, Any] = {
    "background": "transparent",
    "autosize": {"type": "fit-x", "contains": "padding"},
    "font": FONT,
    "padding": {"left": 2, "right": 26, "top": 2, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "labelFontSize": 13,
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 10,
        "gridColor": RULE,
    },
    "title": {
        "anchor": "start",
        "frame": "bounds",
        "color": INK,
        "fontSize": 15,
        "fontWeight": "bold",
        "subtitleColor": MUTED,
        "subtitleFontSize": 12,
        "subtitlePadding": 4,
        "offset": 14,
    },
    "bar": {"fill": BAR},
    "line": {"stroke": BAR},
    "point": {"fill": BAR},
    "text": {"fill": INK, "fontSize": 13},
}
