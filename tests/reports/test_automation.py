"""Before and after: medians over what is known, shares with their denominators, nothing from constants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.reports.automation import ByPeople, ByRunbook, before_after
from unticket.reports.proportion import share

AT = datetime(2026, 2, 18, 8, 0, tzinfo=UTC)


def ours(number: int, outcome: str, **more: object) -> ByRunbook:
    told = {"opened_at": AT, "ended_at": AT + timedelta(seconds=number)} | more
    return ByRunbook(ticket_key=f"odoo:{number}", outcome=outcome, **told)  # type: ignore[arg-type]


def test_nothing_recorded_gives_no_figures() -> None:
    sides = before_after([], [])
    for side in (sides.before, sides.after):
        assert (side.tickets, side.time_to_resolve.median, side.needed_a_person.share) == (0, None, None)


def test_people_before_are_measured_by_the_history() -> None:
    tickets = [
        ByPeople(
            ticket_key="odoo:1", opened_at=AT, first_response_at=AT + timedelta(minutes=2), closed_at=AT + timedelta(minutes=5)
        ),
        ByPeople(ticket_key="odoo:2", opened_at=AT, closed_at=AT + timedelta(minutes=9)),
        ByPeople(ticket_key="odoo:3", opened_at=AT),
    ]
    before = before_after(tickets, []).before
    assert (before.time_to_resolve.median, before.time_to_resolve.of) == (timedelta(minutes=7), 2)
    assert (before.time_to_acknowledge.median, before.time_to_acknowledge.of) == (timedelta(minutes=2), 1)
    assert (before.needed_a_person.count, before.needed_a_person.of) == (3, 3)
    assert before.reopened is None, "the copy does not show when a ticket was opened again"


def test_a_ticket_that_a_person_approved_needed_a_person() -> None:
    after = before_after([], [ours(1, "resolved"), ours(2, "resolved", supervised=True)]).after
    assert (after.resolved_automatically.count, after.resolved_automatically.of) == (1, 2)
    assert (after.needed_a_person.count, after.needed_a_person.of) == (1, 2)


@pytest.mark.parametrize("outcome", ["escalated", "doubtful", "taken_over", "rejected", "expired"])
def test_whatever_ends_with_a_person_needed_one(outcome: str) -> None:
    after = before_after([], [ours(1, outcome), ours(2, "waiting")]).after
    assert after.needed_a_person.count == 1
    assert after.doubtful is not None
    assert after.doubtful.count == (outcome == "doubtful")


@pytest.mark.parametrize(("hours", "counts"), [(0, 1), (72, 1), (72.01, 0), (-1, 0)])
def test_reopened_counts_within_72_hours_after_it_was_resolved(hours: float, counts: int) -> None:
    run = ours(1, "resolved", ended_at=AT, requester_wrote_at=AT + timedelta(hours=hours))
    after = before_after([], [run, ours(2, "escalated", requester_wrote_at=AT)]).after
    assert after.reopened is not None
    assert (after.reopened.count, after.reopened.of) == (counts, 1)


def test_a_time_that_the_copy_does_not_know_is_left_out_and_shown_in_the_denominator() -> None:
    after = before_after([], [ours(4, "resolved"), ours(9, "resolved", opened_at=None)]).after
    assert (after.time_to_resolve.median, after.time_to_resolve.of) == (timedelta(seconds=4), 1)
    assert after.tickets == 2


OUTCOMES = st.sampled_from(["resolved", "waiting", "escalated", "doubtful", "taken_over", "rejected", "expired"])


@given(st.lists(st.tuples(OUTCOMES, st.booleans()), max_size=60))
def test_every_ticket_is_on_one_side_of_needing_a_person(runs: list[tuple[str, bool]]) -> None:
    after = before_after([], [ours(n, outcome, supervised=by) for n, (outcome, by) in enumerate(runs)]).after
    alone = sum(outcome in ("resolved", "waiting") and not by for outcome, by in runs)
    assert after.needed_a_person.count == len(runs) - alone
    assert after.resolved_automatically.count <= alone


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(8, 10, 0.4439, 0.9748), (0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (0, 0, 0.0, 1.0)]
)
def test_a_share_has_its_exact_interval(count: int, of: int, low: float, high: float) -> None:
    """Against published Clopper–Pearson limits."""
    found = share(count, of)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_share_and_stays_within_0_and_1(count: int, more: int) -> None:
    found = share(count, count + more)
    assert 0 <= found.low <= found.high <= 1
    if found.share is not None:
        assert found.low <= found.share <= found.high
