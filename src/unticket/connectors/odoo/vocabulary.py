"""The desk's words: stages, teams, agents and tags, and which subtypes of messages are notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from unticket.connectors.odoo.errors import AccessRefused
from unticket.connectors.odoo.memory import Memory
from unticket.connectors.odoo.passing import A_MOMENT, PassingMemory
from unticket.connectors.odoo.profile import Profile
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.wire import Row, link, text
from unticket.connectors.odoo.word_list import WordList
from unticket.model.ticket import Agent, Stage, Tag, Team, Vocabulary

_ODOOBOT = 1  # the superuser's id in every Odoo
_NOTES = ("Note", "Ghi chú")  # what Odoo calls a note in the languages of our desks
_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _User:
    agent: Agent
    contact: int  # messages name their author by the contact


class Words:
    """Words by Odoo's ids.

    Stages are asked for in every process, for a stage that becomes a closed one changes every report, or as old as `passing`
    allows. The others may be as old as an hour; one that is missing then is asked for as soon as a ticket or message names it.
    """

    def __init__(self, calls: Calls, memory: Memory, profile: Profile, passing: PassingMemory | None = None) -> None:
        self._profile, self._passing = profile, passing
        edition = profile.edition
        of_a_stage = {"name", "sequence", edition.closed_flag, edition.mail_template} & profile.stage_fields
        lasts = A_MOMENT if passing else timedelta()
        self._stages = WordList(calls, passing or memory, edition.stage, sorted(of_a_stage), self._stage, remembered=lasts)
        self._teams = WordList(calls, memory, edition.team, ["name"], _team, remembered=_AN_HOUR)
        self._tags = WordList(calls, memory, edition.tag, ["name"], _tag, remembered=_AN_HOUR)
        self._users = WordList(
            calls,
            memory,
            "res.users",
            ["name", "partner_id"],
            self._user,
            domain=[["share", "=", False]],  # portal users are requesters
            remembered=_AN_HOUR,
        )
        self._notes = WordList(
            calls,
            memory,
            "mail.message.subtype",
            ["name"],
            _name,
            domain=[["internal", "=", True]],
            remembered=timedelta(days=1),
        )

        self._by_contact: tuple[Mapping[int, _User], Mapping[int, Agent]] = ({}, {})

    def now(self) -> Vocabulary:
        """All words, the stages as of this moment."""
        return Vocabulary(
            stages={str(number): stage for number, stage in self._stages.ask().items()},
            teams={str(number): team for number, team in self._teams.all().items()},
            agents={str(number): user.agent for number, user in self._users.all().items()},
            tags={str(number): tag for number, tag in self._tags.all().items()},
        )

    def stages(self) -> Mapping[int, Stage]:
        """The stages, no older than `passing` allows."""
        return self._stages.all()

    def stages_now(self) -> Mapping[int, Stage]:
        """The stages, as of this moment."""
        return self._stages.ask()

    def tags_now(self) -> Mapping[int, Tag]:
        """The tags, as of this moment."""
        return self._tags.ask()

    def stage(self, value: Any) -> Stage:
        """The stage that a ticket's link points to; a ticket without one stands in a stage without a name."""
        found = link(value)
        if found is None:
            return Stage(id="", name="")
        return self._stages.get(found[0]) or Stage(id=str(found[0]), name=found[1])

    def team(self, value: Any) -> Team | None:
        found = link(value)
        return (self._teams.get(found[0]) or Team(id=str(found[0]), name=found[1])) if found else None

    def agent(self, value: Any) -> Agent | None:
        found = link(value)
        if found is None:
            return None
        user = self._users.get(found[0])
        return user.agent if user else Agent(id=str(found[0]), name=found[1])

    def tags(self, value: Any) -> tuple[Tag, ...]:
        """In the order of their ids, so that the same tags are always the same tuple."""
        numbers = sorted({number for number in value if type(number) is int}) if isinstance(value, list) else ()
        return tuple(self._tags.get(number) or Tag(id=str(number), name=f"#{number}") for number in numbers)

    def author(self, value: Any) -> Agent | None:
        """The agent whose contact wrote; None for anybody else. Only a list of now can tell that none did."""
        found = link(value)
        if found is None:
            return None
        if found[0] not in self._contacts_of(self._users.all()) and not self._users.asked_now():
            self._ask_who(found[0])
        return self._contacts_of(self._users.all()).get(found[0])

    def is_note(self, value: Any) -> bool:
        """Whether messages of that subtype are hidden from requesters. Where subtypes may not be read, the name must do."""
        found = link(value)
        if found is None:
            return True  # a message without a subtype is a log line: portal users never see it
        return found[0] in self._notes_of_now if self._notes_of_now is not None else found[1] in _NOTES

    @cached_property
    def _notes_of_now(self) -> frozenset[int] | None:
        try:
            return frozenset(self._notes.all())
        except AccessRefused:
            return None

    def _ask_who(self, contact: int) -> None:
        """Ask for the agents because of a contact that is none of them so far. That somebody's contact was no agent's a moment
        ago is enough: whoever is made an agent then has not answered yet."""
        passing, name = self._passing, f"no agent {contact}"
        if passing is None:
            self._users.ask()
        elif not passing.lately(name):
            asked_at = passing.time()
            if contact not in self._contacts_of(self._users.ask()):
                passing.keep_as_of(asked_at, {name: True})

    def _contacts_of(self, users: Mapping[int, _User]) -> Mapping[int, Agent]:
        """Agents by their contact; made anew when the list of users is another one."""
        if self._by_contact[0] is not users:
            self._by_contact = users, {user.contact: user.agent for user in users.values()}
        return self._by_contact[1]

    def _stage(self, row: Row) -> Stage:
        edition = self._profile.edition
        sequence = row.get("sequence")
        return Stage(
            id=str(row["id"]),
            name=_name(row),
            closed=bool(row.get(edition.closed_flag)),
            sequence=sequence if isinstance(sequence, int) else 0,
            mails_requester=bool(row.get(edition.mail_template)),
        )

    def _user(self, row: Row) -> _User:
        number: int = row["id"]
        is_bot = number == _ODOOBOT or (number == self._profile.uid and self._profile.key_is_a_bots)
        contact = link(row.get("partner_id"))
        return _User(Agent(id=str(number), name=_name(row), is_bot=is_bot), contact[0] if contact else 0)


def _team(row: Row) -> Team:
    return Team(id=str(row["id"]), name=_name(row))


def _tag(row: Row) -> Tag:
    return Tag(id=str(row["id"]), name=_name(row))


def _name(row: Row) -> str:
    return text(row.get("name"))
