"""Risks of the desk, each with its numbers and the tickets that show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import polars as pl

from unticket.model.period import Period
from unticket.model.ticket import Vocabulary
from unticket.patterns.findings import Risk
from unticket.patterns.risks.backlog import ageing_backlog
from unticket.patterns.risks.handled import handled
from unticket.patterns.risks.one_person import single_point_of_failure, sole_solvers
from unticket.patterns.risks.ping_pong import ping_pong
from unticket.patterns.risks.reopened import reopened


def risks(
    tickets: pl.DataFrame,
    issues: pl.DataFrame,
    period: Period,
    *,
    vocabulary: Vocabulary,
    labels: Mapping[str, str],
    now: datetime,
    notes: pl.DataFrame | None = None,
) -> tuple[Risk, ...]:
    """The risks at the end of `period`: single point of failure, sole solvers, ageing backlog, reopened, ping-pong.

    `tickets` (columns of the ticket table) should hold some months before the period; `issues` (key, issue) and `labels`
    (issue → what it is called) say what belongs together; without `notes` (NOTES) nothing is said about ping-pong. A risk
    with `too_few` is told as a fact, not as a risk. `numbers` are those of `risks/sentence.py`.
    """
    mine = handled(tickets, vocabulary, period, now)
    told: dict[str, tuple[pl.DataFrame, Mapping[str, str]]] = {
        "issue": (issues.select("key", subject=pl.col("issue").cast(pl.String)).filter(pl.col("subject") != ""), labels),
        "category": (mine.select("key", subject=pl.col("category").cast(pl.String)).drop_nulls(), {}),
        "tag": (_tags(mine), {id_: tag.name for id_, tag in vocabulary.tags.items()}),
    }
    bots = [agent.name for agent in vocabulary.agents.values() if agent.is_bot]
    return (
        *single_point_of_failure(mine, vocabulary),
        *_once(risk for by, (subjects, names) in told.items() for risk in sole_solvers(mine, by, subjects, names, vocabulary)),
        *ageing_backlog(tickets, now),
        *reopened(tickets, period, now),
        *(ping_pong(tickets, notes, bots, period, now) if notes is not None else ()),
    )


def _once(risks: Iterable[Risk]) -> Iterator[Risk]:
    """Without those that rest on the same tickets as one before: a tag that only repeats an issue is no second risk."""
    seen = set()
    for risk in risks:
        if (shown := frozenset(risk.tickets)) not in seen:
            seen.add(shown)
            yield risk


def _tags(tickets: pl.DataFrame) -> pl.DataFrame:
    tags = tickets.select("key", subject=pl.col("tags").cast(pl.List(pl.String)))
    return tags.explode("subject", empty_as_null=False, keep_nulls=False)
