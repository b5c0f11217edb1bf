"""Whom the desk cannot spare: who handles nearly everything, and who alone solves what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from unticket.model.ticket import Vocabulary
from unticket.patterns.findings import Risk, RiskKind
from unticket.patterns.risks.binomial import bounds

_MOST = 0.5  # of all tickets, for sure: what remains of the desk without this agent is the smaller half
_SURE = 0.05  # chance, over all issues tried, of one agent meeting all tickets of an issue by chance
_NAMED = 5  # issues in one sentence


def single_point_of_failure(handled: pl.DataFrame, vocabulary: Vocabulary) -> Iterator[Risk]:
    """The agent who surely handled more than half of the tickets, by the share's lower bound: 6 of 6 tell it, 5 of 5 do not."""
    total = handled.height
    if not total:
        return
    by_agent = (
        handled.group_by("assignee").agg(pl.len().alias("count"), "key").sort(["count", "assignee"], descending=[True, False])
    )
    agent, count, keys = by_agent.row(0)
    low, high = bounds(count, total)
    too_few = low <= _MOST
    if too_few and count < total:
        return
    yield Risk(
        kind=RiskKind.SINGLE_POINT_OF_FAILURE,
        subject=agent,
        numbers={
            "agent": name_of(agent, vocabulary),
            "count": count,
            "total": total,
            "share": count / total,
            "low": low,
            "high": high,
            "agents": by_agent.height,
        },
        tickets=tuple(keys),
        too_few=too_few,
    )


def sole_solvers(
    handled: pl.DataFrame, by: str, subjects: pl.DataFrame, names: Mapping[str, str], vocabulary: Vocabulary
) -> Iterator[Risk]:
    """Agents who handled every ticket of some issues (categories, tags), more often than chance gives them: the most first.

    `subjects` (key, subject) says which ticket belongs to what, `names` what that is called, `by` what kind it is. An agent
    with the share s of all tickets meets all n of an issue with probability sⁿ; that is held against 5 % for all issues
    together (Bonferroni). Where one agent does everything, there is nothing to tell apart.
    """
    total = handled.height
    shares = {agent: count / total for agent, count in handled.group_by("assignee").len().iter_rows()}
    if len(shares) < 2:
        return
    cells = (
        handled.select("key", "assignee")
        .join(subjects, on="key")
        .group_by("subject")
        .agg("key", pl.col("assignee").unique(), pl.len().alias("count"))
    )
    alone = cells.filter(pl.col("assignee").list.len() == 1).sort(["count", "subject"], descending=[True, False])
    sole: dict[str, list[tuple[str, list[str]]]] = {}
    for subject, keys, (agent,), count in alone.iter_rows():
        if shares[agent] ** count <= _SURE / cells.height:
            sole.setdefault(agent, []).append((subject, keys))
    for agent, solved in sorted(sole.items(), key=lambda item: (-_count(item[1]), item[0])):
        called = [names.get(subject, subject) for subject, _ in solved]
        keys = list(dict.fromkeys(key for _, some in solved for key in some))
        yield Risk(
            kind=RiskKind.SOLE_SOLVER,
            subject=agent,
            numbers={
                "by": by,
                "agent": name_of(agent, vocabulary),
                "count": len(solved),
                "subjects": ", ".join(called[:_NAMED]) + (", …" if len(called) > _NAMED else ""),
                "tickets": len(keys),
                "total": total,
                "share": len(keys) / total,
            },
            tickets=tuple(keys),
        )


def name_of(agent: str, vocabulary: Vocabulary) -> str:
    """What the agent is called, or the id of one whom the desk no longer lists."""
    return vocabulary.agents[agent].name if agent in vocabulary.agents else agent


def _count(solved: list[tuple[str, list[str]]]) -> int:
    return sum(len(keys) for _, keys in solved)
