"""Who wrote what on a ticket, and that no message is lost or read twice for nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.connectors.odoo.messages import Position
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week
from unticket.model.ticket import Message

MESSAGE = "mail.message"
TICKET = 20289  # of contact 65; assigned to Anna (user 5)
COMMENT, NOTE = 1, 2  # Odoo's subtypes
NOW = datetime(2026, 2, 21, 12, tzinfo=UTC)


def posted(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        "model": "helpdesk.ticket",
        "res_id": TICKET,
        "date": "2026-02-21 11:00:00",
        "create_date": "2026-02-21 11:00:00",
        "author_id": 65,
        "body": "<p>text</p>",
        "message_type": "comment",
        "subtype_id": COMMENT,
        "is_internal": False,
    } | values


def contact_of(state: DeskState, login: str) -> int:
    contact: int = state.user(login)["partner_id"]
    return contact


def read(pages: Any) -> list[Message]:
    return [message for page in pages for message in page.messages]


def one(opened: Any, state: DeskState, **values: Any) -> Message:
    """The message 5000 with these values, as it is read."""
    state.load_rows(MESSAGE, [posted(5000, **values)])
    with serve(state) as desk:
        found = read(opened(desk).messages_after(""))
    return next(message for message in found if message.key == "odoo:5000")


def test_an_agents_reply_is_the_one_that_counts_as_a_response(opened) -> None:
    state = reference_week(now=NOW)
    message = one(opened, state, author_id=contact_of(state, "agent1"), date="2026-02-18 01:50:00")
    assert (message.ticket_key, message.author) == (f"odoo:{TICKET}", "Anna Agent")
    assert (message.by_agent, message.internal, message.automatic) == (True, False, False)
    assert message.posted_at == datetime(2026, 2, 18, 1, 50, tzinfo=UTC)


def test_the_requesters_message_is_not_an_agents(opened) -> None:
    message = one(opened, reference_week(now=NOW), message_type="email")
    assert (message.by_agent, message.internal, message.automatic) == (False, False, False)


def test_a_note_is_hidden_from_the_requester_though_its_own_flag_says_nothing(opened) -> None:
    state = reference_week(now=NOW)
    message = one(opened, state, author_id=contact_of(state, "agent1"), subtype_id=NOTE)
    assert message.internal
    assert message.by_agent


@pytest.mark.parametrize("hidden", [{"subtype_id": False}, {"is_internal": True}], ids=str)
def test_so_is_a_message_without_a_subtype_or_marked_internal(opened, hidden: dict[str, Any]) -> None:
    assert one(opened, reference_week(now=NOW), **hidden).internal


@pytest.mark.parametrize("kind", ["notification", "auto_comment", "user_notification"])
def test_what_odoo_writes_by_itself_is_automatic(opened, kind: str) -> None:
    state = reference_week(now=NOW)
    assert one(opened, state, author_id=contact_of(state, "agent1"), message_type=kind).automatic


def test_what_our_own_bot_wrote_is_automatic(opened) -> None:
    state = reference_week(now=NOW)
    message = one(opened, state, author_id=contact_of(state, state.login))
    assert message.by_agent
    assert message.automatic


def test_a_persons_own_key_does_not_make_a_bot_of_that_person(opened) -> None:
    """Anna, to whom tickets are assigned, uses a key of her own: her replies stay replies."""
    state = reference_week(now=NOW)
    key = state.add_key("agent1")
    state.load_rows(MESSAGE, [posted(5000, author_id=contact_of(state, "agent1"))])
    with serve(state) as desk:
        found = read(opened(desk, api_key=key).messages_after(""))
        assert not found[-1].automatic
        forced = read(opened(desk, api_key=key, key_of="bot", protocol="json2").messages_after(""))
        assert forced[-1].automatic


def test_staff_who_ask_the_desk_for_help_are_requesters_there(opened) -> None:
    """A teacher with a login of her own writes on the ticket that she opened herself."""
    state = reference_week(now=NOW)
    contact = contact_of(state, "agent2")
    state.table("helpdesk.ticket").change(TICKET, {"partner_id": contact})
    assert not one(opened, state, author_id=contact).by_agent


def test_a_mail_from_nobody_known_has_the_name_in_its_header(opened) -> None:
    message = one(opened, reference_week(now=NOW), author_id=False, message_type="email", email_from='"Cora" <c@x.example>')
    assert (message.author, message.by_agent) == ("Cora", False)


def test_an_agent_who_came_within_the_hour_is_asked_for(opened) -> None:
    with serve(reference_week(now=NOW)) as desk:
        position = last_position(opened(desk), "")
        desk.state.add_user("Nina New", "nina")
        desk.state.load_rows(MESSAGE, [posted(5000, author_id=contact_of(desk.state, "nina"))])
        [message] = read(opened(desk).messages_after(position))
    assert (message.author, message.by_agent) == ("Nina New", True)


def test_an_agent_who_was_just_met_on_a_ticket_is_known_as_an_author(opened) -> None:
    with serve(reference_week(now=NOW)) as desk:
        opened(desk).vocabulary()
        uid = desk.state.add_user("Nina New", "nina")
        source = opened(desk)
        list(source.messages_after(""))
        desk.state.table("helpdesk.ticket").change(TICKET, {"user_id": uid})
        list(source.tickets_after(""))
        desk.state.load_rows(MESSAGE, [posted(5000, author_id=contact_of(desk.state, "nina"))])
        assert read(source.messages_after(""))[-1].by_agent


def last_position(source: Any, start: str) -> str:
    position: str = [page.position for page in source.messages_after(start)][-1]
    return position


def test_nothing_new_is_one_call_and_no_message(opened, week: RunningDesk) -> None:
    position = last_position(opened(week), "")
    before = sum(week.calls.values())
    assert list(opened(week).messages_after(position)) == []
    assert sum(week.calls.values()) - before == 1
    assert week.calls[MESSAGE, "search"] == 2


@pytest.mark.parametrize("page_size", [1, 2, 100])
def test_a_message_with_a_lower_id_that_appears_later_is_found(opened, page_size: int) -> None:
    """Ids are given at writing and seen at the end of the transaction."""
    state = reference_week(now=NOW)
    state.load_rows(MESSAGE, [posted(5005, create_date="2026-02-21 11:05:00")])
    with serve(state) as desk:
        position = last_position(opened(desk, page_size=page_size), "")
        state.load_rows(
            MESSAGE,
            [posted(5002, create_date="2026-02-21 10:58:00"), posted(5009, create_date="2026-02-21 11:06:00")],
        )
        found = read(opened(desk, page_size=page_size).messages_after(position))
    assert [message.key for message in found] == ["odoo:5002", "odoo:5009"]


def test_a_read_that_is_cut_goes_on_where_its_last_page_ended(opened) -> None:
    state = reference_week(now=NOW)
    start = datetime(2026, 2, 21, 8, tzinfo=UTC)
    for number in range(5000, 5040):
        at = (start + timedelta(minutes=number - 5000)).strftime("%Y-%m-%d %H:%M:%S")
        state.load_rows(MESSAGE, [posted(number, create_date=at, date=at)])
    with serve(state) as desk:
        whole = [message.key for message in read(opened(desk).messages_after(""))]
        for page in list(opened(desk, page_size=7).messages_after("")):
            rest = [message.key for message in read(opened(desk).messages_after(page.position))]
            assert rest == whole[whole.index(page.messages[-1].key) + 1 :]


def test_messages_on_other_things_than_tickets_are_left_alone(opened) -> None:
    state = reference_week(now=NOW)
    state.load_rows(MESSAGE, [posted(5000, model="res.partner", res_id=65)])
    with serve(state) as desk:
        assert all(message.key != "odoo:5000" for message in read(opened(desk).messages_after("")))


def test_a_position_stays_small_whatever_bursts() -> None:
    position = Position()
    position.advance(
        [{"id": number, "create_date": "2026-02-21 11:00:00"} for number in range(1, 50_000)], timedelta(minutes=10), []
    )
    assert len(str(position)) < 100_000
    assert Position.read(str(position)) == position


@pytest.mark.parametrize("broken", ["", "x", "[]", "7", '{"settled": "x"}', '{"settled": 1, "recent": []}'])
def test_a_position_that_means_nothing_begins_anew(broken: str) -> None:
    assert Position.read(broken) == Position()
