"""Whatever happens at the desk, and wherever syncs break off: in the end the copy is the desk, and the table is the copy."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from polars.testing import assert_frame_equal

from unticket.history import blocks
from unticket.history.cache import ticket_table
from unticket.history.ports import TicketStore
from unticket.history.ticket_table import SCHEMA
from unticket.model.errors import Conflict, Unreachable

SKEWS = st.sampled_from([timedelta(), timedelta(hours=-7), timedelta(hours=7), timedelta(seconds=3)])
LENGTHS = st.sampled_from([timedelta(seconds=1), timedelta(minutes=4), timedelta(hours=2), timedelta(days=40)])
WHICH = st.integers(0, 40)
CHANGES = st.one_of(
    st.fixed_dictionaries({"stage": st.sampled_from("1234")}),
    st.fixed_dictionaries({"assignee": st.sampled_from([None, "7", "8"])}),
    st.fixed_dictionaries({"tags": st.lists(st.sampled_from("123"), unique=True, max_size=3).map(tuple)}),
    st.fixed_dictionaries({"subject": st.text("äb", max_size=3)}),
    st.fixed_dictionaries({"archived": st.booleans()}),
)
DEED = st.one_of(
    st.tuples(st.just("create"), st.booleans()),
    st.tuples(st.just("change"), WHICH, CHANGES, st.booleans()),
    st.tuples(st.just("write"), WHICH, st.booleans(), st.booleans(), st.booleans()),
    st.tuples(st.just("delete"), WHICH),
    st.tuples(st.just("commit")),
    st.tuples(st.just("pass_time"), LENGTHS),
)


def machine(
    new_desk: Any, new_store: Callable[[], TicketStore], run_sync: Any, assert_equal: Any
) -> type[RuleBasedStateMachine]:
    class Course(RuleBasedStateMachine):
        @initialize(skew=SKEWS, page_size=st.integers(1, 5))
        def begin(self, skew: timedelta, page_size: int) -> None:
            self.desk, self.store, self.skew = new_desk(page_size=page_size), new_store(), skew
            self.folder = tempfile.TemporaryDirectory()

        @rule(deed=DEED)
        def at_the_desk(self, deed: Any) -> None:
            do(self.desk, deed)

        @rule(stage=st.sampled_from("1234"))
        def turn_stage(self, stage: str) -> None:
            before = self.desk.stages[stage]
            self.desk.stages[stage] = type(before)(id=stage, name=before.name + "'", closed=not before.closed)

        @rule(which=WHICH)
        def hide_or_show(self, which: int) -> None:
            if number := pick(self.desk, which):
                self.desk.hidden ^= {number}

        @rule(pages=st.integers(0, 6), full=st.booleans())
        def sync_that_breaks_off(self, pages: int, full: bool) -> None:
            self.desk.pages_until_cut = pages
            with suppress(Unreachable, Conflict):  # the loss of all its few tickets is refused
                run_sync(self.desk, self.store, skew=self.skew, full=full, accept_loss=not full)
            self.desk.pages_until_cut = None

        @rule(deeds=st.lists(DEED, max_size=4), full=st.booleans())
        def sync_while_people_work(self, deeds: list[Any], full: bool) -> None:
            meanwhile = iter(deeds)
            self.desk.after_page = lambda: do(self.desk, next(meanwhile, None))
            run_sync(self.desk, self.store, skew=self.skew, full=full, accept_loss=True)
            self.desk.after_page = lambda: None

        @rule()
        def sync_in_peace(self) -> None:
            run_sync(self.desk, self.store, skew=self.skew, accept_loss=True)
            assert_equal(self.desk, self.store)
            with self.store.table_changes("") as changes:
                before = changes.position
            again = run_sync(self.desk, self.store, skew=self.skew)
            with self.store.table_changes("") as changes:
                assert changes.position == before
            assert (again.changed, again.deleted, again.messages) == (0, 0, 0)

        @invariant()
        def the_table_is_the_copy(self) -> None:
            if hasattr(self, "store"):
                with self.store.table_changes("") as changes:
                    rows = pl.concat([pl.DataFrame(schema=SCHEMA), *changes.rows])
                cached = ticket_table(self.store, Path(self.folder.name)).tickets.collect()
                assert cached["opened_at"].is_sorted()
                assert_frame_equal(cached.sort("key"), rows.sort("key"))

        def teardown(self) -> None:
            if hasattr(self, "store"):
                self.sync_in_peace()
                self.folder.cleanup()

    return Course


def pick(desk: Any, which: int) -> int | None:
    numbers = sorted(desk.known)
    return numbers[which % len(numbers)] if numbers else None


def do(desk: Any, deed: Any) -> None:
    if deed is None:
        return
    name, *details = deed
    if name == "create":
        desk.create(late=details[0])
    elif name == "pass_time":
        desk.pass_time(details[0])
    elif name == "commit":
        desk.commit()
    elif (number := pick(desk, details[0])) is not None:
        if name == "delete":
            desk.delete(number)
        elif name == "change":
            desk.change(number, late=details[2], **details[1])
        else:
            by_agent, internal, automatic = details[1:]
            desk.write(number, by_agent=by_agent, internal=internal, automatic=automatic)


@pytest.mark.parametrize(("kind", "examples", "steps"), [("in-memory", 60, 30), ("sqlite", 8, 20)])
def test_after_any_course_of_events_the_copy_is_the_desk(
    kind: str,
    examples: int,
    steps: int,
    new_desk: Any,
    new_store: Any,
    run_sync: Any,
    assert_equal: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "ROWS", 2)  # so that a few tickets fill several blocks
    course = machine(new_desk, lambda: new_store(kind), run_sync, assert_equal)
    run_state_machine_as_test(
        course,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            report_multiple_bugs=False,
        ),
    )
