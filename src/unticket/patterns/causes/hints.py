"""Where to look for the cause of an issue that nobody has explained: what comes with it more often than chance lets it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

import polars as pl

from unticket.model.recurring_issue import Cause, CauseSource, Quote, Together
from unticket.patterns.causes.co_occurrence import CoOccurrence, Kind, co_occurrences
from unticket.patterns.evidence.exact import at_least_share
from unticket.patterns.text.folding import fold

LOOKED_AT = 20_000  # tickets, the newest: what came with an issue years ago tells nothing of its cause now
FEWEST = 5  # times together: what came with two or three tickets, each of them would have to be asked about
# Sure is not enough: what comes with an issue little more often than with all others, as everything does on working days, or
# with few of its tickets, explains nothing.
LIFT = 2.0
SHARE = 0.3
QUOTED_AT_MOST = 3
# That two things come together is the weakest sign of a cause: a note that only says what was done is worth 0.5.
_SIGN = 0.3


def hints(
    silent: Collection[str],
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    texts: pl.DataFrame,
    *,
    until: datetime | None,
    timezone: str,
    labels: Mapping[str, str],
    tags: Mapping[str, str],
) -> dict[str, Cause]:
    """For each of the `silent` issues the surest co-occurrence, if there is one, with tickets that show it.

    All issues are compared together, so that many of them make no chance find sure, over the newest `LOOKED_AT` tickets
    opened by `until`. What the issue's own label says (`labels`) is no news and left out; `tags` are the names of tags.
    """
    if not silent:
        return {}
    lately = tickets.filter(pl.col("opened_at") <= until) if until else tickets
    lately = lately.select("key", "opened_at", "tags").top_k(LOOKED_AT, by="opened_at")
    own = groups.join(lately, on="key", how="semi")
    said = texts.select("key", "subject", "entities").join(lately, on="key", how="semi")
    found: dict[str, CoOccurrence] = {}
    for seen in co_occurrences(own, lately, said, timezone=timezone):
        for one in (seen, seen.turned) if seen.kind is Kind.ISSUE else (seen,):
            if one.together < max(FEWEST, LIFT * one.expected, SHARE * one.of_issue):
                continue
            if one.issue in silent and one.issue not in found and not _is_its_name(one, labels, tags):
                found[one.issue] = one
    quoted = {key for one in found.values() for key in one.tickets[:QUOTED_AT_MOST]}
    subjects = dict(said.filter(pl.col("key").is_in(list(quoted))).select("key", "subject").iter_rows())
    return {issue: _hint(one, subjects, _named(one, labels, tags)) for issue, one in found.items()}


def _hint(seen: CoOccurrence, subjects: Mapping[str, str], other: str) -> Cause:
    return Cause(
        source=CauseSource.CO_OCCURRENCE,
        text=other,
        confidence=at_least_share(seen.together, seen.of_issue) * _SIGN,
        quotes=tuple(Quote(ticket=key, text=subjects.get(key, "")) for key in seen.tickets[:QUOTED_AT_MOST]),
        together=Together(
            kind=str(seen.kind), count=seen.together, of=seen.of_issue, expected=round(seen.expected, 1), q=seen.q
        ),
    )


def _named(seen: CoOccurrence, labels: Mapping[str, str], tags: Mapping[str, str]) -> str:
    if seen.kind is Kind.ISSUE:
        return f"{seen.other} · {labels.get(seen.other, seen.other)}"
    return tags.get(seen.other, seen.other) if seen.kind is Kind.TAG else seen.other


def _is_its_name(seen: CoOccurrence, labels: Mapping[str, str], tags: Mapping[str, str]) -> bool:
    label = fold(labels.get(seen.issue, ""))
    return seen.kind is not Kind.ISSUE and all(word in label.split() for word in fold(_named(seen, labels, tags)).split())
