"""What each issue is about: the mean of its texts, language by language, to which any text can be held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sparse_dot_topn import sp_matmul_topn

from unticket.patterns.likeness.columns import lengths, normalised
from unticket.patterns.likeness.likeness import FEATURES, Likeness

Numbers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Strings = npt.NDArray[np.str_]
# What the neutral features of two texts of one trouble in two languages are worth against the features of two texts in one
# language: without the words that differ they agree more easily.
ABROAD = 0.7
_FEW = 8
_TINY = np.float32(1e-9)
_WIDEST = 400  # entries that a centre keeps: the strongest


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Distinct texts as rows: their features, their features for another language, and their language."""

    whole: csr_matrix
    neutral: csr_matrix
    languages: Strings

    @classmethod
    def of(cls, likeness: Likeness, texts: Any) -> Said:
        """The rows of `texts` (columns of the text table), in their order."""
        whole, neutral = likeness.both(texts)
        return cls(whole=whole, neutral=neutral, languages=texts["language"].fill_null("").to_numpy().astype(np.str_))

    def __getitem__(self, rows: Any) -> Said:
        return Said(whole=self.whole[rows], neutral=self.neutral[rows], languages=self.languages[rows])

    def __len__(self) -> int:
        return int(self.whole.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """For each text the group that it is most like (-1: none), and the mean of how alike it is to that group's texts."""

    group: Numbers
    alike: Floats

    def within(self, threshold: float) -> Numbers:
        """The groups, with -1 for those that are not alike enough to belong."""
        return np.where(self.alike >= threshold, self.group, -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Centres:
    """The means of the texts of each group in each language. `of`: the group that each row belongs to."""

    of: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    languages: Strings = field(default_factory=lambda: np.empty(0, dtype=np.str_))
    texts: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))  # how many each is the mean of
    whole: csr_matrix = field(default_factory=lambda: csr_matrix((0, FEATURES), dtype=np.float32))
    neutral: csr_matrix = field(default_factory=lambda: csr_matrix((0, FEATURES), dtype=np.float32))

    lengths: tuple[Floats, Floats] = field(init=False, repr=False, compare=False)  # of the rows of whole and of neutral

    def __post_init__(self) -> None:
        object.__setattr__(self, "lengths", (lengths(self.whole), lengths(self.neutral)))

    def nearest(self, said: Said) -> Nearest:
        """The group whose centre points the most as each text does. (The mean alikeness itself would favour small groups:
        the more wordings a group has, the less alike to all of them any text is.)"""
        group = np.full(len(said), -1, dtype=np.int64)
        mean, best = np.zeros(len(said), dtype=np.float32), np.zeros(len(said), dtype=np.float32)
        for language in np.unique(said.languages):
            rows = np.flatnonzero(said.languages == language)
            abroad = (self.languages != language) & (self.languages != "") & (language != "")
            for these, features, means, length, worth in (
                (~abroad, said.whole, self.whole, self.lengths[0], 1.0),
                (abroad, said.neutral, self.neutral, self.lengths[1], ABROAD),
            ):
                if not these.any():
                    continue
                place, cosine = _best(features[rows], means, length, these)
                better = cosine * np.float32(worth) > best[rows]
                at, where = rows[better], place[better]
                group[at] = self.of[where]
                best[at] = cosine[better] * np.float32(worth)
                mean[at] = best[at] * length[where]
        return Nearest(group=group, alike=mean)

    def __add__(self, other: Centres) -> Centres:
        return Centres(
            of=np.concatenate([self.of, other.of]),
            languages=np.concatenate([self.languages, other.languages]),
            texts=np.concatenate([self.texts, other.texts]),
            whole=vstack([self.whole, other.whole], format="csr"),
            neutral=vstack([self.neutral, other.neutral], format="csr"),
        )

    def as_said(self) -> Said:
        """The centres as if each were a text."""
        return Said(whole=normalised(self.whole), neutral=normalised(self.neutral), languages=self.languages)

    def numbered(self, numbers: Mapping[int, int]) -> Centres:
        """The same with other numbers for the groups; those that `numbers` does not have are left out."""
        kept = np.array([int(group) in numbers for group in self.of], dtype=bool)
        return Centres(
            of=np.array([numbers[int(group)] for group in self.of[kept]], dtype=np.int64),
            languages=self.languages[kept],
            texts=self.texts[kept],
            whole=self.whole[kept],
            neutral=self.neutral[kept],
        )


def centres(said: Said, groups: Numbers) -> Centres:
    """The centres of `groups`: the number of the group that each text is in, -1 for none."""
    rows = np.flatnonzero(groups >= 0)
    if not len(rows):
        return Centres()
    languages, language = np.unique(said.languages[rows], return_inverse=True)
    part, place = np.unique(groups[rows] * len(languages) + language, return_inverse=True)
    sizes = np.bincount(place).astype(np.float32)
    mean = csr_matrix((1 / sizes[place], (place, rows)), shape=(len(part), len(said)), dtype=np.float32)
    return Centres(
        of=part // len(languages),
        languages=languages[part % len(languages)],
        texts=sizes.astype(np.int64),
        whole=_strongest(csr_matrix(mean @ said.whole)),
        neutral=_strongest(csr_matrix(mean @ said.neutral)),
    )


def alike(said: Said) -> npt.NDArray[np.float32]:
    """How alike each two texts are. For a bounded number of texts only: the answer has its square."""
    near = np.asarray((said.whole @ said.whole.T).todense(), dtype=np.float32)
    far = np.asarray((said.neutral @ said.neutral.T).todense(), dtype=np.float32)
    here, there = said.languages[:, None], said.languages[None, :]
    abroad = (here != there) & (here != "") & (there != "")
    return np.where(abroad, far * np.float32(ABROAD), near)


def _best(features: csr_matrix, means: csr_matrix, length: Floats, these: npt.NDArray[np.bool_]) -> tuple[Numbers, Floats]:
    """The row of `means`, among `these`, that points the most as each row of `features`, and the cosine; 0 and 0 for none."""
    place = np.zeros(features.shape[0], dtype=np.int64)
    cosine = np.zeros(features.shape[0], dtype=np.float32)
    if features.shape[0] <= _FEW:
        worth = np.where(these, 1 / np.maximum(length, _TINY), 0).astype(np.float32)
        for row in range(features.shape[0]):  # turning the centres round would take longer than all else
            products = (means @ features[row].toarray().ravel()) * worth
            place[row] = int(products.argmax())
            cosine[row] = products[place[row]]
        return place, cosine
    there = np.flatnonzero(these)
    top = sp_matmul_topn(features, csr_matrix(normalised(means[there]).T), 1, threshold=0.0)
    found = np.flatnonzero(np.diff(top.indptr))
    place[found], cosine[found] = there[top.indices], top.data
    return place, cosine


def _strongest(matrix: csr_matrix) -> csr_matrix:
    """Without the weakest entries of rows that have more than `_WIDEST`."""
    keep = np.ones(matrix.nnz, dtype=bool)
    for row in np.flatnonzero(np.diff(matrix.indptr) > _WIDEST):
        start, end = matrix.indptr[row], matrix.indptr[row + 1]
        keep[start:end] = False
        keep[start + np.argpartition(matrix.data[start:end], -_WIDEST)[-_WIDEST:]] = True
    kept = matrix.copy()
    kept.data[~keep] = 0
    kept.eliminate_zeros()
    return kept
