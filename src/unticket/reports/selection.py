"""Which tickets a figure counts: as a filter of the ticket table, and as the arguments of `unticket export`."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from operator import and_
from typing import Literal, Protocol

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.errors import NotFound
from unticket.model.period import Period, local_midnight, zone
from unticket.model.ticket import Vocabulary

State = Literal["open", "closed"]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Tickets that meet all that is said; archived ones never. Words are the desk's ids; "" is "none of it".

    `period` and `day` are about opening, `closed_in` about closing, `backlog_at` is the last local day of which the end is
    meant. `any_tag`: at least one of these. `keys`: among these tickets; no command says which (`BehindFindings` does).
    """

    period: Period | None = None
    team: str | None = None
    stage: str | None = None
    assignee: str | None = None
    tag: str | None = None
    any_tag: tuple[str, ...] = ()
    state: State | None = None
    reopened: bool = False
    closed_in: Period | None = None
    backlog_at: Period | None = None
    keys: tuple[str, ...] | None = None

    def narrowed(self, **more: object) -> Selection:
        """The same with more said."""
        return replace(self, **more)  # type: ignore[arg-type]

    @property
    def filter(self) -> pl.Expr:
        """True for the tickets meant."""
        said = [~pl.col("archived")]
        if self.period:
            said += [pl.col("opened_at") >= self.period.starts_at, pl.col("opened_at") < self.period.ends_at]
        if self.closed_in:
            said += [pl.col("closed_at") >= self.closed_in.starts_at, pl.col("closed_at") < self.closed_in.ends_at]
        if self.backlog_at:
            said.append(in_backlog_at(self.backlog_at.ends_at))
        for column, wanted in (("team", self.team), ("stage", self.stage), ("assignee", self.assignee)):
            if wanted is not None:
                said.append(pl.col(column).cast(pl.String) == wanted if wanted else pl.col(column).is_null())
        if self.tag is not None:
            said.append(has_tag(self.tag))
        if self.any_tag:
            said.append(pl.any_horizontal(has_tag(tag) for tag in self.any_tag))
        if self.keys is not None:
            said.append(pl.col("key").is_in(self.keys))
        if self.state:
            said.append(pl.col("closed") if self.state == "closed" else ~pl.col("closed"))
        if self.reopened:
            said.append(pl.col("reopened"))
        return reduce(and_, said)

    def frame(self, table: TicketTable) -> pl.LazyFrame:
        """These tickets, oldest first."""
        return table.tickets.filter(self.filter).sort("opened_at", "key")

    def command(self, vocabulary: Vocabulary) -> str:
        """The arguments of `unticket export` that select the same tickets."""
        words: list[str] = []
        if self.period:
            words += _named_period(self.period, "")
        if self.closed_in:
            words += _named_period(self.closed_in, "closed-")
        if self.backlog_at:
            words += ["--backlog-at", self.backlog_at.last.isoformat()]
        for option, wanted, known in (
            ("team", self.team, vocabulary.teams),
            ("stage", self.stage, vocabulary.stages),
            ("assignee", self.assignee, vocabulary.agents),
            ("tag", self.tag, vocabulary.tags),
        ):
            if wanted:
                words += [f"--{option}", shown_word(known, wanted)]
        words += [word for tag in self.any_tag for word in ("--tag", shown_word(vocabulary.tags, tag))]
        words += ["--unassigned"] * (self.assignee == "") + ["--untagged"] * (self.tag == "")
        words += [f"--{self.state}"] * (self.state is not None) + ["--reopened"] * self.reopened
        return shlex.join(words)


def chosen(
    vocabulary: Vocabulary,
    *,
    period: Period | None = None,
    team: str | None = None,
    stage: str | None = None,
    assignee: str | None = None,
    tag: str | None = None,
    any_tag: Sequence[str] = (),
    **more: object,
) -> Selection:
    """What a person named, by name or id. Raises `NotFound` with the nearest names."""
    return Selection(
        period=period,
        team=found_word(vocabulary.teams, team, "team") if team else team,
        stage=found_word(vocabulary.stages, stage, "stage") if stage else stage,
        assignee=found_word(vocabulary.agents, assignee, "assignee") if assignee else assignee,
        tag=found_word(vocabulary.tags, tag, "tag") if tag else tag,
        any_tag=tuple(found_word(vocabulary.tags, each, "tag") for each in any_tag),
    ).narrowed(**more)


def found_word(known: Mapping[str, _Named], wanted: str, kind: str) -> str:
    """The id of the word named `wanted` (letter case aside), else the word of that id. Raises `NotFound`."""
    named = [id_ for id_, word in known.items() if word.name.casefold() == wanted.casefold()]
    exact = [id_ for id_ in named if known[id_].name == wanted]
    if len(exact or named) == 1:
        return (exact or named)[0]
    if wanted in known:
        return wanted
    if named:
        raise NotFound(f"{len(named)} {kind}s are named {wanted!r}.", f"Use the id: {', '.join(sorted(named))}.")
    names = sorted({word.name for word in known.values()})
    near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.4)
    if near:
        raise NotFound(f"There is no {kind} {wanted!r}.", f"Did you mean {', '.join(near)}?")
    some = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
    raise NotFound(f"There is no {kind} {wanted!r}.", f"Known: {some}." if names else f"The desk has no {kind}s.")


def shown_word(known: Mapping[str, _Named], id_: str) -> str:
    """A word that `found_word` turns into `id_` again: its name where that is safe, else the id."""
    name = known[id_].name if id_ in known else id_
    try:
        return name if name and not name.startswith("-") and found_word(known, name, "word") == id_ else id_
    except NotFound:
        return id_


def has_tag(tag: str) -> pl.Expr:
    """Carries the tag of that id; "" is none at all."""
    tags = pl.col("tags").list
    return tags.contains(pl.lit(tag, dtype=pl.Categorical())) if tag else tags.len() == 0


def in_backlog_at(moment: datetime) -> pl.Expr:
    """Opened before `moment` (UTC) and not closed by then, as far as the desk still shows it."""
    still_open = pl.col("closed_at").is_null() & ~pl.col("closed")
    return (pl.col("opened_at") < moment) & (still_open | (pl.col("closed_at") >= moment))


def one_day(day: date, timezone: str) -> Period:
    return Period(first=day, last=day, timezone=timezone)


def _named_period(period: Period, prefix: str) -> list[str]:
    # The zone is the desk's, the same for every command; local_midnight proves that it exists.
    local_midnight(period.first, zone(period.timezone))
    return [f"--{prefix}from", period.first.isoformat(), f"--{prefix}to", period.last.isoformat()]
