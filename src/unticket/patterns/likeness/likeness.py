"""How alike two tickets are: by their words, pieces of words, what is wrong with what, and what they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, hstack

from unticket.patterns.likeness.columns import WIDTH, Floats, column, columns, counts, grams, normalised
from unticket.patterns.likeness.distinct import distinct
from unticket.patterns.likeness.weights import COMMON, COMMON_SHARE, KIN, NEUTRAL, PRIOR_SHARE, PRIOR_TEXTS, WEIGHTS
from unticket.patterns.text.lexicon.lexicon import lexicon

__all__ = ["FEATURES", "WEIGHTS", "Likeness"]

FEATURES = WIDTH * len(WEIGHTS)  # columns of a row of features
_COUNTED = ("words", "concepts", "entities")  # channels whose words are weighed by how rare they are
_BLOCK = 50_000
_MOST_CONCEPTS = 12  # of a text
FADE = 0.35  # how much less each further concept of a text counts
_MOST_GRAM_LETTERS = 24  # of a word: longer ones are identifiers or noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How rare each word of a desk is, and from that the features of any text. New texts need no new `fit`."""

    texts: int  # distinct texts that it has seen
    seen: Mapping[str, Floats]  # channel → in how many of them each column occurs

    @classmethod
    def fit(cls, texts: pl.DataFrame) -> Likeness:
        """Count the words of `texts` (columns of the text table). Equal texts count once, so that a flood teaches nothing."""
        different = distinct(texts).texts
        seen = {name: np.zeros(WIDTH, dtype=np.float32) for name in _COUNTED}
        for block in _blocks(different):
            for name in _COUNTED:
                seen[name] += np.bincount(_counted(block, name).indices, minlength=WIDTH).astype(np.float32)
        return cls(texts=different.height, seen=seen)

    def channels(self, texts: pl.DataFrame) -> dict[str, csr_matrix]:
        """Each channel's matrix for `texts`: a row a text in their order, of length 1, or empty where it has nothing to say."""
        return {name: normalised(matrix) for name, matrix in self.weighed(texts).items()}

    def weighed(self, texts: pl.DataFrame) -> dict[str, csr_matrix]:
        """The same before all rows are made equally long: who says more, and rarer things, has the longer row."""
        return {
            "words": self._weighed("words", _counted(texts, "words")),
            "grams": self._grams(texts),
            "concepts": self._weighed("concepts", _counted(texts, "concepts")),
            "entities": self._weighed("entities", _counted(texts, "entities")),
        }

    def features(self, texts: pl.DataFrame) -> csr_matrix:
        """All channels side by side, weighted: rows of length 1 whose dot product is how alike two texts are, from 0 to 1."""
        return _beside(self.channels(texts), WEIGHTS)

    def both(self, texts: pl.DataFrame) -> tuple[csr_matrix, csr_matrix]:
        """The features, and those that compare texts of two languages; the same columns mean the same in both."""
        channels = self.channels(texts)
        return _beside(channels, WEIGHTS), _beside(channels, NEUTRAL)

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
        weighed.data = (matrix.data if name == "concepts" else np.sqrt(matrix.data)) * self._rarities(name, matrix.indices)
        return weighed

    def _rarities(self, name: str, places: Any) -> Floats:
        """Inverse document frequency over what was seen and what is taken for granted; nothing weighs nothing."""
        before = PRIOR_TEXTS * (_shares()[places] if name == "concepts" else PRIOR_SHARE)
        rare: Floats = np.log((self.texts + PRIOR_TEXTS + 2) / (self.seen[name][places] + before + 1)).astype(
            np.float32
        ) + np.float32(0.1)
        return rare

    def _rarity(self, name: str, place: int) -> float:
        return float(self._rarities(name, np.array([place]))[0])

    def _grams(self, texts: pl.DataFrame) -> csr_matrix:
        rows, words = _exploded(texts, ("words", "subject_words"))
        distinct = words.unique(maintain_order=True)
        if not len(distinct):
            return csr_matrix((texts.height, WIDTH), dtype=np.float32)
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
        return csr_matrix(said @ of_word)


def _beside(channels: Mapping[str, csr_matrix], weights: Mapping[str, float]) -> csr_matrix:
    parts = [channels[name] * np.sqrt(weights[name]) for name in weights]
    matrix = csr_matrix(hstack(parts, format="csr", dtype=np.float32))
    matrix.eliminate_zeros()
    return normalised(matrix)


def _blocks(texts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return texts.iter_slices(_BLOCK)


def _counted(texts: pl.DataFrame, name: str) -> csr_matrix:
    if name == "concepts":
        rows, words, weights = _concepts(texts)
        return counts(rows, columns(words), texts.height, weights)
    # A subject's words stand in `words`, too: what a person put first counts twice.
    rows, words = _exploded(texts, ("words", "subject_words") if name == "words" else (name,))
    return counts(rows, columns(words), texts.height)


def _exploded(texts: pl.DataFrame, names: Sequence[str]) -> tuple[np.ndarray[Any, Any], pl.Series]:
    place = pl.int_range(pl.len(), dtype=pl.Int64).alias("place")
    long = pl.concat([texts.select(place, pl.col(name).alias("word")).explode("word").drop_nulls() for name in names])
    return long["place"].to_numpy(), long["word"].cast(pl.String)


def _concepts(texts: pl.DataFrame) -> tuple[np.ndarray[Any, Any], pl.Series, Floats]:
    """Each concept, and each symptom with each thing: "playback" of a "video" is more than either. What is told first, a
    ticket is about; what comes later is its circumstances."""
    kinds = lexicon().kinds
    rows: list[int] = []
    words: list[str] = []
    weights: list[float] = []
    for place, said in enumerate(texts["concepts"].to_list()):
        told = {concept: 1 / (1 + FADE * rank) for rank, concept in enumerate((said or ())[:_MOST_CONCEPTS])}
        for concept, weight in list(told.items()):
            if kin := KIN.get(concept):
                told[kin] = max(told.get(kin, 0), weight)
        symptoms = [concept for concept in told if kinds.get(concept) != "thing"]
        things = [concept for concept in told if kinds.get(concept) == "thing"]
        told |= {f"{one}+{other}": min(told[one], told[other]) for one in symptoms for other in things}
        rows += [place] * len(told)
        words += told
        weights += told.values()
    return np.array(rows, dtype=np.int64), pl.Series(words, dtype=pl.String), np.array(weights, dtype=np.float32)


@cache
def _shares() -> Floats:
    """How common each concept is taken to be before it was seen; two together are as common as both by chance."""
    kinds = lexicon().kinds
    share = {concept: COMMON_SHARE if concept in COMMON else PRIOR_SHARE for concept in (*kinds, *KIN.values())}
    shares = np.full(WIDTH, PRIOR_SHARE, dtype=np.float32)
    for concept, own in share.items():
        shares[column(concept)] = own
        for other, its in share.items():
            shares[column(f"{concept}+{other}")] = own * its
    return shares


def _said(row: Mapping[str, Any], channel: str) -> list[str]:
    return list(row.get(channel) or ())
