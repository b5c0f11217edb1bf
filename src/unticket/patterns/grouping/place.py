"""A new ticket put into the issue that it tells of, without touching any other."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from unticket.patterns.grouping.centres import Said, centres
from unticket.patterns.grouping.feedback import NOTHING_SAID, Feedback
from unticket.patterns.grouping.identity import Wishes
from unticket.patterns.grouping.memory import Memory, as_ids
from unticket.patterns.grouping.naming import labelled
from unticket.patterns.likeness.distinct import distinct
from unticket.patterns.likeness.likeness import Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """`issues`: (key, issue) of the new tickets, "" where one says nothing. `memory`: for the next placing or run."""

    issues: pl.DataFrame
    memory: Memory


def place(memory: Memory, texts: pl.DataFrame, *, feedback: Feedback = NOTHING_SAID) -> Placing:
    """Put the tickets of `texts` (columns of the text table), new or changed, into the issues of `memory`.

    One that is like none of them begins an issue, which the next one like it joins. Takes time by the number of issues, not
    of tickets. `group` with the returned memory, run at night, takes the new texts into what the issues are about.
    """
    wishes = Wishes.of(feedback)
    said = distinct(texts)
    likeness = memory.likeness or Likeness.fit(said.texts)
    own = Said.of(likeness, said.texts)
    number = np.maximum(memory.centres.nearest(own).within(memory.threshold), 0)
    number = np.array([wishes.into.get(int(each), int(each)) for each in number], dtype=np.int64)
    alone = np.flatnonzero(number == 0)
    after = max(memory.next_number, wishes.highest + 1)
    number[alone] = np.arange(len(alone)) + after
    began = np.full(len(number), -1, dtype=np.int64)
    began[alone] = number[alone]
    new_labels = {
        int(number[row]): labelled(int(number[row]), subject or shown, tuple(words[:6]), feedback)
        for row, (subject, shown, words) in zip(
            alone, said.texts[alone].select("subject", "shown", "subject_words").iter_rows(), strict=True
        )
    }
    placed = said.places.select("key", pl.Series("issue", number[said.places["place"].to_numpy()], dtype=pl.Int64))
    moved = pl.DataFrame(
        {"key": list(wishes.moved), "moved": list(wishes.moved.values())}, schema={"key": pl.String, "moved": pl.Int64}
    )
    rows = (
        texts.select("key")
        .join(placed, on="key", how="left", maintain_order="left")
        .join(moved, on="key", how="left", maintain_order="left")
        .select("key", pl.coalesce("moved", "issue").fill_null(0).cast(pl.UInt32).alias("issue"))
    )
    return Placing(
        issues=as_ids(rows),
        memory=replace(
            memory.with_tickets(rows),
            placed=pl.concat([memory.placed, rows["key"]]).unique(maintain_order=True),
            next_number=after + len(alone),
            labels={**memory.labels, **new_labels},
            likeness=likeness,
            centres=memory.centres + centres(own, began) if len(alone) else memory.centres,
        ),
    )
