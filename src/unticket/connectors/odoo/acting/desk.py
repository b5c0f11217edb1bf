"""Odoo Helpdesk as the desk that runbooks act in: looks anew before anything, writes what is missing, mails nobody."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from unticket.connectors.connector import Surroundings
from unticket.connectors.https_trouble import NotSent
from unticket.connectors.odoo.acting.look import Look
from unticket.connectors.odoo.acting.marker import bears, marked, pattern
from unticket.connectors.odoo.acting.origin import origin
from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.errors import NoSuchRecord
from unticket.connectors.odoo.passing import PassingMemory, utc_now
from unticket.connectors.odoo.server import Server
from unticket.connectors.odoo.settings import OdooSettings
from unticket.connectors.odoo.tickets import key as key_of
from unticket.connectors.odoo.tickets import number_in
from unticket.connectors.odoo.wire import ARCHIVED_TOO, Row, ids, link, moment, rows, text, written
from unticket.model.errors import ConnectorError, NotFound, UnexpectedPayload, Unreachable
from unticket.model.finding import Finding
from unticket.model.ticket import Stage, Tag
from unticket.runbooks.ports import Activity, DeskEvent, Origin, TicketView

T = TypeVar("T")
_TO_DO = "mail.mail_activity_data_todo"
_NOTE = "mail.mt_note"
_RICH_TEXT_SAID_SINCE = 17  # before, `message_post` took every body for rich text
# With it Odoo leaves out the stage's mail, and also the line in the chatter that tells of the move; our note tells of it.
_QUIETLY = {"mail_notrack": True}


class OdooTicketDesk:
    """A `TicketDesk`. A write looks first whether its effect is there already, and looks again when its answer was lost.

    Odoo itself cannot be asked to do a thing only once. Two *processes* that write the same marker in the same instant would
    both see nothing and both write; the engine runs each effect in one place.
    """

    def __init__(self, settings: OdooSettings, surroundings: Surroundings, now: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._server = Server(settings, Path(surroundings.cache))
        self._passing = PassingMemory(now)
        self._one_write_at_a_time = threading.Lock()

    def ticket(self, key: str, *, asker: bool = True) -> TicketView:
        number = self._number(key)

        def view(look: Look) -> TicketView:
            found = look.tickets.one(number)
            if found is None:
                raise self._gone(key)
            ticket, record = found
            messages = look.messages.records_of(number)
            return TicketView(
                ticket=ticket,
                messages=look.messages.told(messages),
                origin=origin(look, record, messages) if asker else Origin(),
                url=self._server.ticket_page.format(id=number),
            )

        return self._ask(view, asker=asker)

    def events_since(self, moment: datetime) -> Iterator[DeskEvent]:
        """Begun `overlap_minutes` earlier: Odoo stamps what it writes with the beginning of the transaction. A message does not
        touch its ticket's time, so both are asked for; each ticket is told once, with its latest time."""
        since = moment.astimezone(UTC) - timedelta(minutes=self._settings.overlap_minutes)
        changed = self._ask(lambda look: _changes(look, since))
        for key, at in sorted(changed.items(), key=lambda event: (event[1], event[0])):
            yield DeskEvent(ticket_key=key, changed_at=at)

    def stages(self) -> Sequence[Stage]:
        found = self._ask(lambda look: look.words.stages().values())
        return sorted(found, key=lambda stage: (stage.sequence, stage.id))

    def tags(self) -> Sequence[Tag]:
        found = self._ask(lambda look: look.words.tags_now().values())
        return sorted(found, key=lambda tag: tag.name)

    def note(self, key: str, text: str, *, marker: str) -> str:
        number = self._number(key)
        rich = {"body_is_html": True} if self._ask(lambda look: look.profile.major) >= _RICH_TEXT_SAID_SINCE else {}

        def post(look: Look) -> str:
            # Never with partner_ids: whoever is named there is mailed even a note.
            answer = look.calls.call(
                TICKET,
                "message_post",
                ids=[number],
                body=marked(text, marker),
                message_type="comment",
                subtype_xmlid=_NOTE,
                **rich,
            )
            return _message_key(answer)

        return self._once(key, lambda look: _noted(look, number, marker), post)

    def tag(self, key: str, tag_id: str) -> None:
        tag = _id(tag_id, "tag")
        self._change(
            key, "tag_ids", lambda value: isinstance(value, list) and tag in value, {"tag_ids": [[4, tag]]}, context={}
        )

    def move(self, key: str, stage_id: str, *, quietly: bool = True) -> None:
        stage = _id(stage_id, "stage")
        context = _QUIETLY if quietly else {}
        self._change(key, "stage_id", lambda value: _points_to(value, stage), {"stage_id": stage}, context=context)

    def assign(self, key: str, agent_id: str) -> None:
        agent = _id(agent_id, "agent")
        self._change(key, "user_id", lambda value: _points_to(value, agent), {"user_id": agent}, context={})

    def schedule(self, key: str, activity: Activity, *, marker: str) -> None:
        number, assignee = self._number(key), _id(activity.assignee_id, "agent")

        def put(look: Look) -> str:
            # Odoo tells the assignee by mail or in the inbox, as its user prefers: an escalation nobody hears of is none.
            answer = look.calls.call(
                TICKET,
                "activity_schedule",
                ids=[number],
                act_type_xmlid=_TO_DO,
                summary=activity.summary,
                note=marked(activity.note, marker),
                user_id=assignee,
                date_deadline=activity.due_on.isoformat(),
            )
            return str(answer)

        self._once(key, lambda look: _scheduled(look, number, marker), put)

    def check_acting(self) -> Sequence[Finding]:
        from unticket.connectors.odoo.acting.check import check_acting

        return check_acting(self._server)

    def close(self) -> None:
        """Give the connection back."""
        self._server.close()

    def _change(
        self, key: str, field: str, holds: Callable[[Any], bool], vals: Mapping[str, Any], *, context: Mapping[str, Any]
    ) -> None:
        """Write `vals` unless the ticket's `field` holds already: each write stamps times anew, even one without a change."""
        number = self._number(key)

        def there(look: Look) -> str:
            row = _row(look, number, [field])
            if row is None:
                raise self._gone(key)
            return "there" if holds(row.get(field)) else ""

        def write(look: Look) -> str:
            look.calls.call(TICKET, "write", ids=[number], vals=dict(vals), context=dict(context))
            return "written"

        self._once(key, there, write)

    def _once(self, key: str, find: Callable[[Look], str], do: Callable[[Look], str]) -> str:
        """What `find` finds, or what `do` returns. Raises what `do` raised where its effect is not there."""
        with self._one_write_at_a_time:
            if found := self._ask(find):
                return found
            try:
                return do(Look(self._server, self._passing))
            except NoSuchRecord as error:
                if self._ask(lambda look: _row(look, self._number(key), ["name"])) is None:
                    raise self._gone(key) from error
                raise
            except (Unreachable, UnexpectedPayload) as error:
                if isinstance(error, NotSent) or not (found := self._ask(find)):
                    raise
                return found

    def _ask(self, question: Callable[[Look], T], *, asker: bool = True) -> T:
        """The answer of one look; of a second one where the server turned out to be another than it was remembered as."""
        try:
            return question(Look(self._server, self._passing, asker=asker))
        except ConnectorError as error:
            self._server.reconsider(error)
        self._passing.forget()
        return question(Look(self._server, self._passing, asker=asker))

    def _number(self, key: str) -> int:
        number = number_in(key)
        if number is None:
            raise self._gone(key)
        return number

    def _gone(self, key: str) -> NotFound:
        return NotFound(f"{self._server.place} has no ticket {key}.", "It was deleted, or the key may not see it.")


def _changes(look: Look, since: datetime) -> dict[str, datetime]:
    answer = look.calls.call(
        TICKET,
        "search_read",
        domain=[ARCHIVED_TOO, ["write_date", ">=", written(since)]],
        fields=["write_date"],
        order="write_date, id",
    )
    changed: dict[str, datetime] = {}
    for row in rows(answer, TICKET):
        if at := moment(row.get("write_date")):
            changed[key_of(row["id"])] = at
    for message in look.messages.written_since(since):
        if not message.by_agent and not message.automatic:
            changed[message.ticket_key] = max(message.posted_at, changed.get(message.ticket_key, message.posted_at))
    return changed


def _noted(look: Look, ticket: int, marker: str) -> str:
    """The key of our note with that marker; what came by mail or through the portal is never one, whatever it says."""
    for row in _messages_with(look, ticket, marker):
        if row.get("message_type") == "comment" and bears(text(row.get("body")), marker):
            return key_of(row["id"])
    return ""


def _scheduled(look: Look, ticket: int, marker: str) -> str:
    """The to-do with that marker; one that was done is archived or, in older versions, only told of in the chatter."""
    answer = look.calls.call(
        "mail.activity",
        "search_read",
        domain=[["res_model", "=", TICKET], ["res_id", "=", ticket], ["note", "ilike", pattern(marker)]],
        fields=["note"],
        context={"active_test": False},
    )
    for row in rows(answer, "mail.activity"):
        if bears(text(row.get("note")), marker):
            return str(row["id"])
    for line in _messages_with(look, ticket, marker):
        if line.get("message_type") in ("comment", "notification") and bears(text(line.get("body")), marker, anywhere=True):
            return key_of(line["id"])
    return ""


def _messages_with(look: Look, ticket: int, marker: str) -> list[Row]:
    domain = [["model", "=", TICKET], ["res_id", "=", ticket], ["body", "ilike", pattern(marker)]]
    fields = ["body", "message_type", "subtype_id"]
    answer = look.calls.call("mail.message", "search_read", domain=domain, fields=fields, order="id")
    return [row for row in rows(answer, "mail.message") if look.words.is_note(row.get("subtype_id"))]


def _row(look: Look, ticket: int, fields: list[str]) -> Row | None:
    domain = [["id", "=", ticket], ARCHIVED_TOO]
    found = rows(look.calls.call(TICKET, "search_read", domain=domain, fields=fields), TICKET)
    return found[0] if found else None


def _points_to(value: Any, number: int) -> bool:
    found = link(value)
    return found is not None and found[0] == number


def _message_key(answer: Any) -> str:
    """Over JSON-2 a list with the new message's id, over JSON-RPC the bare id."""
    numbers = [answer] if type(answer) is int else ids(answer, "message_post")
    if len(numbers) != 1:
        raise UnexpectedPayload("Odoo does not say which message it made.")
    return key_of(numbers[0])


def _id(text: str, what: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise ConnectorError(f"{text!r} is no {what} of an Odoo: a number is expected.", f"Check the {what} in the settings.")
    return int(text)
