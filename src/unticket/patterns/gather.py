"""The evidence for every issue of a period, found for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from unticket.model.period import Period
from unticket.model.recurring_issue import AgentTime, Cause, Impact, People, Trend
from unticket.patterns.causes.cause import causes
from unticket.patterns.causes.hints import hints
from unticket.patterns.causes.hypotheses import hypotheses
from unticket.patterns.causes.matching import Match, match
from unticket.patterns.causes.register import KnownError, Register
from unticket.patterns.evidence.broadcast import prevented_by_broadcast
from unticket.patterns.evidence.impact import impact
from unticket.patterns.evidence.people import people
from unticket.patterns.evidence.systemic import Systemic, systemic
from unticket.patterns.evidence.time import agent_time
from unticket.patterns.evidence.trend import trends
from unticket.patterns.findings import DuplicateGroup, DuplicateKind
from unticket.patterns.options import Options

JUDGED_BY = 500  # tickets, the newest, that tell what an issue is about: what was said years ago tells less, and takes as long


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All of the copy that evidence is taken from."""

    tickets: pl.DataFrame  # columns of the ticket table
    texts: pl.DataFrame  # columns of the text table, of the period's tickets and those `judged` by
    notes: pl.DataFrame  # what agents wrote
    groups: pl.DataFrame  # key, issue: every ticket that says something
    judged: pl.DataFrame  # key, issue: the newest of each issue of the period, by which it is judged what it is about
    told: Sequence[DuplicateGroup]
    register: Register
    stage_minutes: pl.DataFrame | None = None
    labels: Mapping[str, str] = field(default_factory=dict)  # what each issue is called
    tags: Mapping[str, str] = field(default_factory=dict)  # … and each tag, by its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """By issue. `time` also holds, under "", the tickets that are in no issue."""

    people: Mapping[str, People]
    time: Mapping[str, AgentTime]
    impact: Mapping[str, tuple[Impact, ...]]
    trend: Mapping[str, Trend]  # "": all tickets together
    again: Mapping[str, tuple[str, ...]]  # tickets that told of what an earlier one had told of
    prevented: Mapping[str, tuple[str, ...]]
    systemic: Mapping[str, Systemic]
    cause: Mapping[str, Cause]
    known: Mapping[str, KnownError]
    repeats: Sequence[str]  # tickets in which the same person asks again


def gather(material: Material, counted: pl.DataFrame, compared: Period, *, options: Options, now: datetime) -> Evidence:
    """The evidence for the issues of the `counted` tickets (columns of the ticket table with `issue`, oldest first).

    Figures are over these; whether an issue returned is read from all its tickets, whenever opened, and why it happens from
    its newest.
    Trends are of the days `compared`.
    """
    own = counted.filter(pl.col("issue") != "").select("key", "issue")
    whole = material.groups.join(own.select("issue").unique(), on="issue", how="semi")
    matches = match(material.register, material.judged, material.texts)
    known = {issue: found.known_error for issue, found in matches.items()}
    repeats = [key for group in material.told if group.kind is DuplicateKind.SAME_PERSON for key in group.tickets[1:]]
    incidents = [group.tickets for group in material.told if group.kind is not DuplicateKind.SAME_PERSON]
    again = own.filter(pl.col("key").is_in([key for group in material.told for key in group.tickets[1:]]))
    return Evidence(
        people=people(own, counted, material.texts, repeats=repeats, sizes=options.sizes),
        time=agent_time(
            counted.select("key", "issue"),
            counted.drop("issue"),
            hours=options.hours,
            stage_minutes=material.stage_minutes,
            estimates={issue: entry.minutes for issue, entry in known.items() if entry.minutes},
            hourly_rate=options.hourly_rate,
            currency=options.currency,
        ),
        impact=impact(own, counted, material.texts, register={issue: entry.impact for issue, entry in known.items()}),
        trend=trends(whole, material.tickets, compared, now=now, incidents=incidents),
        again={issue: tuple(keys) for issue, keys in again.group_by("issue", maintain_order=True).agg("key").iter_rows()},
        prevented=prevented_by_broadcast(own, material.tickets, incidents, delay=options.notice),
        systemic=systemic(
            whole,
            material.tickets,
            register={issue: entry.systemic for issue, entry in known.items() if entry.systemic is not None},
            repeats=repeats,
        ),
        cause=_causes(material, whole, matches, counted["opened_at"].max(), options.timezone),
        known=known,
        repeats=repeats,
    )


def newest_of_each(groups: pl.DataFrame, counted: pl.DataFrame, tickets: pl.DataFrame) -> pl.DataFrame:
    """Of each issue of the `counted` tickets the newest `JUDGED_BY` tickets, opened no later than these: key, issue."""
    own = groups.join(counted.select("issue").unique(), on="issue", how="semi")
    placed = own.join(opened_by(counted, tickets), on="key").sort("opened_at", "key")
    return placed.group_by("issue", maintain_order=True).tail(JUDGED_BY).select("key", "issue")


def opened_by(counted: pl.DataFrame, tickets: pl.DataFrame) -> pl.DataFrame:
    """(key, opened_at) of the `tickets` opened no later than the last of the `counted` ones; none where there are none."""
    until = counted["opened_at"].max()
    opened = tickets.select("key", "opened_at")
    return opened.clear() if until is None else opened.filter(pl.col("opened_at") <= until)


def _causes(
    material: Material, whole: pl.DataFrame, matches: Mapping[str, Match], until: object, timezone: str
) -> dict[str, Cause]:
    """Notes are read only where the register is silent, and hints looked for only where they are silent, too."""
    silent = whole.filter(~pl.col("issue").is_in(list(matches)))
    guesses = hypotheses(silent, material.notes)
    hinted = hints(
        set(silent["issue"]) - set(guesses),
        material.groups,
        material.tickets,
        material.texts,
        until=until if isinstance(until, datetime) else None,
        timezone=timezone,
        labels=material.labels,
        tags=material.tags,
    )
    return causes(whole["issue"].unique(), matches, guesses, hinted)
