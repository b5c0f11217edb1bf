"""The issues and duplicates that were found, against those that a person labelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from unticket.patterns.evaluate.agreement import Agreement, agreement
from unticket.patterns.evaluate.estimate import Proportion
from unticket.patterns.evaluate.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """Every ticket after a group's first is called a duplicate of that first one."""

    agreement: Agreement
    right: Proportion  # of those called so, the ones that tell of what the first one told
    called: Proportion  # of the labelled tickets after each incident's first, the ones that were rightly called so


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """None: the labels say nothing of it. Tickets without a label are left out on both sides."""

    issues: Agreement | None
    duplicates: Duplicates | None
    unknown: tuple[str, ...] = ()  # labelled tickets that are not there


def evaluate(labels: Labels, issues: Mapping[str, str], duplicates: Iterable[Sequence[str]], *, seed: int = 0) -> Evaluation:
    """Judge `issues` (of every ticket of the copy by key; "" is in none) and `duplicates` (keys, the first one first).

    Takes time and memory in proportion to the tickets. `seed` is that of the intervals.
    """
    judged = [key for key in labels.issues if key in issues]
    truth, found = [labels.issues[key] for key in judged], [issues[key] for key in judged]
    told = [key for key in labels.incidents if key in issues]
    return Evaluation(
        issues=agreement(truth, found, seed=seed) if judged else None,
        duplicates=_duplicates(labels.incidents, told, duplicates, seed) if told else None,
        unknown=tuple(key for key in labels.tickets if key not in issues),
    )


def _duplicates(incidents: Mapping[str, str], told: Sequence[str], groups: Iterable[Sequence[str]], seed: int) -> Duplicates:
    known = set(told)
    found: dict[str, str] = {}
    right = called = 0
    for number, keys in enumerate(groups):
        own = [key for key in keys if key in known]
        found.update(dict.fromkeys(own, str(number)))
        called += max(0, len(own) - 1)
        right += sum(incidents[key] == incidents[own[0]] != "" for key in own[1:])
    truth = [incidents[key] for key in told]
    true_duplicates = sum(label != "" for label in truth) - len(set(truth) - {""})
    return Duplicates(
        agreement=agreement(truth, [found.get(key, "") for key in told], seed=seed),
        right=Proportion(right, called),
        called=Proportion(right, true_duplicates),
    )
