"""What a period's figures stand on: the issues and duplicates of the whole copy, made anew or kept up with what came."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

import orjson
import polars as pl

from unticket.patterns.duplicates.duplicates import standing
from unticket.patterns.duplicates.rows import in_order
from unticket.patterns.duplicates.standing import Standing
from unticket.patterns.findings import Change, DuplicateGroup
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.group import group
from unticket.patterns.grouping.memory import Memory, WholeRun, as_ids
from unticket.patterns.grouping.naming import labels_with
from unticket.patterns.grouping.place import place
from unticket.patterns.likeness.likeness import Likeness

READ = pl.Schema({"key": pl.String(), "digest": pl.UInt64()})
_BLOCK = 1_024  # new tickets whose duplicates are looked for at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Groundwork:
    """The issues of all tickets and their duplicates. `kept_up` takes `open` further: what stood before is then of no use."""

    memory: Memory
    ended: tuple[DuplicateGroup, ...]  # groups that take nothing more in
    open: Standing
    read: pl.DataFrame  # columns READ: the tickets that are in it, and what was read of each
    made_at: datetime | None = None  # when it was last made or added to, in UTC
    changed: Change | None = None  # then

    @property
    def issues(self) -> pl.DataFrame:
        """(key, issue) of every ticket, "" where it says nothing."""
        return as_ids(self.memory.tickets)

    @property
    def duplicates(self) -> tuple[DuplicateGroup, ...]:
        """All groups, oldest first, without tickets that are gone."""
        present = set(self.read["key"])
        every = (_still(each, present) for each in (*self.ended, *self.open.rest()))
        return tuple(sorted((each for each in every if each), key=lambda each: (each.starts_at, each.tickets)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """How the tickets of now differ from those of a groundwork: keys. What was only closed or assigned does not count."""

    new: pl.Series
    changed: pl.Series  # in what they say
    unplaced: pl.Series  # in no issue yet: the new ones, but for those that a run beside another file has placed already
    gone: pl.Series

    def __len__(self) -> int:
        return len(self.to_read) + len(self.gone)

    @property
    def unsettled(self) -> int:
        """How many tickets the issues do not have as they are."""
        return len(self.unplaced) + len(self.changed) + len(self.gone)

    @property
    def to_read(self) -> pl.Series:
        """The tickets whose texts are needed."""
        return pl.concat([self.new, self.changed, self.unplaced]).unique()

    @classmethod
    def of(cls, before: Groundwork, now: pl.DataFrame) -> Coming:
        """From a groundwork to what is (columns READ)."""
        placed = before.memory.tickets.select("key")
        both = now.join(before.read, on="key", how="left", suffix="_before")
        return cls(
            new=both.filter(pl.col("digest_before").is_null())["key"],
            changed=both.filter(pl.col("digest") != pl.col("digest_before"))["key"],
            unplaced=now.join(placed, on="key", how="anti")["key"],
            gone=pl.concat([before.read.select("key"), placed]).join(now, on="key", how="anti")["key"].unique(),
        )


def laid(
    tickets: pl.DataFrame, texts: pl.DataFrame, *, memory: Memory | None, feedback: Feedback, now: datetime, reader: str = ""
) -> Groundwork:
    """Made of all `tickets` (columns of the ticket table) and their `texts` (columns of the text table)."""
    told = texts.join(tickets.select("key"), on="key", how="semi")
    grouping = group(tickets, told, memory=memory, feedback=feedback)
    whole = WholeRun(at=now, tickets=tickets.height, told=told_by(feedback, reader))
    return duplicates_anew(tickets, told, replace(grouping.memory, whole=whole), feedback=feedback)


def duplicates_anew(tickets: pl.DataFrame, texts: pl.DataFrame, memory: Memory, *, feedback: Feedback) -> Groundwork:
    """The groups that `memory` holds, and the duplicates among all `tickets`, found anew."""
    ended: list[DuplicateGroup] = []
    open_now = standing(tickets, texts, memory.likeness or Likeness.fit(texts), feedback=feedback, ended=ended)
    return Groundwork(memory=memory, ended=tuple(ended), open=open_now, read=texts.select(list(READ)))


def kept_up(
    before: Groundwork, tickets: pl.DataFrame, texts: pl.DataFrame, coming: Coming, *, feedback: Feedback
) -> Groundwork:
    """`before` with what is `coming`; `tickets` and `texts` need hold only those that are `to_read`.

    Nothing else is touched: an issue keeps its tickets, a group of duplicates may grow. Takes time by what came and by the
    number of issues, hardly by that of tickets.
    """
    new = in_order(tickets.filter(pl.col("key").is_in(coming.new.implode())), texts)
    unseen = new.filter(~pl.col("key").is_in([key for key in new["key"] if key in before.open]))
    ended = [group for block in unseen.iter_slices(_BLOCK) for group in before.open.take(block)]
    left = before.read.filter(~pl.col("key").is_in(pl.concat([coming.gone, coming.to_read]).implode()))
    return Groundwork(
        memory=_placed(relabelled(before, feedback).memory, texts, coming, feedback),
        ended=(*before.ended, *ended),
        open=before.open,
        read=pl.concat([left, texts.select(list(READ))]),
    )


def relabelled(ground: Groundwork, feedback: Feedback) -> Groundwork:
    """`ground` with the names, owners and marks that people give its issues now."""
    return replace(ground, memory=replace(ground.memory, labels=labels_with(ground.memory.labels, feedback)))


def _placed(memory: Memory, texts: pl.DataFrame, coming: Coming, feedback: Feedback) -> Memory:
    """`memory` without tickets that are gone, and with the new and changed ones placed."""
    left = memory.tickets.filter(~pl.col("key").is_in(coming.gone.implode())) if len(coming.gone) else memory.tickets
    waiting = texts.filter(pl.col("key").is_in(pl.concat([coming.unplaced, coming.changed]).implode()))
    memory = replace(memory, tickets=left)
    return place(memory, waiting, feedback=feedback).memory if waiting.height else memory


def told_by(feedback: Feedback, reader: str = "") -> str:
    """A digest of what decides which tickets belong together, beside the tickets: people's word, and the `reader` of texts."""
    said = [
        sorted(feedback.merged.items()),
        sorted(feedback.moved.items()),
        sorted(feedback.same),
        sorted(feedback.different),
        reader,
    ]
    return hashlib.blake2b(orjson.dumps(said), digest_size=8).hexdigest()


def _still(group: DuplicateGroup, present: set[str]) -> DuplicateGroup | None:
    """`group` without the tickets that are no more; None where fewer than two are left."""
    if present.issuperset(group.tickets):
        return group
    left = tuple(key for key in group.tickets if key in present)
    return replace(group, tickets=left) if len(left) > 1 else None
