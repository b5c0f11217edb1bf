"""What agents do about an issue, and whether it is always the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import polars as pl

from unticket.model.recurring_issue import Quote
from unticket.patterns.causes.statements import noted, statements
from unticket.patterns.evidence.exact import at_least_share

QUOTED_AT_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualFix:
    """The action that most of an issue's notes tell of."""

    action: str  # "reactivate", "restart", …
    tickets: tuple[str, ...]  # keys of those whose notes say so
    noted: int  # tickets whose notes tell of any action
    at_least: float  # share of those, the lower end of Wilson's 95 % interval
    quotes: tuple[Quote, ...]


def usual_fixes(groups: pl.DataFrame, notes: pl.DataFrame) -> dict[str, UsualFix]:
    """For each issue whose notes (rows of NOTES) tell of anything done, what is done most."""
    done: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))  # issue → action → ticket → text
    for statement in statements(noted(groups, notes)):
        for action in statement.actions:
            done[statement.issue][action].setdefault(statement.ticket, statement.text)
    return {issue: _usual(by_action) for issue, by_action in done.items()}


def _usual(by_action: dict[str, dict[str, str]]) -> UsualFix:
    action = max(sorted(by_action), key=lambda name: len(by_action[name]))
    said = by_action[action]
    acted_on = len({ticket for tickets in by_action.values() for ticket in tickets})
    return UsualFix(
        action=action,
        tickets=tuple(said),
        noted=acted_on,
        at_least=at_least_share(len(said), acted_on),
        quotes=tuple(Quote(ticket=ticket, text=text) for ticket, text in list(said.items())[:QUOTED_AT_MOST]),
    )
