"""A generated desk can be served by the demo desk."""

from __future__ import annotations

from unticket.demo.desk.state import DeskState


def test_every_row_loads_into_the_demo_desk(desk):
    state = DeskState.from_tables(desk.tables, now=desk.truth.now)
    for model, rows in desk.tables.items():
        assert {row["id"] for row in rows} <= set(state.table(model).rows), model
