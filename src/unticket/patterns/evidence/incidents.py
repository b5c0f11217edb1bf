"""The incidents of a period: what hit many people at once, with its tickets, people, and what a broadcast would have saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import polars as pl

from unticket.model.recurring_issue import People
from unticket.model.told_incident import ToldIncident
from unticket.patterns.evidence.broadcast import prevented_by_broadcast
from unticket.patterns.evidence.people import people
from unticket.patterns.findings import DuplicateGroup, DuplicateKind
from unticket.patterns.options import Options


def incidents(
    told: Sequence[DuplicateGroup],
    counted: pl.DataFrame,
    tickets: pl.DataFrame,
    texts: pl.DataFrame,
    *,
    options: Options,
    repeats: Collection[str] = (),
) -> tuple[ToldIncident, ...]:
    """Those of which a ticket is among the `counted` (columns of the ticket table with `issue`), the earliest first.

    `tickets` and `texts` are of the whole copy. A ticket counts in the incident that it told of first.
    """
    hit = [group for group in told if group.kind is DuplicateKind.INCIDENT]
    placed = _placed(hit, counted)
    if placed.is_empty():
        return ()
    stated = people(placed, counted, texts, repeats=repeats, sizes=options.sizes)
    prevented = prevented_by_broadcast(placed, tickets, [group.tickets for group in hit], delay=options.notice)
    opened = dict(counted.select("key", "opened_at").iter_rows())
    issue = dict(counted.select("key", "issue").iter_rows())
    by_first = {group.tickets[0]: group for group in hit}

    def made() -> Iterator[ToldIncident]:
        for (first,), rows in placed.group_by("issue", maintain_order=True):
            keys, group = tuple(rows["key"]), by_first[str(first)]
            yield ToldIncident(
                first=group.tickets[0],
                issue=next((issue[key] for key in keys if issue[key]), ""),
                tickets=keys,
                earlier=len(group.tickets) - len(set(group.tickets) & opened.keys()),
                starts_at=group.starts_at,
                ends_at=max(opened[key] for key in keys),
                people=stated.get(str(first), People()),
                prevented=prevented.get(str(first), ()),
            )

    return tuple(sorted(made(), key=lambda incident: (incident.starts_at, incident.first)))


def _placed(hit: Sequence[DuplicateGroup], counted: pl.DataFrame) -> pl.DataFrame:
    """key, issue: each counted ticket with the incident that it tells of, oldest ticket first."""
    rows = [(key, group.tickets[0]) for group in hit for key in group.tickets]
    found = pl.DataFrame(rows, schema={"key": pl.String, "issue": pl.String}, orient="row").unique("key", keep="first")
    return counted.select("key").join(found, on="key", how="inner", maintain_order="left")
