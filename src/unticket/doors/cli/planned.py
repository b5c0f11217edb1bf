"""What the commands of `unticket plan` have in common: the plan that is looked at, and the words in which it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unticket.doors.cli import options, screen

if TYPE_CHECKING:
    from unticket.app import Unticket
    from unticket.app.action_plan import Planned
    from unticket.model.period import Period
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
    """What `options.looked_at` gives, as `look`: a context manager that yields `Looked`."""

    def seen(unticket: Unticket, period: Period | None, team: str | None) -> Looked:
        with screen.working("Making the plan"):
            return Looked(unticket, unticket.plan.planned(period, team=team))

    return options.looked_at(command, seen)


def words_of(unticket: Unticket, planned: Planned) -> PlanWords:
    """The words of a plan, with the references of the tickets that it names."""
    keys = [key for action in planned.actions for key in (*action.evidence, *action.claim.tickets)]
    return words_for(unticket, [*keys, *planned.found.counted])


def words_for(unticket: Unticket, keys: Sequence[str]) -> PlanWords:
    """Words in the language of the settings, with what people call these tickets."""
    from unticket.rendering.plan_words import PlanWords

    chosen = unticket.settings
    return PlanWords(unticket.recurring.references(keys), language=chosen.language, timezone=chosen.timezone)
