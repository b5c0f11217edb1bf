"""Everything that keeps coming back in a desk's tickets: grouped over all of them, counted over a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period, zone
from unticket.model.recurring_issue import AgentTime, RecurringIssue
from unticket.patterns.candidates.candidates import candidates
from unticket.patterns.causes.hints import LOOKED_AT
from unticket.patterns.causes.register import Register
from unticket.patterns.evidence.incidents import incidents
from unticket.patterns.evidence.time import total_time
from unticket.patterns.findings import Candidate, Patterns
from unticket.patterns.gather import Evidence, Material, gather, newest_of_each, opened_by
from unticket.patterns.groundwork import Groundwork, laid
from unticket.patterns.grouping.feedback import NOTHING_SAID, Feedback
from unticket.patterns.grouping.group import ISSUES
from unticket.patterns.grouping.label import Label
from unticket.patterns.grouping.memory import Memory
from unticket.patterns.options import Options
from unticket.patterns.risks.risks import risks
from unticket.patterns.spikes.spikes import spikes

# Where all of the copy is asked for, trends are of its last 28 days (this, and the last one) against as many before.
LATELY = timedelta(days=27)
NOTHING_KNOWN = Register()
# The columns that are read of all tickets and of texts; of the period's tickets all are.
_PAST = (
    *("key", "opened_at", "assigned_at", "closed_at", "closed", "reopened", "archived"),
    *("assignee", "category", "tags", "time_spent_minutes"),
)
_SAID = ("key", "subject", "words", "concepts", "entities", "stated", "impact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, and what the next run goes on from."""

    patterns: Patterns
    counted: tuple[str, ...]  # keys of all tickets of the period, oldest first
    time: AgentTime  # of all of them
    issues: pl.DataFrame  # key, issue: of the whole copy
    judged: pl.DataFrame  # key, issue: the newest tickets of the period's issues, by which it is judged what they are about
    memory: Memory


def find(
    table: TicketTable,
    texts: pl.DataFrame,
    notes: pl.DataFrame,
    *,
    period: Period | None = None,
    team: str | None = None,
    register: Register = NOTHING_KNOWN,
    feedback: Feedback = NOTHING_SAID,
    memory: Memory | None = None,
    stage_minutes: pl.DataFrame | None = None,
    options: Options,
    now: datetime,
) -> Found:
    """The recurring issues of `period` (None: all that the copy holds) with their evidence, from nothing or from a `memory`.

    `texts` is the text table, `notes` what agents wrote, `stage_minutes` (key, minutes) the desk's own count of work; the rest
    as `look`.
    """
    tickets = table.tickets.filter(~pl.col("archived")).collect()
    if tickets.is_empty():
        return nothing(period, team, memory or Memory(), now)
    ground = laid(tickets, texts, memory=memory, feedback=feedback, now=now)
    return look(
        ground,
        table,
        texts.lazy(),
        notes,
        period=period,
        team=team,
        register=register,
        stage_minutes=stage_minutes,
        options=options,
        now=now,
    )


def look(
    ground: Groundwork,
    table: TicketTable,
    texts: pl.LazyFrame,
    notes: pl.DataFrame,
    *,
    period: Period | None,
    team: str | None,
    register: Register,
    stage_minutes: pl.DataFrame | None,
    options: Options,
    now: datetime,
) -> Found:
    """The issues of `period` with their evidence, most tickets first.

    Issues are made of all tickets, so that they are the same whatever is asked for; their figures are of the tickets opened
    in the period, of the team with the id `team`. Archived tickets are left out. Pinned issues come first, muted ones last.
    Of the past only some columns are read, and texts only of the period's tickets and of those that issues are judged by.
    """
    present = table.tickets.filter(~pl.col("archived"))
    tickets = present.select(_PAST).collect()
    issues, told, labels = ground.issues, ground.duplicates, ground.memory.by_id()
    groups = issues.filter(pl.col("issue") != "")
    counted = _counted(present, issues, period, team)
    judged = newest_of_each(groups, counted, tickets)
    texts_read = _texts_of([counted["key"], judged["key"], opened_by(counted, tickets)["key"].tail(LOOKED_AT)], texts)
    days, lately = period, period
    if period is None:
        days = _all_days(tickets, options.timezone)
        lately = days and Period(
            first=max(days.first, days.last - LATELY + timedelta(1)), last=days.last, timezone=days.timezone
        )
    material = Material(
        tickets=tickets,
        texts=texts_read,
        notes=notes,
        groups=groups,
        judged=judged,
        told=told,
        register=register,
        stage_minutes=stage_minutes,
        labels={issue: label.text for issue, label in labels.items()},
        tags={id_: tag.name for id_, tag in table.vocabulary.tags.items()},
    )
    evidence = gather(material, counted, lately, options=options, now=now) if lately else None
    ranked = tuple(sorted(_issues(counted, labels, evidence), key=_rank)) if evidence else ()
    keys = set(counted["key"])
    return Found(
        patterns=Patterns(
            period=period,
            team=team,
            made_at=now,
            total=counted.height,
            issues=ranked,
            duplicates=tuple(each for each in told if not keys.isdisjoint(each.tickets)),
            incidents=incidents(told, counted, tickets, texts_read, options=options, repeats=evidence.repeats)
            if evidence
            else (),
            spikes=spikes(tickets, groups, told, days, calendar=options.calendar, now=now) if days else (),
            risks=risks(
                tickets,
                groups,
                days,
                vocabulary=table.vocabulary,
                labels=material.labels,
                now=now,
                notes=notes,
            )
            if days
            else (),
            candidates=_candidates(ranked, material, evidence, options, now) if evidence else (),
            unplaced=tuple(counted.filter(pl.col("issue") == "")["key"]),
            volume=evidence.trend.get("") if evidence else None,
            changed=ground.changed,
        ),
        counted=tuple(counted["key"]),
        time=total_time(evidence.time.values() if evidence else ()),
        issues=issues,
        judged=judged,
        memory=ground.memory,
    )


def nothing(period: Period | None, team: str | None, memory: Memory, now: datetime) -> Found:
    """What is found where there is no ticket."""
    return Found(
        patterns=Patterns(period=period, team=team, made_at=now, total=0),
        counted=(),
        time=AgentTime(),
        issues=pl.DataFrame(schema=ISSUES),
        judged=pl.DataFrame(schema=ISSUES),
        memory=memory,
    )


def _counted(tickets: pl.LazyFrame, issues: pl.DataFrame, period: Period | None, team: str | None) -> pl.DataFrame:
    """The tickets asked for with their `issue`, oldest first."""
    asked = tickets
    if period:
        asked = asked.filter((pl.col("opened_at") >= period.starts_at) & (pl.col("opened_at") < period.ends_at))
    if team:
        asked = asked.filter(pl.col("team").cast(pl.String) == team)
    found = asked.collect().join(issues, on="key", how="left")
    return found.with_columns(pl.col("issue").fill_null("")).sort("opened_at", "key")


def _texts_of(keys: Iterable[pl.Series], texts: pl.LazyFrame) -> pl.DataFrame:
    """What is needed of the texts of these tickets."""
    wanted = pl.concat(keys).unique().to_frame("key").lazy()
    return texts.select(_SAID).join(wanted, on="key", how="semi").collect(engine="streaming")


def _all_days(tickets: pl.DataFrame, timezone: str) -> Period | None:
    first, last = tickets["opened_at"].min(), tickets["opened_at"].max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        return None
    here = zone(timezone)
    return Period(first=first.astimezone(here).date(), last=last.astimezone(here).date(), timezone=timezone)


def _issues(counted: pl.DataFrame, labels: Mapping[str, Label], evidence: Evidence) -> Iterator[RecurringIssue]:
    seen = counted.filter(pl.col("issue") != "").group_by("issue")
    for issue, keys, first, last in seen.agg(
        "key", first=pl.col("opened_at").first(), last=pl.col("opened_at").last()
    ).iter_rows():
        label, standing = labels[issue], evidence.systemic[issue]
        yield RecurringIssue(
            id=issue,
            label=label.text,
            named_by_person=label.named_by_person,
            owner=label.owner,
            pinned=label.pinned,
            muted=label.muted,
            tickets=tuple(keys),
            words=label.words,
            first_seen=first,
            last_seen=last,
            share=len(keys) / counted.height,
            trend=evidence.trend[issue],
            people=evidence.people[issue],
            time=evidence.time[issue],
            impact=evidence.impact[issue],
            duplicates=evidence.again.get(issue, ()),
            prevented_by_broadcast=evidence.prevented.get(issue, ()),
            cause=evidence.cause[issue],
            systemic=standing.systemic,
            systemic_because=standing.because,
        )


def _candidates(
    issues: tuple[RecurringIssue, ...], material: Material, evidence: Evidence, options: Options, now: datetime
) -> tuple[Candidate, ...]:
    return candidates(
        issues,
        material.groups,
        material.tickets,
        material.texts,
        material.notes,
        known=evidence.known,
        now=now,
        repeats=evidence.repeats,
        judged=material.judged,
        hours=options.hours,
        stage_minutes=material.stage_minutes,
        runbooks=options.runbooks,
    )


def _rank(issue: RecurringIssue) -> tuple[object, ...]:
    return issue.muted, not issue.pinned, -len(issue.tickets), issue.first_seen, issue.id
