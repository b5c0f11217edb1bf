"""What speaks for and against two tickets being one thing, as numbers."""

from __future__ import annotations

import numpy as np

from unticket.patterns.duplicates.candidates import HOUR, Pairs, same_person
from unticket.patterns.duplicates.rows import CHANNELS, STILL_OPEN, Floats, Ints, Rows, overlaps
from unticket.patterns.duplicates.usual import Usual
from unticket.patterns.likeness.columns import WIDTH

NAMES = (
    "alike",
    "words",  # alikeness of the words alone
    "concepts",  # … of what is wrong with what
    "other_concepts",  # both say what is wrong, and it is not the same
    "same_things",  # both name it: "lesson 3"
    "other_things",  # lesson 3 here, lesson 4 there
    "other_numbers",
    "hours",  # ln(1 + hours)
    "hours_of_nothing",  # the same where both name no same thing: such an incident is shorter
    "chance",  # ln of how many were to be expected so close, from Usual
    "same_person",
    "team",  # 1 the same, -1 another, 0 unknown
    "category",
    "tags",
    "two_languages",
    "concepts_in_two_languages",
    "length",  # ln(1 + words of the shorter)
    "open",  # the earlier one was still open, or closed less than a day before
)


def evidence(rows: Rows, found: Pairs, usual: Usual) -> Floats:
    """A row a pair, a column for each of NAMES."""
    one, other = found.earlier, found.later
    channels = _by_channel(rows, one, other)
    concepts = channels[:, CHANNELS.index("concepts")]
    both_say = (rows.lengths[one] * rows.lengths[other])[:, CHANNELS.index("concepts")] > 0
    things, kinds = overlaps(rows.entities, one, other), overlaps(rows.kinds, one, other)
    numbered = [np.asarray(rows.numbers[side].sum(axis=1)).ravel() > 0 for side in (one, other)]
    languages = rows.language[one], rows.language[other]
    two_languages = (languages[0] != 0) & (languages[1] != 0) & (languages[0] != languages[1])
    hours = np.abs(rows.opened[other] - rows.opened[one]) / HOUR
    closed = rows.closed[one]
    columns = {
        "alike": found.alike,
        "words": channels[:, CHANNELS.index("words")],
        "concepts": concepts,
        "other_concepts": both_say & (concepts <= 0),
        "same_things": np.minimum(things, 2),
        "other_things": np.clip(kinds - things, 0, 2),
        "other_numbers": numbered[0] & numbered[1] & (overlaps(rows.numbers, one, other) == 0),
        "hours": np.log1p(hours),
        "hours_of_nothing": np.log1p(hours) * (things == 0),
        "chance": np.log(usual.expected(rows, found) + 1e-4),
        "same_person": same_person(rows, one, other),
        "team": _agreement(rows.team[one], rows.team[other]),
        "category": _agreement(rows.category[one], rows.category[other]),
        "tags": _jaccard(rows, one, other),
        "two_languages": two_languages,
        "concepts_in_two_languages": two_languages * concepts,
        "length": np.log1p(np.minimum(rows.length[one], rows.length[other])),
        "open": (closed == STILL_OPEN) | (closed > rows.opened[other] - 24 * HOUR),
    }
    return np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in NAMES])


def _by_channel(rows: Rows, one: Ints, other: Ints) -> Floats:
    product = rows.features[one].multiply(rows.features[other]).tocsr()
    owner = np.repeat(np.arange(len(one)), np.diff(product.indptr))
    sums = np.bincount(
        owner * len(CHANNELS) + product.indices // WIDTH, weights=product.data, minlength=len(one) * len(CHANNELS)
    )
    lengths = rows.lengths[one] * rows.lengths[other]
    alike: Floats = np.divide(sums.reshape(len(one), len(CHANNELS)), lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return alike


def _agreement(one: Ints, other: Ints) -> Floats:
    known = (one != 0) & (other != 0)
    return np.where(known, np.where(one == other, 1.0, -1.0), 0.0)


def _jaccard(rows: Rows, one: Ints, other: Ints) -> Floats:
    both = overlaps(rows.tags, one, other)
    sizes = np.asarray(rows.tags.sum(axis=1)).ravel()
    all_of_them = sizes[one] + sizes[other] - both
    shared: Floats = np.divide(both, all_of_them, out=np.zeros_like(both), where=all_of_them > 0)
    return shared
