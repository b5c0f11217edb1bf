"""Who cannot be spared is told, with what stops without them, and not out of a handful of tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.patterns.findings import Risk, RiskKind
from unticket.patterns.risks.sentence import sentence_of

Found = Callable[..., tuple[Risk, ...]]
Rows = list[dict[str, Any]]
START = datetime(2026, 2, 16, tzinfo=UTC)


def test_the_reference_week_has_a_single_point_of_failure_and_no_other_risk(found: Found, reference_week: Rows) -> None:
    (risk,) = found(reference_week)
    assert risk.kind is RiskKind.SINGLE_POINT_OF_FAILURE
    assert (risk.subject, risk.numbers["agent"]) == ("ada", "Ada")
    assert (risk.numbers["count"], risk.numbers["total"], risk.numbers["share"]) == (8, 8, 1.0)
    assert risk.tickets == tuple(row["key"] for row in reference_week)
    assert not risk.too_few
    assert sentence_of(risk) == "single_point_of_failure_all"


def test_with_one_ticket_handled_by_another_nothing_is_claimed(found: Found, reference_week: Rows) -> None:
    reference_week[2]["assignee"] = "theo"
    assert found(reference_week) == ()  # 7 of 8 may be less than half in truth: at least 47 %


def test_a_dropped_ticket_is_not_counted(found: Found, reference_week: Rows) -> None:
    (risk,) = found(reference_week[1:])
    assert (risk.numbers["count"], risk.too_few) == (7, False)


@pytest.mark.parametrize(("count", "too_few"), [(1, True), (5, True), (6, False)])
def test_below_six_tickets_nothing_is_claimed(found: Found, reference_week: Rows, count: int, too_few: bool) -> None:
    (risk,) = found(reference_week[:count])
    assert risk.too_few is too_few


def test_a_week_later_it_is_the_same(found: Found, reference_week: Rows) -> None:
    later = [row | {name: row[name] + timedelta(days=7) for name in ("opened_at", "closed_at")} for row in reference_week]
    moved = found(
        later,
        period=((START + timedelta(days=7)).date(), (START + timedelta(days=13)).date()),
        now=datetime(2026, 3, 2, 1, tzinfo=UTC),
    )
    assert moved == found(reference_week)


@pytest.mark.parametrize("nobody", ["bot", None])
def test_neither_a_bot_nor_nobody_is_a_person_who_may_be_away(found: Found, reference_week: Rows, nobody: str | None) -> None:
    for row in reference_week[4:]:
        row["assignee"] = nobody
    (risk,) = found(reference_week)
    assert (risk.subject, risk.numbers["total"], risk.too_few) == ("ada", 4, True)
    assert found([row | {"assignee": nobody} for row in reference_week]) == ()


def test_one_who_was_away_for_a_week_has_not_ceased_to_help(found: Found, reference_week: Rows) -> None:
    before = [
        row | {"key": f"b{n}", "assignee": "theo", "opened_at": START - timedelta(days=n)}
        for n, row in enumerate(reference_week)
    ]
    assert found(reference_week + before) == ()


def _desk(**solved_by: str) -> Rows:
    """Each issue ten times, by the agents named in turn."""
    rows = []
    for issue, agents in solved_by.items():
        for n in range(10):
            opened = START + timedelta(hours=7 * n + len(rows) % 5)
            rows.append(
                {
                    "key": f"{issue}-{n}",
                    "opened_at": opened,
                    "closed": True,
                    "closed_at": opened + timedelta(hours=1),
                    "assignee": agents.split("+")[n % len(agents.split("+"))],
                    "issue": issue,
                    "tags": [issue],
                }
            )
    return rows


def test_who_alone_solves_an_issue_is_told_with_the_share_that_waits(found: Found) -> None:
    risks = [
        risk
        for risk in found(_desk(video="ada", login="theo", print="ada+theo", wifi="theo+ada"))
        if risk.numbers["by"] == "issue"
    ]
    told = {risk.subject: (risk.numbers["subjects"], risk.numbers["tickets"], risk.numbers["share"]) for risk in risks}
    assert told == {"ada": ("Video of lesson 3", 10, 0.25), "theo": ("login", 10, 0.25)}
    assert {sentence_of(risk) for risk in risks} == {"sole_solver_issue"}


def test_a_tag_is_told_where_it_shows_what_no_issue_does(found: Found) -> None:
    rows = _desk(video="ada", login="theo", print="ada+theo")
    assert {risk.numbers["by"] for risk in found(rows)} == {"issue"}
    (by_tag, _) = found([row | {"issue": ""} for row in rows])
    assert (by_tag.numbers["by"], by_tag.numbers["subjects"], sentence_of(by_tag)) == ("tag", "video", "sole_solver_tag")


def test_a_colleague_who_solved_one_of_them_can_do_it_too(found: Found) -> None:
    rows = _desk(video="ada", login="ada+theo", print="ada+theo")
    rows[3]["assignee"] = "theo"
    assert not [risk for risk in found(rows) if risk.kind is RiskKind.SOLE_SOLVER]


def test_what_chance_gives_to_a_busy_agent_is_no_speciality(found: Found) -> None:
    """Ada has 8 of 10 tickets of every kind: that she met all six of a rare kind tells nothing about Theo."""
    busy = _desk(a="ada+ada+ada+ada+theo", b="ada+ada+ada+ada+theo", c="ada+ada+ada+ada+theo")
    rare = [row | {"issue": "rare", "tags": ["rare"], "key": f"rare-{n}"} for n, row in enumerate(_desk(x="ada")[:6])]
    assert not [risk for risk in found(busy + rare) if risk.kind is RiskKind.SOLE_SOLVER]
