"""What every `TicketDesk` promises, told by each connector of one.

A connector joins with a file in `desk_peers/`: `KINDS`, and `peer(kind, folder)`, a context manager that gives a `Peer`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from unticket.model.errors import ConnectorError, NotFound
from unticket.model.finding import Level
from unticket.runbooks.ports import Activity, TicketDesk

TODO = Activity(summary="Look", note="Why <b>this</b>\nand that", assignee_id="", due_on=date(2026, 11, 25))


class Peer(Protocol):
    """A desk on which Cora can write, with an agent, an open, a mailing closed stage and a tag; and what was done to it."""

    desk: TicketDesk
    locked_out: TicketDesk  # the same, with a wrong key
    secret: str  # the key, which nothing may repeat
    open_stage: str
    closed_stage: str  # a ticket that is moved there mails its requester
    tag: str
    agent: str

    def ask(self, subject: str, body: str) -> str:
        """Cora, signed in to the portal, writes a ticket; its key."""

    def reply(self, key: str, text: str) -> None:
        """Cora, by mail, writes on a ticket."""

    def answer(self, key: str, text: str) -> None:
        """The agent answers the requester."""

    def notes(self, key: str) -> Sequence[str]:
        """The bodies of all internal notes on the ticket, counted at the peer."""

    def activities(self, key: str) -> int:
        """The to-dos on the ticket, counted at the peer."""

    def mails(self) -> Sequence[str]:
        """The address of each mail to the requester, counted at the peer."""

    def lose_answer(self, *, worked: bool) -> None:
        """The connection is cut at the next write, after it was carried out, or before."""


CORA = "cora@school.example"


def _peers() -> dict[str, Any]:
    found = {}
    for file in sorted(Path(__file__).with_name("desk_peers").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"desk_peers_{file.stem}", file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[module.__name__] = module  # dataclasses look there
        spec.loader.exec_module(module)
        found |= dict.fromkeys(module.KINDS, module.peer)
    return found


PEERS = _peers()


@pytest.fixture(params=sorted(PEERS))
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Peer]:
    with PEERS[request.param](request.param, tmp_path) as opened:
        yield opened


@pytest.fixture
def key(peer: Peer) -> str:
    return peer.ask("Cannot log in", "It says <deactivated>")


def todo(peer: Peer) -> Activity:
    return Activity(summary=TODO.summary, note=TODO.note, assignee_id=peer.agent, due_on=TODO.due_on)


WRITES: dict[str, Callable[[Peer, str], object]] = {
    "note": lambda peer, key: peer.desk.note(key, "Done & <verified>", marker=f"{key}:note:1"),
    "tag": lambda peer, key: peer.desk.tag(key, peer.tag),
    "move": lambda peer, key: peer.desk.move(key, peer.closed_stage),
    "assign": lambda peer, key: peer.desk.assign(key, peer.agent),
    "schedule": lambda peer, key: peer.desk.schedule(key, todo(peer), marker=f"{key}:schedule:1"),
}


def seen(peer: Peer, key: str) -> tuple[Any, ...]:
    """All that writes can change, as the peer has it."""
    ticket = peer.desk.ticket(key).ticket
    tags = sorted(tag.id for tag in ticket.tags)
    assignee = ticket.assignee.id if ticket.assignee else ""
    return len(peer.notes(key)), tags, ticket.stage.id, assignee, peer.activities(key)


def test_a_ticket_is_shown_with_its_messages_and_its_writer(peer: Peer, key: str) -> None:
    peer.reply(key, "still broken")
    view = peer.desk.ticket(key)
    assert (view.ticket.key, view.ticket.subject) == (key, "Cannot log in")
    assert not view.ticket.stage.closed
    assert view.messages[-1].ticket_key == key
    assert not view.messages[-1].by_agent
    assert "still broken" in view.messages[-1].body
    assert view.url.startswith("http")
    assert view.origin.signed_in_email in {CORA, ""}  # "" where the desk has no way to show it


def test_each_look_is_of_now(peer: Peer, key: str) -> None:
    before = peer.desk.ticket(key)
    peer.answer(key, "On it")
    after = peer.desk.ticket(key)
    assert len(after.messages) == len(before.messages) + 1
    assert after.messages[-1].by_agent and not after.messages[-1].internal


@pytest.mark.parametrize("write", WRITES)
def test_a_write_is_done_once_however_often_it_is_asked_for(peer: Peer, key: str, write: str) -> None:
    before = seen(peer, key)
    WRITES[write](peer, key)
    done = seen(peer, key)
    assert done != before
    WRITES[write](peer, key)
    assert seen(peer, key) == done


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_many_ask_for_at_once_is_done_once(peer: Peer, key: str, write: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: WRITES[write](peer, key), range(8)))
    once = seen(peer, key)
    WRITES[write](peer, key)
    assert seen(peer, key) == once
    assert max(once[0], once[4]) <= 1


@pytest.mark.parametrize("write", WRITES)
def test_an_answer_lost_after_the_write_is_no_second_write(peer: Peer, key: str, write: str) -> None:
    peer.lose_answer(worked=True)
    WRITES[write](peer, key)
    done = seen(peer, key)
    WRITES[write](peer, key)
    assert seen(peer, key) == done


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_never_arrived_is_an_error_that_may_be_tried_again(peer: Peer, key: str, write: str) -> None:
    before = seen(peer, key)
    peer.lose_answer(worked=False)
    with pytest.raises(ConnectorError) as lost:
        WRITES[write](peer, key)
    assert lost.value.transient
    assert seen(peer, key) == before
    WRITES[write](peer, key)
    assert seen(peer, key) != before


@pytest.mark.parametrize("write", WRITES)
def test_no_write_mails_the_requester(peer: Peer, key: str, write: str) -> None:
    WRITES[write](peer, key)
    assert list(peer.mails()) == []


def test_a_move_that_is_not_quiet_lets_the_stage_mail_once(peer: Peer, key: str) -> None:
    for _ in range(2):
        peer.desk.move(key, peer.closed_stage, quietly=False)
    assert list(peer.mails()) == [CORA]


def test_a_note_is_internal_shows_every_sign_and_has_the_messages_id(peer: Peer, key: str) -> None:
    message = peer.desk.note(key, "Done & <verified>\nsecond line", marker="m:1")
    (shown,) = [one for one in peer.desk.ticket(key).messages if one.key == message]
    assert shown.internal
    assert "Done &amp; &lt;verified&gt;" in shown.body
    assert "second line" in shown.body
    assert len(peer.notes(key)) == 1


def test_markers_tell_notes_apart(peer: Peer, key: str) -> None:
    ids = {peer.desk.note(key, "the same words", marker=marker) for marker in ("m:1", "m:10", "m:2")}
    assert len(ids) == len(peer.notes(key)) == 3


def test_a_requester_cannot_hold_back_a_note_by_writing_its_marker(peer: Peer, key: str) -> None:
    first = peer.desk.note(key, "one", marker="m:1")
    body = peer.notes(key)[0]
    other = peer.ask("x", body)
    peer.reply(other, body)
    peer.reply(other, "ref m:1")
    assert peer.desk.note(other, "one", marker="m:1") != first
    assert len(peer.notes(other)) == 1


def test_a_tag_joins_the_others(peer: Peer, key: str) -> None:
    others = [tag.id for tag in peer.desk.tags() if tag.id != peer.tag][:2]
    for tag in (*others, peer.tag):
        peer.desk.tag(key, tag)
    assert {tag.id for tag in peer.desk.ticket(key).ticket.tags} == {*others, peer.tag}


def test_stages_and_tags_are_listed(peer: Peer) -> None:
    stages = {stage.id: stage for stage in peer.desk.stages()}
    assert not stages[peer.open_stage].closed
    assert stages[peer.closed_stage].closed and stages[peer.closed_stage].mails_requester
    assert peer.tag in {tag.id for tag in peer.desk.tags()}


def test_events_tell_of_new_tickets_and_of_words_of_requesters(peer: Peer, key: str) -> None:
    events = list(peer.desk.events_since(datetime.now(UTC) - timedelta(minutes=1)))
    assert key in {event.ticket_key for event in events}
    assert [event.changed_at for event in events] == sorted(event.changed_at for event in events)
    assert len({event.ticket_key for event in events}) == len(events)


def test_events_of_the_far_future_are_none(peer: Peer, key: str) -> None:
    assert list(peer.desk.events_since(datetime.now(UTC) + timedelta(days=1))) == []


@pytest.mark.parametrize("write", [*WRITES, "look"])
@pytest.mark.parametrize("gone", ["odoo:987654", "nobody:1", "", "%"])
def test_a_ticket_that_is_gone_is_not_found(peer: Peer, write: str, gone: str) -> None:
    act = WRITES.get(write, lambda peer, key: peer.desk.ticket(key))
    with pytest.raises(NotFound):
        act(peer, gone)


def test_a_refused_key_is_an_error_that_holds_no_secret(peer: Peer, key: str) -> None:
    with pytest.raises(ConnectorError) as refused:
        peer.locked_out.ticket(key)
    assert not refused.value.transient and refused.value.hint
    assert peer.secret not in f"{refused.value}{refused.value!r}{peer.desk!r}"


def test_check_acting_finds_a_good_key_enough_and_a_wrong_one_a_fault(peer: Peer) -> None:
    good = peer.desk.check_acting()
    assert Level.FAULT not in {finding.level for finding in good}
    assert peer.secret not in str(good)
    assert Level.FAULT in {finding.level for finding in peer.locked_out.check_acting()}
