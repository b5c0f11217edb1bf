"""The same desk as columns: a ticket table of a million rows in seconds, for measuring reports. Its subjects repeat."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from unticket.demo.generator.desk_words import CATEGORIES, CHANNELS, CLOSED
from unticket.demo.generator.handling import NOT_YET
from unticket.demo.generator.odoo_rows import FIRST_AGENT, FIRST_CONTACT
from unticket.demo.generator.people import Ints
from unticket.demo.generator.plan import Plan, plan
from unticket.demo.generator.truth import Effect
from unticket.demo.generator.writer import Author, Occasion, Writer
from unticket.history.ticket_table import SCHEMA

_SUBJECTS_A_CAUSE = 150  # and language


def generate_frame(
    *,
    seed: int,
    tickets: int,
    first_day: date,
    last_day: date,
    timezone: str = "Asia/Ho_Chi_Minh",
    language_mix: float = 0.5,
    growth: float = 0.1,
    effects: Sequence[Effect] | None = None,
    agents: int = 7,
) -> pl.DataFrame:
    """The tickets of `generate` with the same arguments as a frame of the history's SCHEMA, in the order of their ids.

    Times, stages, agents, tags and people are those of `generate`; subjects come from a pool of some thousands. Raises as
    `generate` does.
    """
    drawn = plan(seed=seed, tickets=tickets, first_day=first_day, last_day=last_day, timezone=timezone,
                 language_mix=language_mix, growth=growth, effects=effects, agents=agents)  # fmt: skip
    arriving, handled, crowd = drawn.arriving, drawn.handled, drawn.people
    closed = np.isin(handled.stage, CLOSED)
    person = arriving.person
    number = pl.Series("number", np.arange(1, len(drawn) + 1)).cast(pl.String)
    categories = [CATEGORIES.index(cause.category) if cause.category else -1 for cause in drawn.causes]
    frame = pl.DataFrame(
        {
            "key": "odoo:" + number,
            "reference": "HT" + number.str.zfill(5),
            "subject": _subjects(drawn, seed),
            "stage": _ids(handled.stage),
            "closed": closed,
            "team": _ids(handled.team + 1),
            "assignee": _ids(handled.agent + FIRST_AGENT, handled.agent >= 0),
            "tags": _tags(handled.tags),
            "priority": pl.Series(handled.priority).cast(pl.Int8),
            "requester": (pl.Series(person + FIRST_CONTACT)).cast(pl.String),
            "requester_name": pl.Series(crowd.names, dtype=pl.String).gather(person),
            "requester_email": pl.Series(crowd.emails, dtype=pl.String).gather(person),
            "category": _names(CATEGORIES, np.array(categories)[arriving.cause]),
            "channel": _names(CHANNELS, drawn.channel - 1),
            "opened_at": _times(arriving.opened),
            "changed_at": _times(handled.changed),
            "assigned_at": _times(handled.assigned),
            "first_response_at": _times(handled.replied),
            "closed_at": _times(np.where(closed, handled.closed, NOT_YET)),
            "reopened": handled.reopened & ~closed,  # what a desk shows: it stands open and has a closing time
            "archived": handled.archived,
            "time_spent_minutes": pl.Series([None], dtype=pl.Float64).new_from_index(0, len(drawn)),
        }
    )
    return frame.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _ids(numbers: Ints, known: NDArray[np.bool_] | None = None) -> pl.Series:
    series = pl.Series(numbers).cast(pl.String).cast(pl.Categorical)
    return series if known is None else series.to_frame("id").select(pl.when(pl.Series(known)).then("id"))["id"]


def _names(names: tuple[str, ...], places: Ints) -> pl.Series:
    series = pl.Series(names, dtype=pl.String).gather(pl.Series(np.where(places < 0, 0, places)))
    return series.to_frame("name").select(pl.when(pl.Series(places >= 0)).then("name").cast(pl.Categorical))["name"]


def _tags(tags: Ints) -> pl.Series:
    """Rows of tag ids as lists; each of the few hundred combinations is built once."""
    base = int(tags.max(initial=0)) + 2
    code = ((tags + 1) * base ** np.arange(tags.shape[1])).sum(axis=1)
    _, place, which = np.unique(code, return_index=True, return_inverse=True)
    sets = [sorted({str(tag) for tag in row if tag > 0}, key=int) for row in tags[place].tolist()]
    return pl.Series(sets, dtype=pl.List(pl.String)).cast(pl.List(pl.Categorical)).gather(pl.Series(which))


def _times(seconds: Ints) -> pl.Series:
    """Instants of `NOT_YET` are null."""
    frame = pl.DataFrame({"at": seconds})
    return frame.select(
        pl.when(pl.col("at") != NOT_YET).then(
            pl.from_epoch("at", time_unit="s").dt.cast_time_unit("us").dt.replace_time_zone("UTC")
        )
    )["at"]


def _subjects(drawn: Plan, seed: int) -> pl.Series:
    """A subject for each ticket, of its cause and language, out of a pool written once."""
    rng = random.Random(seed)  # noqa: S311 (a demo's dice)
    writer = Writer(rng, drawn.bank, seed)
    pool: list[str] = []
    author = Author(number=0, name="Ada Nguyễn", email="ada@school.example", role="student", class_place=0)
    for cause in drawn.causes:
        for language in ("en", "vi"):
            for story in range(_SUBJECTS_A_CAUSE):
                occasion = Occasion(cause=cause, language=language, channel=1, story=story)
                pool.append(writer.subject(author, occasion))
    vietnamese = drawn.people.vietnamese[drawn.arriving.person].astype(np.int64)
    within = np.random.default_rng(seed).integers(0, _SUBJECTS_A_CAUSE, len(drawn))
    return pl.Series(pool).gather(pl.Series((drawn.arriving.cause * 2 + vietnamese) * _SUBJECTS_A_CAUSE + within))
