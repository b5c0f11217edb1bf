"""Each write happens once, however often it is asked for and wherever the connection was cut, and mails nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from unticket.demo.desk import arrival, chatter
from unticket.demo.desk.call import Call
from unticket.demo.desk.faults import BrokenJson, CutBeforeAnswer, CutInBody, Faults, NoAnswer, TooManyRequests, Unavailable
from unticket.demo.desk.moments import kept
from unticket.demo.desk.rights import ADMINISTRATOR, Caller
from unticket.model.errors import ConnectorError, CredentialsRefused, NotFound
from unticket.runbooks.ports import Activity

TICKET, KEY = 20289, "odoo:20289"
CORA = "cora@school.example"
MARKER = "odoo:20289:note:1"


def activity(**changes) -> Activity:
    told = {"summary": "Check the account", "note": "Why: <b>terminated</b>\nHR says so", "assignee_id": "5"}
    return Activity(**told | {"due_on": date(2026, 11, 25)} | changes)


def test_a_note_is_internal_shows_every_sign_and_mails_nobody(desk, state, notes) -> None:
    key = arrival.by_portal(state, CORA, "Cannot log in", "x")
    contact = state.user(CORA)["partner_id"]
    state.change("helpdesk.ticket", key, message_partner_ids=[contact])
    desk.note(f"odoo:{key}", "Reactivated <by rule> & verified.\n@Cora is told.", marker="m:1")
    (body,) = notes(key)
    assert body == "<p>Reactivated &lt;by rule&gt; &amp; verified.<br>@Cora is told.</p><p><small>ref m:1</small></p>"
    (message,) = [one for one in desk.ticket(f"odoo:{key}").messages if one.body == body]
    assert (message.internal, message.by_agent, message.automatic) == (True, True, True)
    assert state.mails == []


def test_the_same_marker_twice_is_one_note_and_another_marker_is_another(desk, notes) -> None:
    first = desk.note(KEY, "one", marker=MARKER)
    assert desk.note(KEY, "one, said again", marker=MARKER) == first
    assert desk.note(KEY, "two", marker=f"{MARKER}0") != first  # a marker that only begins like it
    assert len(notes(TICKET)) == 2


def test_a_marker_is_found_again_by_another_process(opened, running, notes) -> None:
    first = opened(running).note(KEY, "one", marker=MARKER)
    assert opened(running).note(KEY, "one", marker=MARKER) == first
    assert len(notes(TICKET)) == 1


@pytest.mark.parametrize("marker", ["a%b_c\\d", "<i>&amp;", "đánh dấu"])
def test_any_marker_is_found_again(desk, notes, marker) -> None:
    assert desk.note(KEY, "one", marker=marker) == desk.note(KEY, "one", marker=marker)
    assert len(notes(TICKET)) == 1


def test_many_at_once_are_one_note(desk, notes) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: desk.note(KEY, "one", marker=MARKER), range(16)))
    assert len(set(keys)) == len(notes(TICKET)) == 1


def test_a_requester_cannot_hold_back_a_note_by_writing_its_marker(desk, state, notes) -> None:
    arrival.reply_by_mail(state, TICKET, CORA, f"ref {MARKER}")
    desk.note(KEY, "one", marker=MARKER)
    assert len(notes(TICKET)) == 1


def test_text_in_a_note_that_looks_like_another_marker_is_only_text(desk, notes) -> None:
    desk.note(KEY, f"ref {MARKER}\nas the requester wrote", marker="odoo:20289:trace:1")
    desk.note(KEY, "one", marker=MARKER)
    assert len(notes(TICKET)) == 2


LOST = [CutBeforeAnswer(worked=True), CutInBody(0.0), BrokenJson(), NoAnswer(worked=True)]


@pytest.mark.parametrize("fault", LOST, ids=repr)
def test_an_answer_that_is_lost_after_the_note_is_no_second_note(opened, served, notes, fault) -> None:
    desk = opened(served(Faults().on_call(1, fault, method="message_post")))
    key = desk.note(KEY, "one", marker=MARKER)
    assert desk.note(KEY, "one", marker=MARKER) == key
    assert len(notes(TICKET)) == 1


@pytest.mark.parametrize("fault", [CutBeforeAnswer(), Unavailable(503), NoAnswer()], ids=repr)
def test_a_note_that_was_not_made_is_an_error_that_may_be_tried_again(opened, served, notes, fault) -> None:
    desk = opened(served(Faults().on_call(1, fault, method="message_post")))
    with pytest.raises(ConnectorError) as lost:
        desk.note(KEY, "one", marker=MARKER)
    assert lost.value.transient
    assert notes(TICKET) == []
    desk.note(KEY, "one", marker=MARKER)
    assert len(notes(TICKET)) == 1


def test_a_refusal_to_serve_is_waited_for(opened, served, notes) -> None:
    desk = opened(served(Faults().on_call(1, TooManyRequests(0), method="message_post")))
    desk.note(KEY, "one", marker=MARKER)
    assert len(notes(TICKET)) == 1


def test_a_quiet_move_mails_nobody_and_a_loud_one_once(desk, state) -> None:
    key = arrival.by_portal(state, CORA, "x", "y")
    desk.move(f"odoo:{key}", "4")
    assert desk.ticket(f"odoo:{key}").ticket.stage.name == "Done"
    assert state.mails == []
    desk.move(f"odoo:{key}", "1")
    for _ in range(2):
        desk.move(f"odoo:{key}", "4", quietly=False)
    assert [(mail.to, mail.because) for mail in state.mails] == [(CORA, "stage")]


def test_what_stands_already_is_not_written_again(desk, running) -> None:
    """Each write stamps the time of closing or assigning anew, even one without a change."""
    desk.move(KEY, "4")  # where it stands
    desk.assign(KEY, "5")
    desk.tag(KEY, "13")
    assert running.calls["helpdesk.ticket", "write"] == 0
    desk.tag(KEY, "1")
    desk.tag(KEY, "1")
    assert running.calls["helpdesk.ticket", "write"] == 1


def test_a_tag_is_added_to_the_others(desk) -> None:
    before = {tag.id for tag in desk.ticket(KEY).ticket.tags}
    desk.tag(KEY, "1")
    assert {tag.id for tag in desk.ticket(KEY).ticket.tags} == before | {"1"}


def test_assigning_makes_the_agent_responsible(desk) -> None:
    desk.assign(KEY, "6")
    assert desk.ticket(KEY).ticket.assignee.id == "6"


@pytest.mark.parametrize("fault", [CutBeforeAnswer(worked=True), CutInBody(0.0), NoAnswer(worked=True)], ids=repr)
def test_a_write_whose_answer_was_lost_is_read_back(opened, served, fault) -> None:
    running = served(Faults().every(1, fault, model="helpdesk.ticket", method="write"))
    desk = opened(running)
    desk.move(KEY, "5")
    desk.assign(KEY, "6")
    desk.tag(KEY, "1")
    ticket = desk.ticket(KEY).ticket
    assert (ticket.stage.id, ticket.assignee.id) == ("5", "6")
    assert running.calls["helpdesk.ticket", "write"] == 3


def test_a_write_that_did_not_happen_is_an_error(opened, served) -> None:
    desk = opened(served(Faults().on_call(1, CutBeforeAnswer(), method="write")))
    with pytest.raises(ConnectorError) as lost:
        desk.move(KEY, "5")
    assert lost.value.transient
    desk.move(KEY, "5")
    assert desk.ticket(KEY).ticket.stage.id == "5"


def test_a_to_do_is_put_once_and_its_assignee_is_told_once(desk, state) -> None:
    for _ in range(2):
        desk.schedule(KEY, activity(), marker="odoo:20289:escalate:1")
    (row,) = [state.table("mail.activity").rows[one] for one in state.hanging("mail.activity", TICKET)]
    assert (row["summary"], row["user_id"], row["date_deadline"]) == ("Check the account", 5, "2026-11-25")
    assert row["note"].startswith("<p>Why: &lt;b&gt;terminated&lt;/b&gt;<br>HR says so</p>")
    assert [(mail.to, mail.because) for mail in state.mails] == [("agent1@lab.example", "activity")]


def test_a_to_do_that_was_done_is_not_put_again(desk, state, running) -> None:
    desk.schedule(KEY, activity(), marker="m:1")
    (key,) = state.hanging("mail.activity", TICKET)
    state.change("mail.activity", key, active=False)
    desk.schedule(KEY, activity(), marker="m:1")
    assert len(state.hanging("mail.activity", TICKET)) == 1


def test_a_to_do_that_an_older_odoo_deleted_when_done_is_known_by_the_line_it_left(desk, state) -> None:
    desk.schedule(KEY, activity(), marker="m:1")
    (key,) = state.hanging("mail.activity", TICKET)
    chatter.activity_done(Call(state, Caller(5, ADMINISTRATOR), {}, kept(state.clock())), "mail.activity", [key])
    state.delete("mail.activity", key)
    desk.schedule(KEY, activity(), marker="m:1")
    assert state.hanging("mail.activity", TICKET) == []


@pytest.mark.parametrize("fault", LOST, ids=repr)
def test_a_to_do_whose_answer_was_lost_is_read_back(opened, served, state, fault) -> None:
    desk = opened(served(Faults().on_call(1, fault, method="activity_schedule")))
    desk.schedule(KEY, activity(), marker="m:1")
    assert len(state.hanging("mail.activity", TICKET)) == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda desk, key: desk.note(key, "one", marker="m"),
        lambda desk, key: desk.tag(key, "1"),
        lambda desk, key: desk.move(key, "4"),
        lambda desk, key: desk.assign(key, "5"),
        lambda desk, key: desk.schedule(key, activity(), marker="m"),
        lambda desk, key: desk.ticket(key),
    ],
    ids=["note", "tag", "move", "assign", "schedule", "ticket"],
)
@pytest.mark.parametrize("key", ["odoo:99999", "file:20289", "odoo:", "odoo:1 or 1", "odoo:٣"])
def test_a_ticket_that_is_gone_is_not_found(desk, write, key) -> None:
    with pytest.raises(NotFound):
        write(desk, key)


def test_a_stage_tag_or_agent_that_is_gone_is_an_error_of_the_connection(desk) -> None:
    for write in (lambda: desk.move(KEY, "99"), lambda: desk.tag(KEY, "99"), lambda: desk.move(KEY, "Done")):
        with pytest.raises(ConnectorError) as wrong:
            write()
        assert not wrong.value.transient


def test_a_key_that_may_not_write_is_refused(opened, running, state) -> None:
    state.add_key(CORA)
    with pytest.raises(CredentialsRefused):
        opened(running, user=CORA).move(KEY, "5")


def test_a_note_whose_markup_a_server_took_for_text_is_known_all_the_same(desk, state, notes) -> None:
    told = {"message_type": "comment", "subtype_id": 2, "author_id": state.user("opsbot")["partner_id"]}
    body = "<p>&lt;p&gt;one&lt;/p&gt;&lt;p&gt;&lt;small&gt;ref m:1&lt;/small&gt;&lt;/p&gt;</p>"
    state.add("mail.message", **told, model="helpdesk.ticket", res_id=TICKET, body=body)
    desk.note(KEY, "one", marker="m:1")
    assert len(notes(TICKET)) == 1


@pytest.mark.parametrize("serie", ["16.0", "17.0", "18.0"])
def test_older_versions_are_written_to_over_json_rpc(opened, state, served, notes, serie) -> None:
    state.serie = serie
    desk = opened(served())
    for _ in range(2):
        desk.note(KEY, "one", marker="m:1")
        desk.schedule(KEY, activity(), marker="m:2")
        desk.move(KEY, "5")
    assert notes(TICKET) == ["<p>one</p><p><small>ref m:1</small></p>"]
    assert len(state.hanging("mail.activity", TICKET)) == 1
    assert desk.ticket(KEY).ticket.stage.id == "5"
