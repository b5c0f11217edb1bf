"""The login table reads as the brief's four rows, made stricter and never looser by what the real systems know."""

from __future__ import annotations

from unticket.model.person import Employment
from unticket.runbooks.decision_table import Automatic
from unticket.runbooks.login.account_state import AccountState
from unticket.runbooks.login.identity import Identity, Proof
from unticket.runbooks.login.packet import DOUBTFUL, advice
from unticket.runbooks.login.standing import Standing
from unticket.runbooks.login.table import LOGIN, Action

# The brief's table, word for word: what may be done at most. Everything that is not here is left to a person.
BRIEF = {
    (Employment.ACTIVE, AccountState.DEACTIVATED): Action.REACTIVATE,
    (Employment.ACTIVE, AccountState.ENABLED): Action.RESET_PASSWORD,
}


def test_the_four_rows_of_the_brief() -> None:
    """With proof, agreement and the rule behind it, the table says what the brief says."""
    best = (Identity.AGREES, Proof.PROVEN, Standing.BY_THE_RULE)
    for (employment, account), action in BRIEF.items():
        row = LOGIN.decide(employment, account, *best)
        assert (row.action, row.automatic) == (action, Automatic.YES)
    for employment in (Employment.TERMINATED, Employment.UNKNOWN):
        for account in AccountState:
            row = LOGIN.decide(employment, account, *best)
            assert (row.action, row.automatic) == (Action.ESCALATE, Automatic.NEVER)


def test_no_case_is_more_permissive_than_in_the_brief() -> None:
    for employment, account, *rest in LOGIN.combinations():
        row = LOGIN.decide(employment, account, *rest)
        allowed = {Action.ESCALATE}
        if (employment, account) in BRIEF:
            allowed |= {BRIEF[employment, account], Action.ASK_CONFIRMATION}  # type: ignore[index]
        assert row.action in allowed, row.name


def test_an_account_is_changed_in_two_rows_only() -> None:
    acting = {row.name for row in LOGIN.rows if row.action in {Action.REACTIVATE, Action.RESET_PASSWORD}}
    assert acting == {"reactivate", "reset_password"}


def test_every_row_that_needs_a_person_has_its_advice() -> None:
    by_hand = {row.name for row in LOGIN.rows if row.automatic is Automatic.NEVER}
    assert set(advice()) == by_hand | {DOUBTFUL}


def test_no_public_reason_tells_that_somebody_has_left() -> None:
    """Internal notes are read by every agent; what HR knows of a person is not for all of them."""
    for row in LOGIN.rows:
        assert not {"terminated", "dismissed", "left", "fired", "leaving", "resigned"} & set(row.because.lower().split()), (
            row.name
        )
