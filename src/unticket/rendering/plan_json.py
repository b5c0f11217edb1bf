"""The plan as JSON, for scripts: shares between 0 and 1, times in minutes, days as ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from unticket.model.action import Action
from unticket.plan.forecast import Forecast
from unticket.plan.measurement import Measured
from unticket.plan.projection import Projected, Projection
from unticket.rendering.plan_words import PlanWords


def plan_document(
    actions: Sequence[Action], projection: Projection, coming: Mapping[str, Forecast], words: PlanWords
) -> dict[str, Any]:
    """The whole plan with what it would have saved."""
    return {
        "total": projection.total,
        "not_written": _projected(projection.not_written),
        "no_agent": _projected(projection.no_agent),
        "formula": words.texts("plan.formula"),
        "actions": [action_document(action, words, coming.get(action.id)) for action in actions],
    }


def action_document(action: Action, words: PlanWords, coming: Forecast | None = None) -> dict[str, Any]:
    """One action, with the words for its kind, its rule and each option."""
    return {
        **asdict(action),
        "kind_shown": words.kind(action),
        "saves_shown": words.saves(action),
        "rule_shown": words.rule(action),
        "options": [
            {**asdict(option), "because_shown": words.texts(f"plan.reasons.{option.because}")} for option in action.options
        ],
        "coming": asdict(coming) if coming else None,
    }


def followed_document(action: Action, measured: Measured, missed: Sequence[str], words: PlanWords) -> dict[str, Any]:
    """An action that was done, projected against measured."""
    avoided = measured.avoided
    return {
        "action": action.id,
        "kind": str(action.kind),
        "about": action.about,
        "title": action.title,
        "done_on": action.done_on,
        "projected": {"saving": action.claim.saving, "tickets": action.claim.tickets},
        "measured": asdict(measured),
        "measured_shown": words.effect(measured),
        "avoided": dict(zip(("expected", "low", "high"), avoided, strict=True)) if avoided else None,
        "missed": list(missed),
    }


def _projected(projected: Projected) -> dict[str, Any]:
    return {**asdict(projected), "count": len(projected.tickets)}
