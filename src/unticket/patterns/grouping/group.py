"""All tickets in groups of one thing that is wrong, with the numbers and names that the groups had before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from unticket.patterns.grouping.clusters import found
from unticket.patterns.likeness.distinct import distinct
from unticket.patterns.grouping.feedback import NOTHING_SAID, Feedback
from unticket.patterns.grouping.label import Label
from unticket.patterns.grouping.memory import Memory, issue_id
from unticket.patterns.likeness.likeness import Likeness

ISSUES = pl.Schema({"key": pl.String(), "issue": pl.String()})
_THRESHOLD = 0.13


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """`issues`: (key, issue) of every ticket, "" where it says nothing. `labels`: of every issue. `memory`: for next time."""

    issues: pl.DataFrame
    labels: Mapping[str, Label]
    memory: Memory


def group(
    tickets: pl.DataFrame, texts: pl.DataFrame, *, memory: Memory | None = None, feedback: Feedback = NOTHING_SAID
) -> Grouping:
    """Group `tickets` (columns of the ticket table) by what their `texts` (columns of the text table) say is wrong.

    With `memory` an issue keeps its number and name as tickets come and go; `feedback` wins over what is computed. Time and
    memory are linear in the number of tickets; the order of rows does not matter.
    """
    said = distinct(texts)
    likeness = Likeness.fit(said.texts)
    groups, centres = found(likeness, said.texts, _THRESHOLD)
    first = said.places.join(tickets.select("key", "opened_at"), on="key", how="left")
    del feedback, memory
    numbered = (
        first.with_columns(pl.Series("group", groups[first["place"].to_numpy()], dtype=pl.Int64))
        .group_by("group")
        .agg(pl.col("opened_at").min(), pl.col("key").min())
        .sort("opened_at", "key")
        .with_row_index("issue", offset=1)
    )
    number = dict(zip(numbered["group"], numbered["issue"], strict=True))
    placed = said.places.select("key", pl.Series("issue", [number[int(groups[place])] for place in said.places["place"]]))
    all_tickets = (
        tickets.select("key").join(placed, on="key", how="left").with_columns(pl.col("issue").fill_null(0).cast(pl.UInt32))
    )
    subjects = placed.join(texts.select("key", "subject"), on="key").group_by("issue").agg(pl.col("subject").mode().first())
    labels = {int(issue): Label(text=subject or "") for issue, subject in subjects.iter_rows()}
    kept = Memory(
        next_number=len(number) + 1,
        tickets=all_tickets,
        labels=labels,
        likeness=likeness,
        threshold=_THRESHOLD,
        centres=type(centres)(
            of=np.array([number[int(of)] for of in centres.of], dtype=np.int64),
            languages=centres.languages,
            whole=centres.whole,
            neutral=centres.neutral,
        ),
    )
    return Grouping(
        issues=all_tickets.select("key", pl.col("issue").map_elements(issue_id, return_dtype=pl.String)),
        labels={issue_id(number): label for number, label in labels.items()},
        memory=kept,
    )
