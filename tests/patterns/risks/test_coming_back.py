"""Tickets that come back, to the desk or from agent to agent, are told where it is more than chance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from unticket.patterns.findings import Risk, RiskKind
from unticket.patterns.risks.sentence import sentence_of
from unticket.patterns.text.table import NOTES

Found = Callable[..., tuple[Risk, ...]]
START = datetime(2026, 2, 17, tzinfo=UTC)


def _tickets(count: int, again: int, *, days_before: int = 0) -> list[dict[str, Any]]:
    opened = START - timedelta(days=days_before)
    return [
        {
            "key": f"{days_before}-{n}",
            "opened_at": opened + timedelta(hours=n % 90),
            "closed": True,
            "closed_at": opened + timedelta(hours=n % 90 + 1),
            "reopened": n < again,
            "assignee": ("ada", "theo")[n % 2],
        }
        for n in range(count)
    ]


def _of(risks: tuple[Risk, ...], kind: RiskKind) -> list[Risk]:
    return [risk for risk in risks if risk.kind is kind]


def test_a_share_that_rose_is_told_with_its_interval_and_what_it_was(found: Found) -> None:
    (risk,) = _of(found(_tickets(60, 9) + _tickets(200, 6, days_before=30)), RiskKind.REOPENED)
    assert (risk.numbers["count"], risk.numbers["total"]) == (9, 60)
    assert (risk.numbers["before"], risk.numbers["total_before"], risk.numbers["share_before"]) == (6, 200, 0.03)
    assert risk.numbers["low"] == pytest.approx(0.071, abs=0.001)  # Clopper and Pearson, 9 of 60
    assert risk.numbers["high"] == pytest.approx(0.266, abs=0.001)
    assert risk.tickets == tuple(f"0-{n}" for n in range(9))
    assert not risk.too_few


def test_a_share_as_before_is_no_news(found: Found) -> None:
    assert _of(found(_tickets(60, 3) + _tickets(200, 10, days_before=30)), RiskKind.REOPENED) == []


def test_a_share_that_is_surely_high_is_told_though_it_was_so_before(found: Found) -> None:
    (risk,) = _of(found(_tickets(60, 20) + _tickets(200, 66, days_before=30)), RiskKind.REOPENED)
    assert not risk.too_few


def test_two_of_eight_are_too_few_to_tell_and_one_is_nothing(found: Found) -> None:
    (risk,) = _of(found(_tickets(8, 2)), RiskKind.REOPENED)
    assert risk.too_few
    assert sentence_of(risk) == "reopened_too_few"
    assert _of(found(_tickets(8, 1)), RiskKind.REOPENED) == []


def _notes(said: dict[str, str]) -> pl.DataFrame:
    """`said` gives for each ticket who wrote, a letter a note: a and t are agents, b is the bot, r the requester."""
    names = {"a": "Ada", "t": "Theo", "b": "Desk Bot", "r": "Cora"}
    rows = [
        {
            "ticket": ticket,
            "posted_at": START + timedelta(minutes=n),
            "author": names[letter],
            "by_agent": letter != "r",
            "internal": True,
            "text": "",
        }
        for ticket, letters in said.items()
        for n, letter in enumerate(letters)
    ]
    return pl.DataFrame(rows, schema=NOTES)


def test_agents_who_write_by_turns_toss_a_ticket(found: Found) -> None:
    said = {f"0-{n}": "a" for n in range(30)} | {"0-1": "atat", "0-2": "aattaatt", "0-3": "atatat"}
    (risk,) = _of(found(_tickets(30, 0), notes=_notes(said)), RiskKind.PING_PONG)
    assert risk.tickets == ("0-1", "0-2", "0-3")
    assert (risk.numbers["count"], risk.numbers["total"], risk.numbers["most"]) == (3, 30, 4)
    assert not risk.too_few


@pytest.mark.parametrize(
    "letters", ["ata", "aaaa", "araraa", "abab"], ids=["a question and its answer", "one agent", "the requester", "the bot"]
)
def test_what_is_no_ping_pong(found: Found, letters: str) -> None:
    said = {f"0-{n}": letters for n in range(30)}
    assert _of(found(_tickets(30, 0), notes=_notes(said)), RiskKind.PING_PONG) == []


def test_notes_in_any_order_tell_the_same_and_without_notes_nothing_is_said(found: Found) -> None:
    notes = _notes({"0-1": "atat", "0-2": "tata"})
    told = _of(found(_tickets(30, 0), notes=notes), RiskKind.PING_PONG)
    assert told == _of(found(_tickets(30, 0), notes=notes.reverse()), RiskKind.PING_PONG)
    assert [risk.too_few for risk in told] == [True]
    assert _of(found(_tickets(30, 0)), RiskKind.PING_PONG) == []
