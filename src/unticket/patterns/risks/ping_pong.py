"""Tickets that went back and forth between agents."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

import polars as pl

from unticket.model.period import Period
from unticket.patterns.findings import Risk, RiskKind
from unticket.patterns.risks.binomial import bounds

_RETURNS = 2  # one question and its answer is help, not ping-pong: only the second return is
_FEWEST = 2
_ENOUGH = 20  # tickets that agents wrote on


def ping_pong(
    tickets: pl.DataFrame, notes: pl.DataFrame, bots: Collection[str], period: Period, now: datetime
) -> Iterator[Risk]:
    """Tickets of the period on which agents wrote by turns and at least twice came back to one who had written before.

    The copy holds who a ticket is assigned to, not who it was: so this rests on who wrote (`notes`: columns of NOTES), and
    moves that nobody wrote a word about stay unseen. Names in `bots` are left out.
    """
    opened = (pl.col("opened_at") >= period.starts_at) & (pl.col("opened_at") < period.ends_at) & (pl.col("opened_at") <= now)
    mine = tickets.filter(~pl.col("archived") & opened).select("key", "opened_at")
    turns = (
        notes.filter(
            pl.col("by_agent") & ~pl.col("author").is_in(list(bots)) & (pl.col("author") != "") & (pl.col("posted_at") <= now)
        )
        .join(mine, left_on="ticket", right_on="key")
        .sort("ticket", "posted_at", maintain_order=True)
        .filter((pl.col("author") != pl.col("author").shift(1).over("ticket")).fill_null(value=True))
        .group_by("ticket", "opened_at")
        .agg(returns=pl.len() - pl.col("author").n_unique(), agents=pl.col("author").n_unique())
        .sort("opened_at", "ticket")
    )
    tossed = turns.filter(pl.col("returns") >= _RETURNS)
    if tossed.height < _FEWEST:
        return
    low, high = bounds(tossed.height, turns.height)
    yield Risk(
        kind=RiskKind.PING_PONG,
        numbers={
            "count": tossed.height,
            "total": turns.height,
            "share": tossed.height / turns.height,
            "low": low,
            "high": high,
            "most": int(tossed["returns"].max() or 0),  # type: ignore[arg-type]
        },
        tickets=tuple(tossed["ticket"].to_list()),
        too_few=turns.height < _ENOUGH,
    )
