"""A new ticket put into the issue that it tells of, without touching any other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from unticket.patterns.grouping.centres import Said
from unticket.patterns.likeness.distinct import distinct
from unticket.patterns.grouping.feedback import NOTHING_SAID, Feedback
from unticket.patterns.grouping.memory import Memory, issue_id, number_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """`issues`: (key, issue) of the new tickets, "" where one says nothing. `memory`: for the next placing or run."""

    issues: pl.DataFrame
    memory: Memory


def place(memory: Memory, texts: pl.DataFrame, *, feedback: Feedback = NOTHING_SAID) -> Placing:
    """Put the tickets of `texts` (columns of the text table), new or changed, into the issues of `memory`.

    One that is like none of them begins an issue. Takes time by the number of issues, not of tickets. `group` with the
    returned memory, run at night, takes the new texts into what the issues are about.
    """
    said = distinct(texts)
    number = np.zeros(said.texts.height, dtype=np.int64)
    centres, after = memory.centres, memory.next_number
    if memory.likeness is not None and said.texts.height:
        own = Said.of(memory.likeness, said.texts)
        nearest, alike = centres.nearest(own)
        number = np.where(alike >= memory.threshold, nearest, 0)
    alone = number == 0
    number[alone] = np.arange(int(alone.sum())) + after
    placed = texts.select("key").join(
        said.places.select("key", pl.Series("issue", number[said.places["place"].to_numpy()])), on="key", how="left"
    )
    moved = {key: number_of(feedback.now(issue)) for key, issue in feedback.moved.items()}
    del moved
    rows = placed.with_columns(pl.col("issue").fill_null(0).cast(pl.UInt32))
    return Placing(
        issues=rows.select("key", pl.col("issue").map_elements(issue_id, return_dtype=pl.String)),
        memory=memory.with_tickets(rows),
    )
