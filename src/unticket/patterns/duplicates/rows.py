"""The tickets as duplicates are judged by: in order of time, as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_matrix, hstack, vstack

from unticket.patterns.likeness.columns import WIDTH, columns, counts, lengths, normalised
from unticket.patterns.likeness.likeness import Likeness

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
STILL_OPEN = np.iinfo(np.int64).max
# How much each of a text's channels counts in how alike two tickets are. What is wrong with what counts most: people whom one
# thing hits say that in common, and hardly a word; what the tickets name ("lesson 3") is weighed apart from it.
CHANNELS = {"words": 0.25, "grams": 0.15, "concepts": 0.60}
TOLD = ("words", "concepts")
# Things that tell who is hit or since when, and not what: tickets of one incident name different ones.
_NOT_WHAT = ("class", "grade", "version", "week", "semester", "question")
_NOT_WHAT_PATTERN = f"^(?:{'|'.join(_NOT_WHAT)}) "
_SAID = ("key", "entities", "concepts", "words", "subject_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Some tickets, oldest first. Codes of words are hashes of them, so that rows read at different times fit together."""

    said: pl.DataFrame  # what a reason quotes: key, entities, concepts, words, subject_words
    opened: Ints  # microseconds since 1970, UTC
    closed: Ints  # likewise, or STILL_OPEN
    place: Ints  # how many tickets of the desk came before
    digest: Ints  # of the text: equal texts, equal digests
    contact: Ints  # requester as the desk knows them; 0: unknown
    address: Ints
    name: Ints
    person: Ints  # the first of these that is known
    team: Ints
    category: Ints
    language: Ints
    length: Ints  # distinct words
    features: csr_matrix  # the channels side by side, rows of length 1: their product is how alike two tickets are
    lengths: Floats  # of each row's part in each of CHANNELS
    amounts: Floats  # how much each says in each of TOLD: rare things count more
    entities: csr_matrix  # which things each ticket names
    kinds: csr_matrix  # which kinds of thing ("lesson")
    numbers: csr_matrix  # other words with a digit
    tags: csr_matrix

    def __len__(self) -> int:
        return len(self.opened)

    @classmethod
    def read(cls, tickets: pl.DataFrame, likeness: Likeness, *, places: Ints) -> Rows:
        """The rows of tickets `in_order` (with the columns of both tables); `places` tell how many of the desk came before."""
        weighed = likeness.weighed(tickets)
        features = _beside(weighed)
        things = tickets["entities"].list.eval(pl.element().filter(~pl.element().str.contains(_NOT_WHAT_PATTERN)))
        owner = np.repeat(np.arange(tickets.height), np.diff(features.indptr))
        channel = features.indices // WIDTH
        squares = np.bincount(
            owner * len(CHANNELS) + channel, weights=features.data**2, minlength=tickets.height * len(CHANNELS)
        )
        return cls(
            said=tickets.select(_SAID),
            opened=_micros(tickets["opened_at"]),
            closed=_micros(
                tickets["closed_at"].fill_null(pl.Series([None], dtype=pl.Datetime("us", "UTC"))), missing=STILL_OPEN
            ),
            place=places,
            digest=tickets["digest"].reinterpret(signed=True).to_numpy(),
            contact=_codes(tickets["requester"]),
            address=_codes(tickets["requester_email"]),
            name=_codes(tickets["requester_name"]),
            person=people_of(tickets),
            team=_codes(tickets["team"]),
            category=_codes(tickets["category"]),
            language=_codes(tickets["language"]),
            length=tickets["words"].list.n_unique().fill_null(0).cast(pl.Int64).to_numpy(),
            features=features,
            lengths=np.sqrt(squares).reshape(tickets.height, len(CHANNELS)),
            amounts=np.column_stack([lengths(weighed[name]).astype(np.float64) for name in TOLD]),
            entities=_sets(things),
            kinds=_sets(things.list.eval(pl.element().str.replace(r"\s*\S+$", ""))),
            numbers=_sets(tickets["words"].list.eval(pl.element().filter(pl.element().str.contains(r"\d")))),
            tags=_sets(tickets["tags"].cast(pl.List(pl.String))),
        )

    def take(self, chosen: Ints | slice) -> Rows:
        """Only the `chosen` rows, in that order."""
        return Rows(**{name: _taken(getattr(self, name), chosen) for name in _NAMES})

    def then(self, later: Rows) -> Rows:
        """These rows, followed by `later` ones."""
        if not len(self):
            return later
        return Rows(**{name: _joined([getattr(self, name), getattr(later, name)]) for name in _NAMES})


_NAMES = tuple(field.name for field in fields(Rows))


def features_of(texts: pl.DataFrame, likeness: Likeness) -> csr_matrix:
    """What each of `texts` says, as rows of length 1 (0 where nothing is said)."""
    return _beside(likeness.weighed(texts))


def _beside(weighed: Mapping[str, csr_matrix]) -> csr_matrix:
    parts = [normalised(weighed[name]) * np.sqrt(part) for name, part in CHANNELS.items()]
    return normalised(hstack(parts, format="csr", dtype=np.float32))


def people_of(tickets: pl.DataFrame) -> Ints:
    """A code for who wrote each, by contact, else address, else name; 0: nobody knows."""
    contact, address, name = (_codes(tickets[column]) for column in ("requester", "requester_email", "requester_name"))
    return np.where(contact != 0, contact, np.where(address != 0, address, name))


def in_order(tickets: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Tickets with their texts, oldest first; those that never came (no opening time, no text) are left out."""
    said = texts.select("key", "language", "subject_words", "words", "concepts", "entities", "digest")
    kept = tickets.select(
        "key", "opened_at", "closed_at", "requester", "requester_name", "requester_email", "team", "category", "tags"
    )
    lists = pl.col("subject_words", "words", "concepts", "entities", "tags").fill_null([])
    return kept.join(said, on="key").filter(pl.col("opened_at").is_not_null()).with_columns(lists).sort("opened_at", "key")


def _micros(times: pl.Series, *, missing: int = 0) -> Ints:
    return times.dt.epoch("us").fill_null(missing).to_numpy().astype(np.int64)


def _codes(words: pl.Series) -> Ints:
    """A number above 0 for each word, the same for the same; 0 for none."""
    plain = words.cast(pl.String).fill_null("").str.strip_chars().str.to_lowercase()
    return np.where((plain == "").to_numpy(), 0, columns(plain) + 1).astype(np.int64)


def _sets(words: pl.Series) -> csr_matrix:
    long = pl.DataFrame({"row": np.arange(len(words), dtype=np.int64), "word": words}).explode("word").drop_nulls().unique()
    matrix = counts(long["row"].to_numpy(), columns(long["word"].cast(pl.String)), len(words))
    matrix.data[:] = 1
    return matrix


def _taken(part: Any, chosen: Ints | slice) -> Any:
    return part[chosen]


def _joined(parts: Sequence[Any]) -> Any:
    if isinstance(parts[0], pl.DataFrame):
        return pl.concat(parts)
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    return vstack(parts, format="csr")


def overlaps(matrix: csr_matrix, one: Ints, other: Ints) -> Floats:
    """For each pair of rows the sum of the products of their columns."""
    return np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1), dtype=np.float64).ravel()


def texts_of(rows: Rows, places: Iterable[int]) -> list[dict[str, Any]]:
    """What the tickets at these positions say, for a reason."""
    return [rows.said.row(place, named=True) for place in places]
