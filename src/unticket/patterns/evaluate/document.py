"""Measured agreement as a JSON document."""

from __future__ import annotations

from typing import Any

from unticket.patterns.evaluate.agreement import Agreement, Scores
from unticket.patterns.evaluate.estimate import Estimate, Proportion
from unticket.patterns.evaluate.evaluation import Duplicates, Evaluation
from unticket.patterns.evaluate.word_of_people import WordOfPeople


def evaluation_document(evaluation: Evaluation) -> dict[str, Any]:
    """Figures as {"value", "low", "high"} (95 %), shares of cases as {"hits", "cases", …}; null: nothing to judge by."""
    return {
        "issues": _agreement(evaluation.issues),
        "duplicates": _duplicates(evaluation.duplicates),
        "unknown": list(evaluation.unknown),
    }


def people_document(word: WordOfPeople) -> dict[str, Any]:
    """The same of what people said."""
    return {
        "same": _proportion(word.same),
        "different": _proportion(word.different),
        "moved": _proportion(word.moved),
        "among_moved": _agreement(word.among_moved),
    }


def _duplicates(seen: Duplicates | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {**(_agreement(seen.agreement) or {}), "right": _proportion(seen.right), "called": _proportion(seen.called)}


def _agreement(seen: Agreement | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    return {
        "tickets": seen.tickets,
        "true_groups": seen.true_groups,
        "found_groups": seen.found_groups,
        "pairs": _scores(seen.pairs),
        "b_cubed": _scores(seen.b_cubed),
        "adjusted_rand": _estimate(seen.adjusted_rand),
    }


def _scores(scores: Scores) -> dict[str, Any]:
    return {"precision": _estimate(scores.precision), "recall": _estimate(scores.recall), "f1": _estimate(scores.f1)}


def _proportion(proportion: Proportion) -> dict[str, Any]:
    return {"hits": proportion.hits, "cases": proportion.cases, **(_estimate(proportion.estimate) or {})}


def _estimate(figure: Estimate) -> dict[str, Any] | None:
    if figure.value is None:
        return None
    return {"value": figure.value, "low": figure.low, "high": figure.high}
