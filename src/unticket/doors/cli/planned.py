"""What the commands of `unticket plan` have in common: the plan that is looked at, and the words in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context

if TYPE_CHECKING:
    from unticket.action_plan import Planned
    from unticket.app import Unticket
    from unticket.rendering.plan_terminal import PlanScreen
    from unticket.rendering.plan_words import PlanWords


@dataclass(frozen=True, slots=True)
class Looked:
    """The plan, with everything that is needed to tell it."""

    unticket: Unticket
    planned: Planned

    @property
    def words(self) -> PlanWords:
        return words_of(self.unticket, self.planned)

    @property
    def screen(self) -> PlanScreen:
        from unticket.rendering.plan_terminal import PlanScreen

        return PlanScreen(self.words, screen.console())


def looked_for(command: Callable[..., Any]) -> Callable[..., Any]:
    """--week, --from, --to, --team and --language, given to the command as `look`: a context manager that yields `Looked`."""

    @options.period
    @options.team
    @options.language
    @wraps(command)
    def with_options(
        *, week: str | None, first: date | None, last: date | None, team: str | None, language: str | None, **others: Any
    ) -> Any:
        context: Context = click.get_current_context().obj

        @contextmanager
        def look() -> Iterator[Looked]:
            with context.opened(language=language) as unticket:
                options.sync_at_first(unticket)
                period = options.chosen_period(unticket.settings, week, first, last) if week or first or last else None
                with screen.working("Making the plan"):
                    planned = unticket.plan.planned(period, team=team)
                yield Looked(unticket, planned)

        return command(look=look, **others)

    return with_options


def words_of(unticket: Unticket, planned: Planned) -> PlanWords:
    """The words of a plan, with the references of the tickets that it names."""
    keys = [key for action in planned.actions for key in (*action.evidence, *action.claim.tickets)]
    return words_for(unticket, [*keys, *planned.found.counted])


def words_for(unticket: Unticket, keys: Sequence[str]) -> PlanWords:
    """Words in the language of the settings, with what people call these tickets."""
    from unticket.rendering.plan_words import PlanWords

    chosen = unticket.settings
    return PlanWords(unticket.recurring.references(keys), language=chosen.language, timezone=chosen.timezone)
