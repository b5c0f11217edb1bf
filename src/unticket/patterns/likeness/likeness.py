"""How alike two tickets are: by their words, pieces of words, what is wrong with what, and what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, hstack

from unticket.patterns.likeness.columns import WIDTH, Floats, column, columns, counts, grams, normalised

# What each channel weighs where all of them speak; a text without one is judged by the others. Words alone tell English from
# Vietnamese before they tell a trouble: concepts are where two languages and two wordings meet. Chosen on generated desks.
WEIGHTS: Mapping[str, float] = {"words": 0.30, "grams": 0.15, "concepts": 0.45, "entities": 0.10}
FEATURES = WIDTH * len(WEIGHTS)  # columns of a row of features
# What still tells of the same trouble in another language: concepts and names, and the words that both languages use ("LMS").
_NEUTRAL: Mapping[str, float] = {"words": 0.10, "grams": 0.0, "concepts": 0.75, "entities": 0.15}
_COUNTED = ("words", "concepts", "entities")  # channels whose words are weighed by how rare they are
_BLOCK = 50_000
_MOST_GRAM_LETTERS = 24  # of a word: longer ones are identifiers or noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How rare each word of a desk is, and from that the features of any text. New texts need no new `fit`."""

    texts: int  # distinct texts that it has seen
    seen: Mapping[str, Floats]  # channel → in how many of them each column occurs

    @classmethod
    def fit(cls, texts: pl.DataFrame) -> Likeness:
        """Count the words of `texts` (columns of the text table). Equal texts count once, so that a flood teaches nothing."""
        distinct = texts.unique("digest", keep="any") if texts.height else texts
        seen = {name: np.zeros(WIDTH, dtype=np.float32) for name in _COUNTED}
        for block in _blocks(distinct):
            for name in _COUNTED:
                seen[name] += np.bincount(_counted(block, name).indices, minlength=WIDTH).astype(np.float32)
        return cls(texts=distinct.height, seen=seen)

    def channels(self, texts: pl.DataFrame) -> dict[str, csr_matrix]:
        """Each channel's matrix for `texts`: a row a text in their order, of length 1, or empty where it has nothing to say."""
        weighed = {name: self._weighed(name, _counted(texts, name)) for name in _COUNTED}
        return {
            "words": weighed["words"],
            "grams": self._grams(texts),
            "concepts": weighed["concepts"],
            "entities": weighed["entities"],
        }

    def features(self, texts: pl.DataFrame) -> csr_matrix:
        """All channels side by side, weighted: rows of length 1 whose dot product is how alike two texts are, from 0 to 1."""
        return _beside(self.channels(texts), WEIGHTS)

    def both(self, texts: pl.DataFrame) -> tuple[csr_matrix, csr_matrix]:
        """The features, and those that compare texts of two languages; the same columns mean the same in both."""
        channels = self.channels(texts)
        return _beside(channels, WEIGHTS), _beside(channels, _NEUTRAL)

    def shared(self, a: Mapping[str, Any], b: Mapping[str, Any], *, most: int = 5) -> tuple[str, ...]:
        """What two rows of the text table have in common: what both name first, then concepts and words, the rarest first."""
        common = [name for name in _said(a, "entities") if name in set(_said(b, "entities"))][:most]
        told = {part for name in common for part in name.split()}
        rest = {
            word: self._rarity("words" if channel != "concepts" else channel, column(word))
            for channel in ("words", "subject_words", "concepts")
            for word in set(_said(a, channel)) & set(_said(b, channel))
            if word not in told
        }
        ranked = sorted(rest, key=lambda word: (-rest[word], word))
        return tuple([*common, *ranked][:most])

    def _weighed(self, name: str, matrix: csr_matrix) -> csr_matrix:
        weighed = matrix.copy()
        weighed.data = np.sqrt(matrix.data) * self._rarities(name, matrix.indices)
        return normalised(weighed)

    def _rarities(self, name: str, places: Any) -> Floats:
        """Inverse document frequency; even a word that stands everywhere keeps a little."""
        rare: Floats = (np.log((self.texts + 2) / (self.seen[name][places] + 1)) + 0.1).astype(np.float32)
        return rare

    def _rarity(self, name: str, place: int) -> float:
        return float(self._rarities(name, np.array([place]))[0])

    def _grams(self, texts: pl.DataFrame) -> csr_matrix:
        rows, words = _exploded(texts, ("words", "subject_words"))
        distinct = words.unique(maintain_order=True)
        places = words.replace_strict(distinct, pl.Series(range(len(distinct)), dtype=pl.Int64), return_dtype=pl.Int64)
        pieces = [grams(word[:_MOST_GRAM_LETTERS]) for word in distinct]
        flat = pl.Series([piece for word in pieces for piece in word], dtype=pl.String)
        of_word = normalised(
            counts(np.repeat(np.arange(len(pieces)), [len(word) for word in pieces]), columns(flat), len(pieces))
        )
        rare = self._rarities("words", columns(distinct))
        said = csr_matrix(
            (rare[places.to_numpy()], (rows, places.to_numpy())), shape=(texts.height, len(pieces)), dtype=np.float32
        )
        return normalised(csr_matrix(said @ of_word))


def _beside(channels: Mapping[str, csr_matrix], weights: Mapping[str, float]) -> csr_matrix:
    parts = [channels[name] * np.sqrt(weights[name]) for name in weights]
    matrix = csr_matrix(hstack(parts, format="csr", dtype=np.float32))
    matrix.eliminate_zeros()
    return normalised(matrix)


def _blocks(texts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return texts.iter_slices(_BLOCK)


def _counted(texts: pl.DataFrame, name: str) -> csr_matrix:
    if name == "words":  # a subject's words stand in `words`, too: what a person put first counts twice
        rows, words = _exploded(texts, ("words", "subject_words"))
        return counts(rows, columns(words), texts.height)
    if name == "concepts":
        rows, words = _concepts(texts)
        return counts(rows, columns(words), texts.height)
    rows, words = _exploded(texts, (name,))
    return counts(rows, columns(words), texts.height)


def _exploded(texts: pl.DataFrame, names: Sequence[str]) -> tuple[np.ndarray[Any, Any], pl.Series]:
    place = pl.int_range(pl.len(), dtype=pl.Int64).alias("place")
    long = pl.concat([texts.select(place, pl.col(name).alias("word")).explode("word").drop_nulls() for name in names])
    return long["place"].to_numpy(), long["word"].cast(pl.String)


def _concepts(texts: pl.DataFrame) -> tuple[np.ndarray[Any, Any], pl.Series]:
    """Each concept, and each two of them together: "playback" of a "video" is more than either."""
    rows: list[int] = []
    words: list[str] = []
    for place, said in enumerate(texts["concepts"].to_list()):
        told = sorted(set(said or ()))[:12]
        pairs = [f"{one}+{other}" for one, other in combinations(told, 2)]
        words += told + pairs
        rows += [place] * (len(told) + len(pairs))
    return np.array(rows, dtype=np.int64), pl.Series(words, dtype=pl.String)


def _said(row: Mapping[str, Any], channel: str) -> list[str]:
    return list(row.get(channel) or ())
