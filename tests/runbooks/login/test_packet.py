"""What an escalation advises never goes round a guard rail."""

from __future__ import annotations

import re

import pytest

from unticket.runbooks.login.packet import advice

# Whoever has left or is not known is put right in HR's records first; no advice tells to switch an account on or reset it.
ROUND = re.compile(
    r"\b(reactivate|switch(ed)? (it )?on|unsuspend|unlock|reset (the|their)|new password|approve|override|force)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("row", sorted(advice()))
def test_no_next_step_goes_round_a_guard_rail(row: str) -> None:
    for step in advice()[row].next_steps:
        assert not ROUND.search(step), step


@pytest.mark.parametrize("row", ["terminated", "unknown", "hr_unreachable", "hr_stale", "ambiguous_person"])
def test_where_hr_cannot_vouch_the_account_is_left_alone_until_the_run_starts_again(row: str) -> None:
    assert advice()[row].again


def test_every_advice_says_what_to_check_and_what_to_do() -> None:
    assert all(one.check and one.next_steps for one in advice().values())
