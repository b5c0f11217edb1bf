"""How far two groupings of the same tickets agree: pairs, B-cubed and the adjusted Rand index, with intervals.

Everything is counted from the table of how many tickets each true and each found group share, so that cost grows with the
tickets and not with their pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unticket.patterns.evaluate.estimate import Estimate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DRAWS = 2_000
_PARTS = 1_000  # true groups beyond so many are dealt into so many parts, which are then drawn as one each
_MIDDLE = (2.5, 97.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Precision, recall and their harmonic mean (F1)."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A found grouping against the true one. Intervals are of true groups drawn anew: their tickets stand or fall together."""

    tickets: int
    true_groups: int  # tickets alone are groups, too
    found_groups: int
    pairs: Scores  # of two tickets said to belong together, and of those that do
    b_cubed: Scores  # of a ticket's group, averaged over tickets (Bagga and Baldwin 1998)
    adjusted_rand: Estimate  # 1: the same, 0: what chance gives (Hubert and Arabie 1985)


def agreement(truth: Sequence[str], found: Sequence[str], *, seed: int = 0, draws: int = DRAWS) -> Agreement:
    """Compare the group that each ticket truly has with the one it was given, both in one order; "" is a ticket alone.

    A figure is None where nothing could be right or wrong: pairs' precision where no pair was found, recall where there is
    none. The same `seed` gives the same intervals. Raises `ValueError` where the lengths differ.
    """
    sums = _sums(_codes(truth), _codes(found))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = _figures(sums.sum(axis=0))
        drawn = _figures(_drawn(sums, np.random.default_rng(seed), draws))
    told = [_estimate(float(value), spread) for value, spread in zip(values, drawn.T, strict=True)]
    return Agreement(
        tickets=len(truth),
        true_groups=len(sums),
        found_groups=len(np.unique(_codes(found))),
        pairs=Scores(precision=told[0], recall=told[1], f1=told[2]),
        b_cubed=Scores(precision=told[3], recall=told[4], f1=told[5]),
        adjusted_rand=told[6],
    )


def _codes(groups: Sequence[str]) -> Ints:
    """A number for each group; a ticket alone has one of its own."""
    named = np.asarray(groups, dtype=np.str_)
    codes = np.unique(named, return_inverse=True)[1].astype(np.int64).reshape(-1)
    alone = named == ""
    codes[alone] = len(codes) + np.arange(int(alone.sum()))
    return codes


def _sums(truth: Ints, found: Ints) -> Floats:
    """By true group: tickets, their precision and recall added up, pairs in both, in truth, and its share of those found."""
    if len(truth) != len(found):
        raise ValueError(f"{len(truth)} true groups and {len(found)} found ones cannot be of the same tickets")
    of_true, true_place, true_size = np.unique(truth, return_inverse=True, return_counts=True)
    _, found_place, found_size = np.unique(found, return_inverse=True, return_counts=True)
    cells, shared = np.unique(true_place * max(1, len(found_size)) + found_place, return_counts=True)
    row, column = np.divmod(cells, max(1, len(found_size)))

    def by_group(values: Floats) -> Floats:
        return np.bincount(row, weights=values, minlength=len(of_true)).astype(np.float64)

    return np.stack(
        [
            true_size.astype(np.float64),
            by_group(shared**2 / found_size[column]),
            by_group(shared**2 / true_size[row]),
            by_group(shared * (shared - 1) / 2),
            true_size * (true_size - 1) / 2,
            by_group(shared * (found_size[column] - 1) / 2),  # each ticket has half of its pairs
        ],
        axis=1,
    )


def _drawn(sums: Floats, rng: np.random.Generator, draws: int) -> Floats:
    """`sums` added up over as many groups as there are, drawn with replacement, `draws` times."""
    if len(sums) > _PARTS:
        part = rng.permutation(len(sums)) % _PARTS
        sums = np.stack([np.bincount(part, weights=column, minlength=_PARTS) for column in sums.T], axis=1)
    if not len(sums):
        return np.zeros((draws, sums.shape[1]))
    times: Floats = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=draws).astype(np.float64)
    return times @ sums


def _figures(sums: Floats) -> Floats:
    """Pairs' precision, recall and F1, B-cubed's, and the adjusted Rand index, in the last axis; NaN: nothing to judge by."""
    tickets, precision, recall, both, true, found = np.moveaxis(sums, -1, 0)
    every = tickets * (tickets - 1) / 2
    by_chance = np.where(every > 0, true * found / np.maximum(every, 1), 0)
    most = (true + found) / 2
    same = np.isclose(most, by_chance)  # all alone or all together, in both
    rand = np.where(same, 1.0, (both - by_chance) / np.where(same, 1, most - by_chance))
    b_precision, b_recall = precision / tickets, recall / tickets
    return np.stack(
        [
            both / found,
            both / true,
            2 * both / (true + found),
            b_precision,
            b_recall,
            2 * b_precision * b_recall / (b_precision + b_recall),
            np.where(tickets > 0, rand, np.nan),
        ],
        axis=-1,
    )


def _estimate(value: float, spread: Floats) -> Estimate:
    spread = spread[np.isfinite(spread)]
    if not np.isfinite(value) or not len(spread):
        return Estimate()
    low, high = np.percentile(spread, _MIDDLE)
    return Estimate(value, min(value, float(low)), max(value, float(high)))
