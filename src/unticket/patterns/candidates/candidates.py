"""Every issue weighed for automation, and the one to begin with, if there is one."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from unticket.model.recurring_issue import RecurringIssue, TimeSource
from unticket.patterns.candidates.boundary import boundary, touched
from unticket.patterns.candidates.feasibility import feasibility
from unticket.patterns.candidates.gain import gain
from unticket.patterns.candidates.recurrence import recurrence
from unticket.patterns.causes.fixes import usual_fixes
from unticket.patterns.causes.register import KnownError
from unticket.patterns.evidence.systemic import times
from unticket.patterns.evidence.time import ticket_minutes
from unticket.patterns.evidence.working_hours import WorkingHours
from unticket.patterns.findings import Candidate


def candidates(
    issues: Sequence[RecurringIssue],
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    texts: pl.DataFrame,
    notes: pl.DataFrame,
    *,
    known: Mapping[str, KnownError],
    now: datetime,
    repeats: Collection[str] = (),
    judged: pl.DataFrame | None = None,
    hours: WorkingHours | None = None,
    stage_minutes: pl.DataFrame | None = None,
    runbooks: Collection[str] | None = None,
) -> tuple[Candidate, ...]:
    """Each of `issues` (a period's; muted ones are left out) weighed, the best first; at most one is chosen, perhaps none.

    People and minutes are the period's; how often it comes is read from all its tickets in `groups` (key, issue), what is
    always done about it and what it touches from those of them in `judged` (None: all, too). `known` is
    the register's entry of an issue, `repeats` tickets in which the same person asks again, `runbooks` the names of those
    that are built (None: not known). Chosen is the one with the best score among those that no side forbids; the score is
    the geometric mean of the four, so that one bad side is not outweighed.
    """
    weighed_issues = [issue for issue in issues if not issue.muted]
    ids = [issue.id for issue in weighed_issues]
    whole = groups.filter(pl.col("issue").is_in(ids))
    sizes = dict(whole.group_by("issue").len().iter_rows())
    some = whole if judged is None else judged.filter(pl.col("issue").is_in(ids))
    read = dict(some.group_by("issue").len().iter_rows())
    came, at_stake, fixes = times(whole, tickets, repeats=repeats), touched(some, texts), usual_fixes(some, notes)
    lengths = _lengths(some, tickets, hours, stage_minutes)
    first = tickets["opened_at"].min()
    observed = max(now - first, timedelta(0)) if isinstance(first, datetime) else timedelta(0)
    found: list[tuple[Candidate, bool]] = []
    for issue in weighed_issues:
        entry, count = known.get(issue.id), sizes.get(issue.id, len(issue.tickets))
        sides = (
            recurrence(count, came.get(issue.id, 1), observed, entry.per_month if entry else None),
            gain(issue.people, issue.time),
            feasibility(entry, fixes.get(issue.id), lengths.get(issue.id, ()), runbooks),
            boundary(read.get(issue.id) or count, at_stake.get(issue.id, {}), entry),
        )
        candidate = Candidate(
            issue=issue.id,
            score=math.prod(side.reason.score for side in sides) ** (1 / len(sides)),
            chosen=False,
            reasons=tuple(side.reason for side in sides),
            stays_with_people=entry.stays_with_people if entry else "",
        )
        found.append((candidate, all(side.fits for side in sides)))
    found.sort(key=lambda each: (-each[1], -each[0].score))  # stable: the issues' own order decides between equals
    return tuple(replace(candidate, chosen=fits and place == 0) for place, (candidate, fits) in enumerate(found))


def _lengths(
    groups: pl.DataFrame, tickets: pl.DataFrame, hours: WorkingHours | None, stage_minutes: pl.DataFrame | None
) -> dict[str, list[float]]:
    """The measured minutes of each issue's tickets."""
    spent = ticket_minutes(groups, tickets, hours=hours, stage_minutes=stage_minutes)
    measured = spent.filter(pl.col("source") != str(TimeSource.UNKNOWN))
    return dict(measured.group_by("issue").agg("minutes").iter_rows())
