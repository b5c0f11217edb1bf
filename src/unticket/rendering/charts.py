"""Draws the chart of a report, offline: bars for groups, columns or a line for days, with title, units and time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from unticket.rendering.printable import shortened
from unticket.rendering.texts import Texts
from unticket.rendering.view import label_of, measures_of, value_of
from unticket.reports.report import Report, Row, Unit

if TYPE_CHECKING:
    import altair as alt

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
    import altair as alt
    import vl_convert

    values = [{"place": place, "value": bar.value, "written": bar.written} for place, bar in enumerate(drawing.bars)]
    base = alt.Chart(alt.InlineData(values=values))
    drawn = _groups(base, drawing) if drawing.form == "bars" else _days(base, drawing)
    headed = drawn.properties(title=alt.TitleParams(text=drawing.title, subtitle=drawing.zone)).configure(**_LOOK)
    svg: str = vl_convert.vegalite_to_svg(orjson.dumps(headed.to_dict()).decode(), vl_version="6.1", allowed_base_urls=[])
    return svg


def _groups(base: alt.Chart, drawing: Drawing) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    placed = base.encode(
        y=alt.Y("place:O", title=None, axis=_names(drawing, labelLimit=200)),
        x=alt.X("value:Q", axis=_scale(drawing)),
    )
    bar = placed.mark_bar(cornerRadiusEnd=2, height={"band": 0.6}, aria=False)
    value = placed.mark_text(align="left", dx=6, aria=False).encode(text="written:N")
    return alt.layer(bar, value).properties(width=WIDTH, height={"step": 30})


def _days(base: alt.Chart, drawing: Drawing) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    days = len(drawing.bars)
    axis = _names(drawing, labelAngle=-50 if days > DAYS_ON_TWO_LINES else 0, labelOverlap="greedy")
    placed = base.encode(
        x=alt.X("place:O", title=drawing.group, axis=axis),
        y=alt.Y("value:Q", axis=_scale(drawing)),
    )
    if drawing.form == "lines_by_day":
        mark = placed.mark_line(strokeWidth=2, point={"size": 36, "filled": True}, aria=False)
    else:
        mark = placed.mark_bar(cornerRadiusEnd=2, width={"band": 0.6}, aria=False)
    value = placed.mark_text(dy=-8, aria=False).encode(text="written:N")
    return alt.layer(mark, *([] if days > 16 else [value])).properties(width=WIDTH, height=180)


def _names(drawing: Drawing, **looks: Any) -> alt.Axis:
    """Bars stand by their place, so that two of the same name stay two; the axis looks their names up, weekday above date."""
    import altair as alt

    two_lines = drawing.form != "bars" and len(drawing.bars) <= DAYS_ON_TWO_LINES
    names = [bar.label.split(" ", 1) if two_lines else bar.label for bar in drawing.bars]
    expression = f"{orjson.dumps(names).decode()}[datum.value]"
    return alt.Axis(labelExpr=expression, ticks=False, domain=False, grid=False, labelPadding=8, **looks)


def _scale(drawing: Drawing) -> alt.Axis:
    """The axis of lengths: whole numbers for counts, and no half ticket."""
    import altair as alt

    lengths = [float(bar.value) for bar in drawing.bars]
    ticks: dict[str, Any] = {"tickCount": 4}
    if all(length.is_integer() for length in lengths):
        ticks["format"] = "d"
        if max(lengths) <= 4:
            ticks["values"] = list(range(int(max(lengths)) + 1))
    return alt.Axis(title=drawing.measure, domain=False, ticks=False, **ticks)


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
