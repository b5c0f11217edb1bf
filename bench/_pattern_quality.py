"""How right the issues, the duplicates and the stated people are, on desks that nothing was tuned on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench._pattern_desks import LabelledDesk, generated_desk, small_desks
from unticket.patterns.evaluate.estimate import Estimate, Proportion
from unticket.patterns.evaluate.evaluation import Evaluation, evaluate
from unticket.patterns.evaluate.labels import Labels
from unticket.patterns.evaluate.word_of_people import unaided

SEEDS = (901, 902, 903)  # those of tuning are below 900
TICKETS = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """One desk's figures."""

    name: str
    evaluation: Evaluation
    incidents: dict[str, str]  # the labels of duplicates, and
    duplicates: list[tuple[str, ...]]  # those found, with keys that no other desk has
    stated: Proportion  # tickets whose stated numbers of people are read exactly, of those that state any
    silent: Proportion  # and of those that state none


def quality() -> Iterator[str]:
    """A line a desk, and what they come to together."""
    yield from _told("report part of the small desks", [judged(desk) for desk in small_desks("report")])
    yield from _told("tune part, seen while tuning", [judged(desk) for desk in small_desks("tune")])
    yield from _told("generated desks", [judged(generated_desk(seed, TICKETS)) for seed in SEEDS])


def judged(desk: LabelledDesk) -> Judged:
    """Find the groups of `desk` from nothing and compare them."""
    texts = desk.texts()
    found = unaided(desk.table().tickets.collect(), texts)
    read = {key: sorted(one["count"] for one in said) for key, said in texts.select("key", "stated").iter_rows()}
    right = {key: read.get(key, []) == said for key, said in desk.stated.items()}
    stating = [key for key, said in desk.stated.items() if said]
    silent = [key for key, said in desk.stated.items() if not said]
    return Judged(
        name=desk.name,
        evaluation=evaluate(desk.labels, found.issues, found.duplicates),
        incidents={f"{desk.name} {key}": said and f"{desk.name} {said}" for key, said in desk.labels.incidents.items()},
        duplicates=[tuple(f"{desk.name} {key}" for key in keys) for keys in found.duplicates],
        stated=Proportion(sum(right[key] for key in stating), len(stating)),
        silent=Proportion(sum(right[key] for key in silent), len(silent)),
    )


def _told(part: str, desks: Sequence[Judged]) -> Iterator[str]:
    yield f"{part}: B-cubed precision, recall, F1; adjusted Rand; duplicates: pairs' precision, recall; people stated"
    for desk in desks:
        issues, duplicates = desk.evaluation.issues, desk.evaluation.duplicates
        assert issues is not None
        scores = issues.b_cubed
        pairs = duplicates.agreement.pairs if duplicates else None
        yield (
            f"{desk.name:>24} {issues.tickets:>5} tickets: {_plain(scores.precision)} {_plain(scores.recall)} {told(scores.f1)}"
            f" · {told(issues.adjusted_rand)}"
            + (f" · {told(pairs.precision)} {told(pairs.recall)}" if pairs else "")
            + f" · {desk.stated.hits}/{desk.stated.cases}, none where none {desk.silent.hits}/{desk.silent.cases}"
        )
    yield from _together(desks)


def _together(desks: Sequence[Judged]) -> Iterator[str]:
    """The mean over desks of what issues are judged by; duplicates and people added up over them."""
    issues = [desk.evaluation.issues for desk in desks]
    f1 = np.mean([each.b_cubed.f1.value for each in issues if each])
    rand = np.mean([each.adjusted_rand.value for each in issues if each])
    incidents = {key: said for desk in desks for key, said in desk.incidents.items()}
    groups = [keys for desk in desks for keys in desk.duplicates]
    told_again = evaluate(Labels(issues={}, incidents=incidents), dict.fromkeys(incidents, ""), groups).duplicates
    assert told_again is not None
    pairs = told_again.agreement.pairs
    stated = Proportion(sum(desk.stated.hits for desk in desks), sum(desk.stated.cases for desk in desks))
    silent = Proportion(sum(desk.silent.hits for desk in desks), sum(desk.silent.cases for desk in desks))
    yield f"{'together':>24}: B-cubed F1 {f1:.3f}, adjusted Rand {rand:.3f}, means over desks"
    yield f"{'':>24}  duplicates: pairs' precision {told(pairs.precision)}, recall {told(pairs.recall)}"
    yield f"{'':>24}  called a duplicate and right {_share(told_again.right)}; of all duplicates {_share(told_again.called)}"
    yield f"{'':>24}  stated people exact {_share(stated)}; none read where none is stated {_share(silent)}"


def _share(proportion: Proportion) -> str:
    return f"{proportion.hits}/{proportion.cases} = {told(proportion.estimate)}"


def told(figure: Estimate) -> str:
    """A figure with its 95 % interval."""
    if figure.value is None:
        return "–"
    return f"{figure.value:.3f} ({figure.low:.2f}-{figure.high:.2f})"


def _plain(figure: Estimate) -> str:
    return "–" if figure.value is None else f"{figure.value:.3f}"
