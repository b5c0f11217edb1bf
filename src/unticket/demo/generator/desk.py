"""A generated desk: its rows as Odoo would give them, and the truth behind them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from unticket.demo.generator.bank import ROLES, Language
from unticket.demo.generator.conversation import Line, conversation
from unticket.demo.generator.layout import as_html
from unticket.demo.generator.odoo_rows import FIRST_CONTACT, agent_name, life_of, message_rows, surroundings, ticket_row
from unticket.demo.generator.plan import Plan, plan
from unticket.demo.generator.true_people import true_people
from unticket.demo.generator.truth import Effect, TrueCause, TrueIncident, TruePerson, TrueTicket
from unticket.demo.generator.writer import Author, Occasion, Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The answers: what caused which ticket, which belong together, who the people are."""

    tickets: Mapping[int, TrueTicket]  # by the ticket's id
    causes: Mapping[str, TrueCause]
    incidents: tuple[TrueIncident, ...]
    people: Mapping[int, TruePerson]  # by partner id
    effects: tuple[Effect, ...]
    first_day: date
    last_day: date
    timezone: str
    now: datetime  # the end of the last day, aware, in UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedDesk:
    """`tables`: the rows of each model as search_read gives them, in the order of their ids. `truth`: what is behind them."""

    tables: Mapping[str, list[dict[str, Any]]]
    truth: Truth


def generate(
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
) -> GeneratedDesk:
    """A school's desk with exactly `tickets` tickets, opened on the local days `first_day` to `last_day`.

    The same arguments give the same desk, byte by byte. `language_mix` is the share of Vietnamese writers, `growth` that of
    a year; `effects` None draws two where the period is 12 weeks or longer. Takes time and memory in proportion to `tickets`
    (for a million rows without texts see `generate_frame`). Raises `UserError`, `ConfigurationError` (unknown zone).
    """
    drawn = plan(seed=seed, tickets=tickets, first_day=first_day, last_day=last_day, timezone=timezone,
                 language_mix=language_mix, growth=growth, effects=effects, agents=agents)  # fmt: skip
    rng = random.Random(seed)  # noqa: S311 (a demo's dice, not a secret)
    writer = Writer(rng, drawn.bank, seed)
    staff = [place for place, role in enumerate(drawn.people.role) if ROLES[role] in ("teacher", "office")]
    rows: list[dict[str, Any]] = []
    said: list[tuple[int, int, Line, Author, int]] = []
    true_tickets: dict[int, TrueTicket] = {}
    for place in range(len(drawn)):
        author, occasion = _author(drawn, place), _occasion(drawn, place)
        written = writer.write(author, occasion)
        other = staff[rng.randrange(len(staff))]
        body = as_html(written, occasion.channel, (drawn.people.names[other], drawn.people.emails[other]), rng)
        rows.append(ticket_row(drawn, place, author, rng, subject=written.subject, body=body))
        agent = int(drawn.handled.agent[place])
        written.words.know(agent=agent_name(agent))
        life = life_of(drawn, place, body)
        lines = conversation(life, occasion.cause.sayings[occasion.language, author.role], written.words, rng)
        said.extend((line.at, place + 1, line, author, agent) for line in lines)
        true_tickets[place + 1] = _true_ticket(drawn, place, occasion, written.stated_people)
    return GeneratedDesk(
        tables={"helpdesk.ticket": rows, "mail.message": message_rows(said), **surroundings(drawn, agents)},
        truth=Truth(
            tickets=true_tickets,
            causes=_true_causes(drawn),
            incidents=_true_incidents(drawn),
            people=true_people(drawn, rng),
            effects=drawn.effects,
            first_day=first_day,
            last_day=last_day,
            timezone=timezone,
            now=datetime.fromtimestamp(drawn.now, UTC),
        ),
    )


def _author(drawn: Plan, place: int) -> Author:
    person, crowd = int(drawn.arriving.person[place]), drawn.people
    return Author(
        number=person,
        name=crowd.names[person],
        email=crowd.emails[person],
        role=ROLES[crowd.role[person]],
        class_place=int(crowd.class_place[person]),
    )


def _occasion(drawn: Plan, place: int) -> Occasion:
    arriving, incident = drawn.arriving, int(drawn.arriving.incident[place])
    return Occasion(
        cause=drawn.causes[arriving.cause[place]],
        language=_language(drawn, place),
        channel=int(drawn.channel[place]),
        story=int(arriving.story[place]),
        incident=incident >= 0,
        again=bool(arriving.again[place]),
        repeats=incident >= 0 and int(arriving.incidents.repeats[incident]) >= 0,
        urgent=int(drawn.handled.priority[place]) >= 2,
    )


def _language(drawn: Plan, place: int) -> Language:
    return "vi" if drawn.people.vietnamese[drawn.arriving.person[place]] else "en"


def _true_ticket(drawn: Plan, place: int, occasion: Occasion, stated: int | None) -> TrueTicket:
    arriving, handled = drawn.arriving, drawn.handled
    first, incident, worked = int(arriving.first[place]), int(arriving.incident[place]), float(handled.worked[place])
    return TrueTicket(
        id=place + 1,
        cause=occasion.cause.id,
        incident=incident + 1 if incident >= 0 else None,
        duplicate_of=first + 1 if first >= 0 else None,
        duplicate_kind=None if first < 0 else "person" if occasion.again else "incident",
        person=FIRST_CONTACT + int(arriving.person[place]),
        language=occasion.language,
        stated_people=stated,
        reopened=bool(handled.reopened[place]),
        worked_minutes=None if worked != worked else round(worked / 60, 1),  # noqa: PLR0124 (not a number: unfinished)
        right_tags=occasion.cause.tags,
    )


def _true_causes(drawn: Plan) -> dict[str, TrueCause]:
    counts = [0] * len(drawn.causes)
    for place in drawn.arriving.cause:
        counts[place] += 1
    return {
        cause.id: TrueCause(
            id=cause.id,
            title=cause.title,
            rare=cause.rare,
            team=cause.team,
            tags=cause.tags,
            tickets=counts[place],
            daily_rates=tuple(round(float(rate), 9) for rate in drawn.rates[place]),
        )
        for place, cause in enumerate(drawn.causes)
    }


def _true_incidents(drawn: Plan) -> tuple[TrueIncident, ...]:
    incidents = drawn.arriving.incidents
    tickets: list[list[int]] = [[] for _ in incidents.cause]
    for place, incident in enumerate(drawn.arriving.incident):
        if incident >= 0:
            tickets[incident].append(place + 1)
    return tuple(
        TrueIncident(
            id=place + 1,
            cause=drawn.causes[incidents.cause[place]].id,
            start=datetime.fromtimestamp(int(incidents.start[place]), UTC),
            end=datetime.fromtimestamp(int(incidents.end[place]), UTC),
            tickets=tuple(tickets[place]),
            repeats=int(incidents.repeats[place]) + 1 if incidents.repeats[place] >= 0 else None,
        )
        for place in range(len(incidents.cause))
    )
