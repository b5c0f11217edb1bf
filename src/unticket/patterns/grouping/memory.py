"""What is remembered of the issues from run to run: their numbers, their tickets, and what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import orjson
import polars as pl
from scipy.sparse import csr_matrix

from unticket.patterns.envelope import packed, sealed, unpacked, unsealed
from unticket.patterns.grouping.centres import Centres
from unticket.patterns.grouping.label import Label
from unticket.patterns.likeness.columns import WIDTH, Floats
from unticket.patterns.likeness.likeness import FEATURES, Likeness

VERSION = 1
_MARK = b"unticket issues\n"
TICKETS = pl.Schema({"key": pl.String(), "issue": pl.UInt32()})  # 0: said nothing


def issue_id(number: int) -> str:
    """The id that people see: "P12"; "" for 0, the tickets that say nothing."""
    return f"P{number}" if number else ""


def as_ids(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` (columns TICKETS) with the ids that people see."""
    shown = pl.when(pl.col("issue") > 0).then(pl.concat_str(pl.lit("P"), pl.col("issue").cast(pl.String))).otherwise(pl.lit(""))
    return rows.select("key", shown.alias("issue"))


def number_of(issue: str) -> int | None:
    """The number in "P12"; None where `issue` is no such id."""
    return int(issue[1:]) if issue[:1] == "P" and issue[1:].isascii() and issue[1:].isdigit() and len(issue) < 11 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRun:
    """When all tickets were last grouped anew; what came since was placed among what was found then."""

    at: datetime  # UTC
    tickets: int
    told: str  # a digest of what people had said then, and of the reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The issues as the last run left them. Numbers are given once and never again."""

    next_number: int = 1
    tickets: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TICKETS))
    labels: Mapping[int, Label] = field(default_factory=dict)
    likeness: Likeness | None = None
    threshold: float = 0.0  # how alike a ticket is to an issue that it belongs to, at least
    founded_on: int = 0  # distinct texts when the groups were last found from nothing
    centres: Centres = field(default_factory=Centres)  # what the issues are about; their `of` are issue numbers
    whole: WholeRun | None = None  # None: nobody has noted one
    placed: pl.Series = field(default_factory=lambda: pl.Series("key", dtype=pl.String))  # tickets placed since the last run

    @property
    def standing(self) -> pl.DataFrame:
        """The tickets as the last run over all of them left them (columns TICKETS): placing leaves no trace in the next."""
        if self.placed.is_empty():
            return self.tickets
        return self.tickets.filter(~pl.col("key").is_in(self.placed.implode()))

    @property
    def next_id(self) -> str:
        """The id of the next new issue, for a person who splits one."""
        return issue_id(self.next_number)

    def by_id(self) -> dict[str, Label]:
        """The labels by the ids that people see."""
        return {issue_id(number): label for number, label in self.labels.items()}

    def to_bytes(self) -> bytes:
        """All of it, in a form that any later version can at least recognise."""
        seen = self.likeness.seen if self.likeness else {}
        head = {
            "next": self.next_number,
            "threshold": self.threshold,
            "founded_on": self.founded_on,
            "texts": self.likeness.texts if self.likeness else None,
            "channels": list(seen),
            "whole": asdict(self.whole) if self.whole else None,
            "centres": [self.centres.of.tolist(), self.centres.languages.tolist(), self.centres.texts.tolist()],
            "labels": {
                str(number): [label.text, label.words, label.named_by_person, label.owner, label.pinned, label.muted]
                for number, label in self.labels.items()
            },
        }
        frames = [
            self.tickets,
            _entries(self.centres.whole),
            _entries(self.centres.neutral),
            *(_sparse(counted) for counted in seen.values()),
            self.placed.to_frame("key"),
        ]
        return sealed(_MARK, VERSION, [orjson.dumps(head), *(packed(frame) for frame in frames)])

    @classmethod
    def from_bytes(cls, content: bytes) -> Memory | None:
        """What `to_bytes` made; None where it is damaged or of another version: then the issues are found afresh."""
        parts = unsealed(_MARK, VERSION, content)
        if parts is None:
            return None
        head = orjson.loads(parts[0])
        tickets, whole, neutral, *rest = (unpacked(part) for part in parts[1:])
        channels = head["channels"]
        counted = {name: _dense(frame) for name, frame in zip(channels, rest, strict=False)}
        placed = rest[len(channels)]["key"] if len(rest) > len(channels) else pl.Series("key", dtype=pl.String)
        of, languages, counted_texts = head["centres"]
        return cls(
            next_number=head["next"],
            tickets=tickets,
            labels={int(number): _label(*kept) for number, kept in head["labels"].items()},
            likeness=None if head["texts"] is None else Likeness(texts=head["texts"], seen=counted),
            threshold=head["threshold"],
            founded_on=head["founded_on"],
            centres=Centres(
                of=np.array(of, dtype=np.int64),
                languages=np.array(languages, dtype=np.str_),
                texts=np.array(counted_texts, dtype=np.int64),
                whole=_matrix(whole, len(of)),
                neutral=_matrix(neutral, len(of)),
            ),
            whole=_whole_run(head["whole"]) if head.get("whole") else None,
            placed=placed,
        )

    def with_tickets(self, tickets: pl.DataFrame) -> Memory:
        """The same, with these tickets for those of the same keys. `tickets`: columns TICKETS."""
        return replace(
            self,
            tickets=pl.concat([self.tickets.filter(~pl.col("key").is_in(tickets["key"].implode())), tickets], rechunk=False),
        )


def _label(text: str, words: list[str], named: bool, *rest: Any) -> Label:
    owner, pinned, muted = rest
    return Label(text=text, words=tuple(words), named_by_person=named, owner=owner, pinned=pinned, muted=muted)


def _whole_run(kept: Mapping[str, Any]) -> WholeRun:
    return WholeRun(**{**kept, "at": datetime.fromisoformat(kept["at"])})


def _entries(matrix: csr_matrix) -> pl.DataFrame:
    entries = matrix.sorted_indices().tocoo()
    return pl.DataFrame({"row": entries.row, "column": entries.col, "value": entries.data})


def _matrix(entries: pl.DataFrame, height: int) -> csr_matrix:
    places = (entries["row"].to_numpy(), entries["column"].to_numpy())
    return csr_matrix((entries["value"].to_numpy(), places), shape=(height, FEATURES), dtype=np.float32)


def _sparse(counted: Floats) -> pl.DataFrame:
    places = np.flatnonzero(counted)
    return pl.DataFrame({"column": places, "count": counted[places]})


def _dense(frame: pl.DataFrame) -> Floats:
    counted = np.zeros(WIDTH, dtype=np.float32)
    counted[frame["column"].to_numpy()] = frame["count"].to_numpy()
    return counted
