"""What each issue is about: the mean of its texts, language by language, to which any text can be held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sparse_dot_topn import sp_matmul_topn

from unticket.patterns.likeness.likeness import FEATURES, Likeness

Numbers = npt.NDArray[np.int64]
Strings = npt.NDArray[np.str_]
# What the neutral features of two texts of one trouble in two languages are worth against the features of two texts in one
# language: without the words that differ they agree more easily.
_ABROAD = 0.6
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
class Centres:
    """The means of the texts of each group in each language. `of`: the group that each row belongs to."""

    of: Numbers = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    languages: Strings = field(default_factory=lambda: np.empty(0, dtype=np.str_))
    whole: csr_matrix = field(default_factory=lambda: csr_matrix((0, FEATURES), dtype=np.float32))
    neutral: csr_matrix = field(default_factory=lambda: csr_matrix((0, FEATURES), dtype=np.float32))

    def nearest(self, said: Said) -> tuple[Numbers, npt.NDArray[np.float32]]:
        """The group most alike to each text and how alike it is (the mean over that group's texts); -1 and 0 for none."""
        group = np.full(len(said), -1, dtype=np.int64)
        alike = np.zeros(len(said), dtype=np.float32)
        for language in np.unique(said.languages):
            rows = np.flatnonzero(said.languages == language)
            abroad = (self.languages != language) & (self.languages != "") & bool(language)
            for there, features, centres, worth in (
                (np.flatnonzero(~abroad), said.whole, self.whole, 1.0),
                (np.flatnonzero(abroad), said.neutral, self.neutral, _ABROAD),
            ):
                if not len(there):
                    continue
                best = sp_matmul_topn(features[rows], csr_matrix(centres[there].T), 1, threshold=0.0)
                found = np.flatnonzero(np.diff(best.indptr))
                better = best.data * np.float32(worth) > alike[rows[found]]
                at = rows[found[better]]
                group[at] = self.of[there[best.indices[better]]]
                alike[at] = best.data[better] * np.float32(worth)
        return group, alike

    def __add__(self, other: Centres) -> Centres:
        return Centres(
            of=np.concatenate([self.of, other.of]),
            languages=np.concatenate([self.languages, other.languages]),
            whole=vstack([self.whole, other.whole], format="csr"),
            neutral=vstack([self.neutral, other.neutral], format="csr"),
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
        whole=_strongest(csr_matrix(mean @ said.whole)),
        neutral=_strongest(csr_matrix(mean @ said.neutral)),
    )


def alike(said: Said) -> npt.NDArray[np.float32]:
    """How alike each two texts are. For a bounded number of texts only: the answer has its square."""
    near = np.asarray((said.whole @ said.whole.T).todense(), dtype=np.float32)
    far = np.asarray((said.neutral @ said.neutral.T).todense(), dtype=np.float32)
    here, there = said.languages[:, None], said.languages[None, :]
    abroad = (here != there) & (here != "") & (there != "")
    return np.where(abroad, far * np.float32(_ABROAD), near)


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
