"""What shows that a signed-in portal user wrote a ticket, and each way to look so without being so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from unticket.connectors.odoo.edition import OCA
from unticket.demo.desk import arrival, rights
from unticket.demo.desk.schema import MODELS
from unticket.runbooks.ports import Origin

CORA = "cora@school.example"


@pytest.fixture
def of(desk):
    def origin(number: int) -> Origin:
        return desk.ticket(f"odoo:{number}").origin

    return origin


def test_a_ticket_written_while_signed_in_shows_all_three(of, state) -> None:
    origin = of(arrival.by_portal(state, CORA, "Cannot log in", "deactivated"))
    assert origin == Origin(
        creator_is_portal_user=True, creator_email=CORA, channel_is_portal=True, came_by_mail=False, sender_email=""
    )
    assert origin.signed_in_email == CORA


def test_a_later_reply_by_mail_takes_nothing_away(of, state) -> None:
    key = arrival.by_portal(state, CORA, "Cannot log in", "deactivated")
    begun = state.clock
    state.clock = lambda: begun() + timedelta(minutes=10)
    arrival.reply_by_mail(state, key, CORA, "any news?")
    assert of(key).signed_in_email == CORA


def test_a_forged_mail_is_made_by_the_victims_user_and_shows_nothing(of, state) -> None:
    origin = of(arrival.by_mail(state, f"Cora Pham <{CORA.upper()}>", "Cannot log in", "reset me"))
    assert origin.creator_is_portal_user is True
    assert origin.came_by_mail is True
    assert origin.sender_email == CORA
    assert origin.signed_in_email == ""


def test_a_forged_mail_to_an_alias_that_sets_the_portals_channel_shows_nothing(of, state) -> None:
    key = arrival.by_mail(state, CORA, "x", "y", channel_id=arrival.channel(state, "Web"))
    assert of(key).signed_in_email == ""


def test_an_automatic_mail_of_another_kind_is_a_mail_too(of, state) -> None:
    """Newer versions have further kinds of messages that the gateway posts."""
    key = arrival.by_mail(state, CORA, "x", "y", channel_id=arrival.channel(state, "Web"))
    rows = state.table("mail.message").rows
    (mail,) = [one for one in state.hanging("mail.message", key) if rows[one]["message_type"] == "email"]
    state.change("mail.message", mail, message_type="out_of_office")
    assert of(key).came_by_mail is True


def test_an_open_form_is_written_by_the_public_user_who_is_no_portal_user(of, state) -> None:
    origin = of(arrival.by_form(state, "Cora", CORA, "Cannot log in", "reset me"))
    assert origin.creator_is_portal_user is False
    assert origin.signed_in_email == ""


def test_what_the_form_lets_them_type_is_not_the_creators_address(of, state) -> None:
    """Some versions of the portal's form let the signed-in user type the ticket's name and address."""
    state.add_user("Otto", "otto@outside.example", share=True)
    key = arrival.by_portal(state, "otto@outside.example", "x", "y", partner_email=CORA, partner_name="Cora Pham")
    assert of(key).signed_in_email == "otto@outside.example"


def test_a_portal_user_who_puts_anothers_address_on_their_own_contact_proves_nothing(of, state) -> None:
    """/my/account lets portal users change their contact's address; the login they sign in with stays."""
    state.add_user("Otto", "otto@outside.example", share=True)
    state.change("res.partner", state.user("otto@outside.example")["partner_id"], email=CORA)
    key = arrival.by_portal(state, "otto@outside.example", "x", "y")
    origin = of(key)
    assert (origin.creator_is_portal_user, origin.creator_email, origin.signed_in_email) == (True, "", "")


def test_an_agents_ticket_for_somebody_shows_nothing(of, state) -> None:
    key = arrival.by_portal(state, "opsbot", "x", "y", partner_email=CORA)
    assert of(key).creator_is_portal_user is False


def test_an_archived_portal_user_no_longer_proves_anything(of, state) -> None:
    key = arrival.by_portal(state, CORA, "x", "y")
    state.change("res.users", state.user(CORA)["id"], active=False)
    assert of(key).signed_in_email == ""


@pytest.mark.parametrize("channel", ["Email", "Phone", "web", None])
def test_another_channel_is_not_the_portals(of, state, channel) -> None:
    number = arrival.channel(state, channel) if channel else False
    key = arrival.by_portal(state, CORA, "x", "y", channel_id=number)
    assert of(key).channel_is_portal is False


def test_where_the_key_may_read_names_in_the_data_they_decide(of, state, monkeypatch) -> None:
    """A second channel that somebody named Web is not the portal's."""
    monkeypatch.setitem(MODELS, "ir.model.data", _readable(MODELS["ir.model.data"]))
    portal = arrival.channel(state, "Web")
    fake = state.add("helpdesk.ticket.channel", name="Web", sequence=11)
    assert of(arrival.by_portal(state, CORA, "x", "y", channel_id=portal)).channel_is_portal is True
    assert of(arrival.by_portal(state, CORA, "x", "y", channel_id=fake)).channel_is_portal is False


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("res.partner", "creator_is_portal_user"),
        ("helpdesk.ticket.channel", "channel_is_portal"),
    ],
)
def test_what_the_key_cannot_read_is_no_proof(of, state, monkeypatch, model, field) -> None:
    key = arrival.by_portal(state, CORA, "x", "y")
    assert of(key).signed_in_email == CORA
    monkeypatch.setitem(MODELS, model, _unreadable(MODELS[model]))
    origin = of(key)
    assert getattr(origin, field) is None
    assert origin.signed_in_email == ""


def test_a_ticket_without_the_line_of_its_making_proves_nothing(of, state) -> None:
    """Odoo writes one into each; where none is seen, others may be hidden too."""
    key = arrival.by_portal(state, CORA, "x", "y")
    for message in list(state.hanging("mail.message", key)):
        state.delete("mail.message", message)
    assert of(key).came_by_mail is None
    assert of(key).signed_in_email == ""


def test_a_desk_without_channels_shows_nothing(of, state, monkeypatch) -> None:
    fields = {name: field for name, field in MODELS["helpdesk.ticket"].fields.items() if name != OCA.channel}
    key = arrival.by_portal(state, CORA, "x", "y")
    monkeypatch.setitem(MODELS, "helpdesk.ticket", replace(MODELS["helpdesk.ticket"], fields=fields))
    assert of(key).channel_is_portal is None


def _readable(model):
    return replace(model, rights=rights.Rights())


def _unreadable(model):
    return replace(model, rights=rights.Rights(read=("Nobody",)))
