"""Two tickets that a person called the same, or different, end up so."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.identity import Wishes


def judged(placed: pl.DataFrame, feedback: Feedback, wishes: Wishes, next_number: int) -> tuple[pl.DataFrame, int]:
    """`placed` (a row a ticket with `issue` and `old`) with the pairs of `feedback` kept to, and the next free number.

    Of a pair that is the same, the ticket in the smaller issue follows the other; of one that differs, the later ticket goes
    where it was before, or begins an issue. A ticket that a person has moved stays.
    """
    pairs = feedback.same | feedback.different
    if not pairs:
        return placed, next_number
    keys = {key for pair in pairs for key in pair}
    some = placed.filter(pl.col("key").is_in(list(keys)))
    issue = dict(zip(some["key"], some["issue"], strict=True))
    old = dict(zip(some["key"], some["old"], strict=True))
    rank = {key: place for place, key in enumerate(some["key"])}  # in the order of their opening
    sizes = dict(placed.group_by("issue").len().iter_rows())
    for stays, goes in _in_order(feedback.same, rank):
        if sizes.get(issue[goes], 0) > sizes.get(issue[stays], 0) or goes in wishes.moved:
            stays, goes = goes, stays  # noqa: PLW2901 (the pair turned round)
        if goes not in wishes.moved:
            issue[goes] = issue[stays]
    for stays, goes in _in_order(feedback.different, rank):
        if issue[stays] != issue[goes]:
            continue
        if goes in wishes.moved:
            stays, goes = goes, stays  # noqa: PLW2901
        if goes in wishes.moved:
            continue
        if old[goes] and old[goes] != issue[stays]:
            issue[goes] = old[goes]
        else:
            issue[goes], next_number = next_number, next_number + 1
    kept = pl.DataFrame({"key": list(issue), "judged": list(issue.values())}, schema={"key": pl.String, "judged": pl.Int64})
    placed = placed.join(kept, on="key", how="left", maintain_order="left")
    return placed.with_columns(pl.coalesce("judged", "issue").alias("issue")).drop("judged"), next_number


def _in_order(pairs: frozenset[tuple[str, str]], rank: dict[str, int]) -> Iterator[tuple[str, str]]:
    for pair in sorted(pairs):
        if pair[0] in rank and pair[1] in rank and pair[0] != pair[1]:
            stays, goes = sorted(pair, key=rank.__getitem__)
            yield stays, goes
