"""`check` of the acting side: what the key may do there, which stages would mail, and which proof the desk can give."""

from __future__ import annotations

from dataclasses import replace

from unticket.demo.desk.rights import INTERNAL, Rights
from unticket.demo.desk.schema import MODELS
from unticket.model.finding import Level


def by_kind(desk) -> dict:
    return {finding.kind: finding for finding in desk.check_acting()}


def test_a_plain_helpdesk_users_key_can_do_everything_and_nothing_more(desk) -> None:
    found = by_kind(desk)
    assert {finding.level for finding in found.values()} <= {Level.OK, Level.NOTE}
    assert found["acting_tickets"].level is found["acting_activities"].level is Level.OK
    assert "open: New, In Progress, Awaiting; closed: Done, Cancelled, Rejected" in found["acting_stages"].what
    assert found["acting_stage_mails"].what.startswith("A move to Done, Cancelled, Rejected mails")
    assert found["acting_tags"].what == "20 tags can be put on tickets."
    assert found["acting_origin"].level is Level.OK


def test_a_key_without_rights_is_a_fault(opened, running, state) -> None:
    state.add_user("Otto", "otto", groups=(INTERNAL,))
    state.add_key("otto")
    assert Level.FAULT in {finding.level for finding in opened(running, user="otto").check_acting()}


def test_a_key_that_may_do_more_is_warned_of(opened, running, state) -> None:
    state.add_key("admin")
    assert by_kind(opened(running, user="admin"))["rights_administrator"].level is Level.WARNING


def test_a_desk_without_tags_says_who_can_make_them(desk, state) -> None:
    for key in list(state.table("helpdesk.ticket.tag").rows):
        state.delete("helpdesk.ticket.tag", key)
    assert by_kind(desk)["acting_tags"].level is Level.WARNING


def test_a_desk_that_cannot_show_who_wrote_says_so(desk, monkeypatch) -> None:
    monkeypatch.setitem(MODELS, "res.users", replace(MODELS["res.users"], rights=Rights(read=("Nobody",))))
    assert "res.users" in by_kind(desk)["acting_origin"].what


def test_a_desk_where_everything_is_closed_is_warned_of(desk, state) -> None:
    for key in (1, 2, 3):
        state.change("helpdesk.ticket.stage", key, closed=True)
    assert by_kind(desk)["acting_stages"].level is Level.WARNING


def test_a_refused_key_is_a_fault_and_not_an_error(opened, running) -> None:
    assert [finding.level for finding in opened(running, api_key="0" * 40).check_acting()] == [Level.FAULT]
