"""What the commands of `unticket patterns` have in common: what is looked at, and in which words it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from unticket.doors.cli import options, screen
from unticket.model.errors import NotFound

if TYPE_CHECKING:
    from unticket.app import Unticket
    from unticket.model.period import Period
    from unticket.model.recurring_issue import RecurringIssue
    from unticket.patterns.find import Found
    from unticket.rendering.patterns_terminal import PatternScreen
    from unticket.rendering.patterns_words import PatternWords

MOST = 30  # lines on the screen


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, with everything that is needed to tell it."""

    unticket: Unticket
    found: Found
    words: PatternWords

    @property
    def screen(self) -> PatternScreen:
        from unticket.rendering.patterns_terminal import PatternScreen

        return PatternScreen(self.found.patterns, self.words, screen.console())

    def issue(self, name: str) -> RecurringIssue:
        """The issue that a person named by its number. Raises `NotFound`."""
        id_ = self.unticket.recurring.issue_of(name)
        for issue in self.found.patterns.issues:
            if issue.id == id_:
                return issue
        raise NotFound(f"The issue {id_} has no tickets here.", "Leave out --week, --from, --to and --team to see all of it.")


def looked_for(command: Callable[..., Any]) -> Callable[..., Any]:
    """What `options.looked_at` gives, as `look`: a context manager that yields `Looked`."""

    def seen(unticket: Unticket, period: Period | None, team: str | None) -> Looked:
        with screen.working("Finding what keeps coming back"):
            found = unticket.recurring.found(period, team=team)
        return Looked(unticket, found, words_of(unticket, found))

    return options.looked_at(command, seen)


def words_of(unticket: Unticket, found: Found) -> PatternWords:
    """The words in which `found` is told, with the references of the tickets that it names."""
    from unticket.rendering.patterns_words import PatternWords

    patterns, chosen = found.patterns, unticket.settings
    keys = [key for issue in patterns.issues for key in issue.tickets]
    keys += [quote.ticket for issue in patterns.issues for quote in issue.cause.quotes]
    keys += [key for group in patterns.duplicates for key in group.tickets]
    keys += [key for risk in patterns.risks for key in risk.tickets]
    references = unticket.recurring.references([*keys, *found.counted])
    return PatternWords(patterns, references, language=chosen.language, timezone=chosen.timezone)


most = click.option("--most", type=click.IntRange(min=1), default=MOST, show_default=True, help="Lines on the screen.")
