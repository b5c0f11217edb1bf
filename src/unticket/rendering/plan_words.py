"""The words in which a plan is told, whatever the form."""

from __future__ import annotations

from collections.abc import Mapping

from unticket.model.action import Action, Saving
from unticket.plan.chapter import rule_numbers
from unticket.plan.forecast import Forecast
from unticket.plan.measurement import Measured
from unticket.plan.projection import Projected
from unticket.rendering.texts import Texts


class PlanWords:
    """Words for one plan. `references` is what people call a ticket, by its key."""

    def __init__(self, references: Mapping[str, str], *, language: str, timezone: str) -> None:
        self.texts = Texts(language, timezone)
        self._references = references

    def reference(self, key: str) -> str:
        return self._references.get(key, key)

    def kind(self, action: Action) -> str:
        return self.texts(f"plan.kinds.{action.kind}")

    def owner(self, action: Action) -> str:
        """A role in the reader's language, or the name that a person or the register gave."""
        known = ("engineering", "development", "operations", "product")
        return self.texts(f"plan.owners.{action.owner}") if action.owner in known else action.owner

    def rule(self, action: Action) -> str:
        """What it may claim, and why so."""
        return self.texts(f"plan.rules.{action.claim.rule}", **rule_numbers(action))

    def status(self, action: Action) -> str:
        """Where it stands, with the day it was done."""
        said = self.texts(f"plan.statuses.{action.status}")
        return f"{said}, {self.texts('plan.done_on', day=action.done_on)}" if action.done_on else said

    def saves(self, action: Action) -> str:
        """2 tickets not written; no ticket by itself."""
        claim = action.claim
        if claim.saving is None or not claim.tickets:
            return self.texts("plan.nothing")
        what = self.texts("plan.not_written" if claim.saving is Saving.NOT_WRITTEN else "plan.no_agent")
        return f"{self.texts('plan.tickets', count=len(claim.tickets))} · {what.lower()}"

    def total(self, projected: Projected, total: int) -> str:
        """5 of 8 tickets (62.5 %), at least 2."""
        count = len(projected.tickets)
        return self.texts("plan.sum", count=count, total=total, share=projected.share, low=projected.at_least)

    def foretold(self, coming: Forecast | None) -> str:
        """What the coming weeks would bring, or "" where the past is too short to tell."""
        if coming is None or coming.expected is None:
            return ""
        return self.texts("plan.foretold", expected=round(coming.expected, 1), low=coming.low, high=coming.high)

    def effect(self, measured: Measured) -> str:
        """What was measured, with its interval, or why it is too early to tell."""
        if measured.too_early or measured.ratio is None:
            return self.texts(f"plan.too_early.{measured.too_early}")
        kind = "unclear" if not measured.effect else "fewer" if measured.ratio < 1 else "more"
        numbers = {name: round(getattr(measured, name), 2) for name in ("ratio", "low", "high")}
        return self.texts(f"plan.effects.{kind}", **numbers)
