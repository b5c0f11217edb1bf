"""What speaks for and against two tickets being one thing, as numbers."""

from __future__ import annotations

import numpy as np

from unticket.patterns.duplicates.candidates import HOUR, Pairs, same_person
from unticket.patterns.duplicates.rows import CHANNELS, STILL_OPEN, Flags, Floats, Ints, Rows, overlaps
from unticket.patterns.duplicates.usual import OF_ITS_KIND, Usual
from unticket.patterns.likeness.columns import WIDTH

NAMES = (
    "alike",
    "words",  # alikeness of the words alone
    "concepts",  # … of what is wrong with what
    "other_concepts",  # both say what is wrong, and it is not the same
    "same_things",  # both name it: "lesson 3"
    "same_trouble",  # … and how alike is what is wrong with it
    "other_things",  # lesson 3 here, lesson 4 there
    "other_numbers",
    "renumbered",  # nearly the same words about another thing or number: invoice 4711 here, 4712 there
    "hours",  # ln(1 + hours) where both name no same thing
    "hours_same_thing",  # … where they do: such an incident may last for days
    "due",  # ln of how many so alike were to be expected in the time between them, at the desk's usual pace
    "words_said",  # ln(1 + how much both say in the same words): rare ones tell more
    "concepts_said",  # … in the same concepts
    "writes",  # ln(1 + tickets that this person wrote): a reception's next one is seldom the same matter
    "bursts",  # ln of how much more than by chance such matters come close together on this desk
    "crowd",  # ln of how many more of its kind came in the last hours before the later one than to be expected
    "same_person",
    "team",  # 1 the same, -1 another, 0 unknown
    "category",
    "unsorted",  # the team of one of them is unknown
    "tags",  # shared of all of both
    "untagged",  # one has none
    "two_languages",
    "length",  # ln(1 + words of the shorter)
    "open",  # the earlier one was still open, or closed less than a day before
)

_WORDS, _CONCEPTS = (list(CHANNELS).index(name) for name in ("words", "concepts"))
_SHORTLY = 8  # hours
_HARDLY = 1e-5  # fewer are due by chance than can be told from none
_TWINS = 0.6  # alikeness of the words of texts that differ in little


def evidence(rows: Rows, found: Pairs, usual: Usual) -> Floats:
    """A row a pair, a column for each of NAMES."""
    one, other = found.earlier, found.later
    channels = _by_channel(rows, one, other)
    concepts = channels[:, _CONCEPTS]
    both_say = (rows.lengths[one] * rows.lengths[other])[:, _CONCEPTS] > 0
    things, kinds = overlaps(rows.entities, one, other), overlaps(rows.kinds, one, other)
    numbered = [np.asarray(rows.numbers[side].sum(axis=1)).ravel() > 0 for side in (one, other)]
    languages = rows.language[one], rows.language[other]
    two_languages = (languages[0] != 0) & (languages[1] != 0) & (languages[0] != languages[1])
    hours = np.abs(rows.opened[other] - rows.opened[one]) / HOUR
    other_numbers = numbered[0] & numbered[1] & (overlaps(rows.numbers, one, other) == 0)
    renumbered = (channels[:, _WORDS] >= _TWINS) & (other_numbers | (kinds > things))
    closed = rows.closed[one]
    told = channels[:, [_WORDS, _CONCEPTS]] * rows.amounts[one] * rows.amounts[other]
    due, kindred, bursts = usual.expected(rows, found, within=_SHORTLY)
    columns = {
        "alike": found.alike,
        "words": channels[:, _WORDS],
        "concepts": concepts,
        "other_concepts": both_say & (concepts <= 0),
        "same_things": np.minimum(things, 2),
        "same_trouble": (things > 0) * concepts,
        "other_things": np.clip(kinds - things, 0, 2),
        "other_numbers": other_numbers,
        "renumbered": renumbered,
        "hours": np.log1p(hours) * (things == 0),
        "hours_same_thing": np.log1p(hours) * (things > 0),
        "due": np.log(due + _HARDLY),
        "words_said": np.log1p(told[:, 0]),
        "concepts_said": np.log1p(told[:, 1]),
        "writes": np.log1p(usual.written(rows, found)),
        "bursts": np.log(bursts),
        "crowd": _crowd(rows, found, (hours <= _SHORTLY) & ~renumbered & (kinds <= things), kindred),
        "same_person": same_person(rows, one, other),
        "team": _agreement(rows.team[one], rows.team[other]),
        "category": _agreement(rows.category[one], rows.category[other]),
        "unsorted": (rows.team[one] == 0) | (rows.team[other] == 0),
        "tags": _jaccard(rows, one, other),
        "untagged": (np.diff(rows.tags.indptr)[one] == 0) | (np.diff(rows.tags.indptr)[other] == 0),
        "two_languages": two_languages,
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


def _crowd(rows: Rows, found: Pairs, kindred: Flags, due: Floats) -> Floats:
    """The tickets shortly before the later one of each pair that are of its kind, by others, against those due by chance."""
    kin = (found.alike >= OF_ITS_KIND) & kindred & ~same_person(rows, found.earlier, found.later)
    _, which = np.unique(found.later, return_inverse=True)
    ahead: Floats = np.log((np.bincount(which, weights=kin)[which] + 1) / (due + 1))
    return ahead


def _agreement(one: Ints, other: Ints) -> Floats:
    known = (one != 0) & (other != 0)
    return np.where(known, np.where(one == other, 1.0, -1.0), 0.0)


def _jaccard(rows: Rows, one: Ints, other: Ints) -> Floats:
    both = overlaps(rows.tags, one, other)
    sizes = np.asarray(rows.tags.sum(axis=1)).ravel()
    all_of_them = sizes[one] + sizes[other] - both
    shared: Floats = np.divide(both, all_of_them, out=np.zeros_like(both), where=all_of_them > 0)
    return shared
