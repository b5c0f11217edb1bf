"""What is drawn is Vega-Lite as Vega-Altair's own schema knows it, so a chart can be taken into any notebook."""

from __future__ import annotations

import altair
import pytest

from unticket.rendering.charts import Bar, Drawing, draw, specification
from unticket.rendering.texts import Texts
from unticket.reports.report import WeeklyReport


@pytest.mark.parametrize("form", ["bars", "columns_by_day", "lines_by_day"])
@pytest.mark.parametrize("bars", [2, 9, 40])
def test_a_drawing_is_a_chart_by_altairs_schema(form: str, bars: int) -> None:
    drawn = Drawing(form, tuple(Bar(f"T{n} 0{n}/02", n / 2, str(n)) for n in range(bars)), "Title", "Zone", "Tickets", "Day")
    made = altair.Chart.from_dict(specification(drawn), validate=True)
    assert made.to_dict()["layer"][0]["encoding"].keys() == {"x", "y"}


def test_one_bar_compares_nothing_and_is_not_drawn(weekly: WeeklyReport) -> None:
    daily, _, category, _ = weekly.reports
    assert len(daily.rows) == 1
    assert draw(daily, Texts("en")) is None
    assert draw(category, Texts("en")) is not None
