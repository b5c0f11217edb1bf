"""The time that tickets stood in stages of work, by the desk's own count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

import polars as pl

from unticket.model.ticket import Vocabulary
from unticket.patterns.text.folding import fold

_WAITS = re.compile(
    r"\b(await|wait|hold|pending|paus|park|postpon|schedul|later|customer|requester|vendor|third|cho|tam dung|tam hoan)\w*"
)


def working_stages(vocabulary: Vocabulary) -> frozenset[str]:
    """The ids of the open stages in which an agent is taken to work: neither the first one nor one that is named for waiting.

    A guess from order and names, for desks whose settings do not say it.
    """
    stages = sorted(vocabulary.stages.values(), key=lambda stage: (stage.sequence, stage.id))
    return frozenset(stage.id for stage in stages[1:] if not stage.closed and not _WAITS.search(fold(stage.name)))


def stage_minutes(seconds: Iterable[tuple[str, Mapping[str, int]]], working: Collection[str]) -> pl.DataFrame:
    """The minutes (key, minutes) that each ticket stood in the `working` stages; a ticket that never did has no row.

    `seconds` are those of each ticket (key) by stage.

    Desks count around the clock here (Odoo's `duration_tracking` is plain seconds): nights are in it.
    """
    rows = ((key, sum(by_stage.get(stage, 0) for stage in working) / 60) for key, by_stage in seconds)
    return pl.DataFrame([row for row in rows if row[1] > 0], schema={"key": pl.String, "minutes": pl.Float64}, orient="row")
