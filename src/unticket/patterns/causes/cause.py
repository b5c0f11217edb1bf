"""The cause of each issue: the register's word, else the best hypothesis from its notes, else a hint, else unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from unticket.model.recurring_issue import Cause, CauseSource
from unticket.patterns.causes.hypotheses import Hypothesis
from unticket.patterns.causes.matching import Match
from unticket.patterns.causes.statements import Tells


def causes(
    issues: Iterable[str],
    matches: Mapping[str, Match],
    guesses: Mapping[str, Sequence[Hypothesis]],
    hints: Mapping[str, Cause],
) -> dict[str, Cause]:
    """The cause of each of `issues`, from `match`, `hypotheses` and `hints`."""
    return {issue: cause(matches.get(issue), guesses.get(issue, ()), hints.get(issue)) for issue in issues}


def cause(match: Match | None, guesses: Sequence[Hypothesis], hint: Cause | None = None) -> Cause:
    """One issue's cause. What the register says is the desk's own word and carries no confidence; a hypothesis carries its
    quotes, and what agents do about it as a workaround; where nobody has said anything, the cause is unknown, and at most
    there is a `hint` where to look."""
    if match is not None:
        known = match.known_error
        return Cause(
            source=CauseSource.REGISTER,
            text=known.cause,
            workaround=known.workaround,
            owner=known.owner,
            runbook=known.runbook,
            known_error=known.id,
        )
    if not guesses:
        return hint or Cause()
    best = guesses[0]
    repair = next((guess for guess in guesses[1:] if guess.tells is Tells.REPAIR), None)
    return Cause(
        source=CauseSource.HYPOTHESIS,
        text=best.text,
        workaround=repair.text if repair else "",
        confidence=best.confidence,
        quotes=(*best.quotes, *(repair.quotes[:1] if repair else ())),
    )
