"""What an issue does to the organisation, in the tickets' own words or the known-error register's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from unticket.model.recurring_issue import Impact

QUOTED_AT_MOST = 3  # tickets of one kind


def impact(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    texts: pl.DataFrame,
    *,
    register: Mapping[str, Sequence[Impact]],
) -> dict[str, tuple[Impact, ...]]:
    """The impacts of each issue: first what its `register` entry says (ticket ""), then each kind that tickets tell of.

    A kind is quoted from its oldest tickets, at most `QUOTED_AT_MOST`. Issues without any have an empty tuple. `tickets`
    needs key and opened_at, `texts` key and impact.
    """
    told = (
        groups.select("key", "issue")
        .join(texts.select("key", "impact"), on="key")
        .filter(pl.col("impact").list.len() > 0)
        .join(tickets.select("key", "opened_at"), on="key", how="left")
        .sort("opened_at", "key")
        .explode("impact")
        .unnest("impact")
        .unique(["key", "kind"], keep="first", maintain_order=True)
        .group_by("issue", "kind", maintain_order=True)
        .head(QUOTED_AT_MOST)
    )
    found: dict[str, list[Impact]] = {
        issue: list(register.get(issue, ())) for issue in groups["issue"].unique(maintain_order=True)
    }
    for issue, kind, quote, key in told.select("issue", "kind", "quote", "key").iter_rows():
        found[issue].append(Impact(kind=kind, text=quote, ticket=key))
    return {issue: tuple(impacts) for issue, impacts in found.items()}
