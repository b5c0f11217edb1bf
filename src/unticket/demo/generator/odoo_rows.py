"""The rows of a generated desk in the shape in which Odoo's search_read gives them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from unticket.demo.generator.bank import ROLES
from unticket.demo.generator.conversation import Life, Line
from unticket.demo.generator.desk_words import (
    CATEGORIES,
    CHANNELS,
    CLOSED,
    EMAIL,
    PHONE,
    STAGE_NAMES,
    TAGS,
    TEAMS,
    named,
    stages,
)
from unticket.demo.generator.handling import NOT_YET
from unticket.demo.generator.people import NEVER, day_of
from unticket.demo.generator.plan import Plan
from unticket.demo.generator.writer import Author

Row = dict[str, Any]
FIRST_AGENT, FIRST_CONTACT, FIRST_PORTAL_USER = 5, 1001, 100_001
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_BOT = [2, "OdooBot"]
_AGENTS = (
    "Ada Nguyễn", "Bảo Trần", "Cúc Phạm", "Diego Alvarez", "Ly Hoàng", "Farah Aziz", "Giang Vũ", "Hana Sato", "Ivan Petrov",
    "Khôi Đặng", "Liên Bùi", "Moses Okoro", "Nga Đỗ", "Oanh Lý", "Pavel Dvořák", "Quế Ngô",
)  # fmt: skip


def stamp(seconds: int) -> str:
    """An instant as Odoo writes it: naive, in UTC, without microseconds."""
    return (_EPOCH + timedelta(seconds=seconds)).isoformat(" ")


def agent_name(agent: int) -> str:
    """The name of the agent at that position."""
    return _AGENTS[agent % len(_AGENTS)] + ("" if agent < len(_AGENTS) else f" {agent // len(_AGENTS) + 1}")


def number_of(ticket: int) -> str:
    """What people call the ticket with that id."""
    return f"HT{ticket:05d}"


def ticket_row(drawn: Plan, place: int, author: Author, rng: random.Random, *, subject: str, body: str) -> Row:
    """The row of the ticket at `place`; its id is one more."""
    arriving, handled = drawn.arriving, drawn.handled
    stage, agent, cause = int(handled.stage[place]), int(handled.agent[place]), drawn.causes[arriving.cause[place]]
    channel, closed, assigned = int(drawn.channel[place]), int(handled.closed[place]), int(handled.assigned[place])
    opened, changed, team = int(arriving.opened[place]), int(handled.changed[place]), int(handled.team[place])
    known = channel == EMAIL or rng.random() < 0.8
    return {
        "id": place + 1,
        "number": number_of(place + 1),
        "name": subject,
        "description": body,
        "stage_id": [stage, STAGE_NAMES[stage]],
        "closed": stage in CLOSED,
        "user_id": [FIRST_AGENT + agent, agent_name(agent)] if agent >= 0 else False,
        "team_id": [team + 1, TEAMS[team]] if rng.random() < 0.97 else False,
        "tag_ids": sorted({int(tag) for tag in handled.tags[place] if tag > 0}),
        "priority": str(handled.priority[place]),
        "partner_id": [FIRST_CONTACT + author.number, author.name] if known else False,
        "partner_name": author.name,
        "partner_email": _address(author, channel, rng),
        "category_id": [CATEGORIES.index(cause.category) + 1, cause.category]
        if cause.category and rng.random() < 0.6
        else False,
        "channel_id": [channel, CHANNELS[channel - 1]],
        "create_date": stamp(opened),
        "write_date": stamp(changed),
        "assigned_date": stamp(assigned) if assigned != NOT_YET else False,
        "closed_date": stamp(closed) if closed != NOT_YET else False,
        "last_stage_update": stamp(changed),
        "active": not bool(handled.archived[place]),
    }


def _address(author: Author, channel: int, rng: random.Random) -> str | bool:
    if channel == PHONE:
        return False
    if channel == EMAIL:  # the sender as the mail gives it
        return f'"{author.name}" <{author.email}>'
    return author.email if rng.random() < 0.7 else False


def message_rows(lines: list[tuple[int, int, Line, Author, int]]) -> list[Row]:
    """Rows of mail.message from (time, ticket id, line, requester, agent), numbered in the order of their times."""
    lines.sort(key=lambda found: (found[0], found[1]))
    rows = []
    for place, (at, ticket, line, author, agent) in enumerate(lines, start=1):
        signed, sender = _signed(line, author, agent)
        rows.append(
            {
                "id": place,
                "date": stamp(at),
                "author_id": signed,
                "body": line.body,
                "message_type": line.kind,
                "subtype_id": line.subtype,
                "email_from": sender,
                "is_internal": False,  # stays so on notes too; the subtype tells
                "model": "helpdesk.ticket",
                "res_id": ticket,
            }
        )
    return rows


def _signed(line: Line, author: Author, agent: int) -> tuple[list[Any], str]:
    if line.author == "requester":
        return [FIRST_CONTACT + author.number, author.name], f'"{author.name}" <{author.email}>'
    if line.author == "agent" and agent >= 0:
        return [FIRST_AGENT + agent, agent_name(agent)], f'"{agent_name(agent)}" <agent{agent + 1}@school.example>'
    return _BOT, '"OdooBot" <odoobot@school.example>'


def life_of(drawn: Plan, place: int, body: str) -> Life:
    """What the conversation of the ticket at `place` needs to know."""
    arriving, handled = drawn.arriving, drawn.handled
    first = int(arriving.first[place])
    return Life(
        number=number_of(place + 1),
        body=body,
        channel=int(drawn.channel[place]),
        opened=int(arriving.opened[place]),
        replied=int(handled.replied[place]),
        closed=int(handled.closed[place]),
        first_closed=int(handled.first_closed[place]),
        reopened_at=int(handled.reopened_at[place]),
        done=int(handled.stage[place]) in CLOSED,
        has_note=bool(handled.has_note[place]),
        merged_with=number_of(first + 1) if first >= 0 and not arriving.again[place] else None,
        now=drawn.now,
    )


def surroundings(drawn: Plan, agents: int) -> Mapping[str, list[Row]]:
    """The rows of everything but tickets and messages."""
    crowd = drawn.people
    users = [
        {"id": 2, "name": "Administrator", "login": "admin", "share": False, "active": True, "partner_id": [3, "Administrator"]}
    ]
    contacts: list[Row] = [
        _contact(2, "OdooBot", "odoobot@school.example"),
        _contact(3, "Administrator", "admin@school.example"),
    ]
    for agent in range(agents):
        number, name, mail = FIRST_AGENT + agent, agent_name(agent), f"agent{agent + 1}@school.example"
        users.append({"id": number, "name": name, "login": mail, "share": False, "active": True, "partner_id": [number, name]})
        contacts.append(_contact(number, name, mail))
    employees: list[Row] = []
    for place, (name, mail) in enumerate(zip(crowd.names, crowd.emails, strict=True)):
        contact = FIRST_CONTACT + place
        contacts.append(_contact(contact, name, mail))
        if ROLES[crowd.role[place]] != "parent" or place % 2:
            portal = FIRST_PORTAL_USER + place
            users.append(
                {"id": portal, "name": name, "login": mail, "share": True, "active": True, "partner_id": [contact, name]}
            )
        if crowd.in_directory[place]:
            employees.append(_employee(len(employees) + 1, drawn, place))
    return {
        "helpdesk.ticket.stage": stages(),
        "helpdesk.ticket.team": named(TEAMS, user_ids=[FIRST_AGENT + agent for agent in range(agents)]),
        "helpdesk.ticket.tag": named(TAGS, color=0),
        "helpdesk.ticket.category": named(CATEGORIES),
        "helpdesk.ticket.channel": named(CHANNELS),
        "res.users": users,
        "res.partner": contacts,
        "hr.employee": employees,
    }


def _contact(number: int, name: str, mail: str) -> Row:
    return {"id": number, "name": name, "email": mail, "phone": False, "active": True}


def _employee(number: int, drawn: Plan, place: int) -> Row:
    crowd, left = drawn.people, int(drawn.people.left_on[place])
    day = day_of(drawn.days.first, left)
    return {
        "id": number,
        "name": crowd.names[place],
        "work_email": crowd.emails[place],
        "active": left == NEVER or left >= drawn.days.count,
        "departure_date": day.isoformat() if day else False,
        "user_id": [FIRST_PORTAL_USER + place, crowd.names[place]],
    }
