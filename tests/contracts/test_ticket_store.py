"""What every `TicketStore` promises, told by SQLite, PostgreSQL and memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from unticket.history.memory import InMemoryTicketStore
from unticket.history.ports import Desk, SyncState, TableChanges, TicketStore
from unticket.history.ticket_table import SCHEMA
from unticket.model.errors import Conflict
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Team, Ticket, Vocabulary

Make = Callable[..., Ticket]
Write = Callable[..., Message]

OPEN = Stage(id="1", name="New")
DONE = Stage(id="4", name="Done", closed=True)


def table(store: TicketStore, position: str = "") -> pl.DataFrame:
    with store.table_changes(position) as changes:
        return pl.concat([pl.DataFrame(schema=SCHEMA), *changes.rows])


def changes_since(store: TicketStore, position: str) -> TableChanges:
    with store.table_changes(position) as changes:
        return replace(changes, rows=iter([pl.concat([pl.DataFrame(schema=SCHEMA), *changes.rows])]))


def changed_keys(changes: TableChanges) -> list[str]:
    return next(changes.rows)["key"].to_list()


def position(store: TicketStore) -> str:
    with store.table_changes("") as changes:
        return changes.position


def test_a_new_copy_is_empty_and_knows_that_nothing_was_read(store: TicketStore) -> None:
    assert store.state() == SyncState(full_read_done=False, changed_until=None, synced_at=None, tickets=0)
    assert store.keys() == set()
    assert list(store.tickets()) == []
    assert store.vocabulary() == Vocabulary()
    assert store.desk() is None
    assert store.bookmark("anything") == ""
    assert table(store).is_empty()
    assert table(store).schema == SCHEMA


def test_a_ticket_comes_back_as_it_was_saved_to_the_microsecond_and_letter(store: TicketStore, ticket: Make) -> None:
    decomposed = "Đăng nhập không được 👩🏽‍💻"
    whole, bare = (
        ticket(1, subject=decomposed),
        Ticket(
            key="odoo:2",
            reference="#2",
            subject="",
            stage=OPEN,
            opened_at=datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
            changed_at=datetime(2199, 1, 1, tzinfo=UTC),
        ),
    )
    assert store.save_tickets([bare, whole]) == 2
    assert list(store.tickets()) == [whole, bare]


def test_a_body_of_two_megabytes_is_kept_whole(store: TicketStore, ticket: Make) -> None:
    long = ticket(1, body="Chữ <b>đậm</b> " * 150_000)
    store.save_tickets([long])
    assert list(store.tickets()) == [long]


def test_what_no_database_can_keep_becomes_a_replacement_character(store: TicketStore, ticket: Make, message: Write) -> None:
    hostile = ticket(1, subject="a\0b", body="c\ud800d", requester=Requester(name="\0"), category="\\u0000 as text")
    store.save_tickets([hostile])
    store.save_messages([message(1, body="\0", author="\udfff")])
    (kept,) = store.tickets()
    assert (kept.subject, kept.body, kept.requester.name, kept.category) == (
        "a\ufffdb",
        "c\ufffdd",
        "\ufffd",
        "\\u0000 as text",
    )
    assert [(m.body, m.author) for m in store.messages("odoo:1")] == [("\ufffd", "\ufffd")]
    assert store.save_tickets([hostile]) == 0


def test_saving_the_same_again_is_no_change(store: TicketStore, ticket: Make, message: Write) -> None:
    tickets, messages = [ticket(1), ticket(2)], [message(1), message(2, ticket_key="odoo:2")]
    store.save_tickets(tickets)
    store.save_messages(messages)
    before = position(store)
    assert store.save_tickets(tickets) == 0
    assert store.save_messages(messages) == 0
    assert position(store) == before


def test_the_same_ticket_with_a_renamed_stage_is_no_change_of_the_ticket(store: TicketStore, ticket: Make) -> None:
    store.save_tickets([ticket(1)])
    assert store.save_tickets([ticket(1, stage=replace(ticket(1).stage, name="Finished"))]) == 0


@pytest.mark.parametrize(
    "difference",
    [
        {"subject": "another"},
        {"body": ""},
        {"stage": OPEN, "closed_at": None},
        {"team": None},
        {"assignee": None},
        {"tags": (Tag(id="2", name="video"), Tag(id="1", name="LMS"))},
        {"priority": None},
        {"requester": Requester()},
        {"category": ""},
        {"channel": "Email"},
        {"opened_at": datetime(2026, 2, 18, tzinfo=UTC)},
        {"assigned_at": None},
        {"closed_at": datetime(2026, 2, 19, tzinfo=UTC)},
        {"was_closed_before": False},
        {"archived": True},
        {"time_spent_minutes": 31.0},
        {"stage_seconds": {"1": 121, "2": 1800}},
        {"duplicate_of": None},
        {"reference": "HT2"},
        {"changed_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ],
    ids=lambda difference: next(iter(difference)),
)
def test_a_difference_in_any_one_thing_is_a_change(store: TicketStore, ticket: Make, difference: dict[str, object]) -> None:
    store.save_tickets([ticket(1), ticket(2)])
    before = position(store)
    after = ticket(1, **difference)
    assert store.save_tickets([after, ticket(2)]) == 1
    assert next(iter(store.tickets(["odoo:1"]))) == after
    assert changed_keys(changes_since(store, before)) == ["odoo:1"]


def test_an_older_state_never_overwrites_a_newer_one(store: TicketStore, ticket: Make) -> None:
    now = ticket(1)
    store.save_tickets([now])
    assert store.save_tickets([replace(now, subject="before", changed_at=now.changed_at - timedelta(seconds=1))]) == 0
    assert list(store.tickets()) == [now]


def test_of_two_states_with_one_time_of_change_the_later_word_counts(store: TicketStore, ticket: Make) -> None:
    store.save_tickets([ticket(1)])
    assert store.save_tickets([ticket(1, subject="within the same second")]) == 1
    assert [t.subject for t in store.tickets()] == ["within the same second"]


def test_a_ticket_that_stands_twice_in_a_page_is_one_row_in_its_newest_state(store: TicketStore, ticket: Make) -> None:
    newest = ticket(1, subject="newest", changed_at=ticket(1).changed_at + timedelta(hours=1))
    assert store.save_tickets([ticket(1), newest, ticket(1, subject="same time as the first")]) == 1
    assert list(store.tickets()) == [newest]


def test_a_bookmark_is_saved_with_its_page(store: TicketStore, ticket: Make, message: Write) -> None:
    store.save_tickets([ticket(1)], full_read="1", other="x")
    store.save_tickets([], full_read="2")
    store.save_messages([message(1)], messages="9")
    store.save_vocabulary(Vocabulary(), words="w")
    store.delete(["odoo:1"], gone="g")
    assert [store.bookmark(name) for name in ("full_read", "other", "messages", "words", "gone")] == ["2", "x", "9", "w", "g"]


def test_more_tickets_than_fit_into_one_statement_are_saved_found_and_deleted(store: TicketStore, ticket: Make) -> None:
    many = [ticket(number, body="") for number in range(1, 2502)]
    assert store.save_tickets(many) == 2501
    assert len(list(store.tickets([t.key for t in many]))) == 2501
    assert store.delete([t.key for t in many[:2500]]) == 2500
    assert store.keys() == {"odoo:2501"}


def test_the_names_are_those_of_now_and_old_words_stay(store: TicketStore, ticket: Make) -> None:
    store.save_vocabulary(Vocabulary(stages={"4": DONE}, tags={"1": Tag(id="1", name="LMS"), "9": Tag(id="9", name="old")}))
    store.save_tickets([ticket(1, stage=DONE)])
    store.save_vocabulary(
        Vocabulary(stages={"4": replace(DONE, name="Finished")}, agents={"7": Agent(id="7", name="Ada L.", is_bot=True)})
    )
    (found,) = store.tickets()
    assert found.stage.name == "Finished"
    assert found.assignee == Agent(id="7", name="Ada L.", is_bot=True)
    assert store.vocabulary().tags["9"].name == "old"


def test_a_word_that_only_a_ticket_carries_is_kept_with_its_name(store: TicketStore, ticket: Make) -> None:
    store.save_tickets([ticket(1)])
    words = store.vocabulary()
    assert words.stages == {"4": ticket(1).stage}
    assert words.teams == {"2": Team(id="2", name="LMS")}
    assert set(words.tags) == {"1", "2"}


def test_a_ticket_does_not_rename_the_words_of_the_vocabulary(store: TicketStore, ticket: Make) -> None:
    store.save_vocabulary(Vocabulary(stages={"4": DONE}))
    store.save_tickets([ticket(1, stage=replace(DONE, name="as it was called before"))])
    assert store.vocabulary().stages["4"].name == "Done"


def test_when_a_stage_opens_or_closes_its_tickets_change_in_the_table(store: TicketStore, ticket: Make) -> None:
    store.save_vocabulary(Vocabulary(stages={"1": OPEN, "4": DONE}))
    store.save_tickets([ticket(1, stage=DONE), ticket(2, stage=OPEN, closed_at=None)])
    before = position(store)
    store.save_vocabulary(Vocabulary(stages={"1": OPEN, "4": replace(DONE, closed=False)}))
    row = table(store, before).row(0, named=True)
    assert (row["key"], row["closed"], row["closed_at"]) == ("odoo:1", False, None)
    assert table(store, before).height == 1
    unchanged = position(store)
    store.save_vocabulary(Vocabulary(stages={"1": replace(OPEN, name="Fresh"), "4": replace(DONE, closed=False)}))
    assert position(store) == unchanged


def test_the_first_response_is_the_first_message_of_an_agent_that_the_requester_saw(
    store: TicketStore, ticket: Make, message: Write
) -> None:
    opened = ticket(1).opened_at
    store.save_tickets([ticket(1)])
    store.save_messages(
        [
            message(1, posted_at=opened - timedelta(minutes=1)),
            message(2, posted_at=opened + timedelta(minutes=1), internal=True),
            message(3, posted_at=opened + timedelta(minutes=2), automatic=True),
            message(4, posted_at=opened + timedelta(minutes=3), by_agent=False),
            message(5, posted_at=opened + timedelta(minutes=4), ticket_key="odoo:2"),
            message(7, posted_at=opened + timedelta(minutes=6)),
            message(6, posted_at=opened + timedelta(minutes=5, microseconds=1)),
        ]
    )
    assert table(store)["first_response_at"].to_list() == [opened + timedelta(minutes=5, microseconds=1)]
    assert [m.key for m in store.messages("odoo:1")] == [f"odoo:{n}" for n in (1, 2, 3, 4, 6, 7)]


def test_messages_that_come_before_their_ticket_give_its_first_response_too(
    store: TicketStore, ticket: Make, message: Write
) -> None:
    store.save_messages([message(1, posted_at=ticket(1).opened_at + timedelta(minutes=9))])
    store.save_tickets([ticket(1)])
    assert table(store)["first_response_at"].to_list() == [ticket(1).opened_at + timedelta(minutes=9)]


def test_a_message_that_moves_the_first_response_changes_its_ticket_in_the_table_and_no_other_does(
    store: TicketStore, ticket: Make, message: Write
) -> None:
    store.save_tickets([ticket(1), ticket(2)])
    before = position(store)
    store.save_messages([message(1)])
    assert changed_keys(changes_since(store, before)) == ["odoo:1"]
    before = position(store)
    store.save_messages([message(2)])  # a second reply
    assert position(store) == before
    store.save_messages([message(1, internal=True)])  # the first turns out to be a note
    assert table(store, before)["first_response_at"].to_list() == [message(2).posted_at]


def test_what_is_deleted_is_forgotten_with_its_messages(store: TicketStore, ticket: Make, message: Write) -> None:
    store.save_tickets([ticket(1), ticket(2)])
    store.save_messages([message(1), message(2, ticket_key="odoo:2")])
    before = position(store)
    assert store.delete(["odoo:1", "odoo:404"]) == 1
    assert store.delete(["odoo:1"]) == 0
    assert store.keys() == {"odoo:2"}
    assert list(store.messages("odoo:1")) == []
    assert [m.key for m in store.messages("odoo:2")] == ["odoo:2"]
    changes = changes_since(store, before)
    assert (changes.whole, list(changes.gone), changed_keys(changes)) == (False, ["odoo:1"], [])


def test_a_deleted_ticket_that_comes_back_is_there_and_no_longer_gone(store: TicketStore, ticket: Make) -> None:
    store.save_tickets([ticket(1), ticket(2)])
    before = position(store)
    store.delete(["odoo:1"])
    assert store.save_tickets([ticket(1)]) == 1
    changes = changes_since(store, before)
    assert (list(changes.gone), changed_keys(changes)) == ([], ["odoo:1"])


@pytest.mark.parametrize("unknown", ["", "7", "1:of another copy", "ten:x", "99999999999:x"])
def test_from_a_position_that_the_copy_does_not_know_the_whole_table_is_read(
    store: TicketStore, ticket: Make, unknown: str
) -> None:
    store.save_tickets([ticket(1), ticket(2)])
    changes = changes_since(store, unknown)
    assert (changes.whole, list(changes.gone), changed_keys(changes)) == (True, [], ["odoo:1", "odoo:2"])


def test_the_whole_table_comes_in_order_of_opening(store: TicketStore, ticket: Make) -> None:
    first = position(store)
    store.save_tickets([ticket(number) for number in (3, 1, 2)])
    assert changed_keys(changes_since(store, first)) == ["odoo:1", "odoo:2", "odoo:3"]


def test_the_table_says_null_where_the_desk_says_nothing(store: TicketStore, ticket: Make) -> None:
    nothing = {"team": None, "assignee": None, "priority": None, "requester": Requester(), "category": "", "channel": ""}
    times = {"assigned_at": None, "closed_at": None, "time_spent_minutes": None, "tags": ()}
    store.save_tickets([ticket(1, stage=OPEN, **nothing, **times)])
    row = table(store).row(0, named=True)
    assert {name for name, value in row.items() if value is None} == {
        *("team", "assignee", "priority", "requester", "requester_name", "requester_email", "category", "channel"),
        *("assigned_at", "first_response_at", "closed_at", "time_spent_minutes"),
    }
    assert row["tags"] == []


@pytest.mark.parametrize(
    ("asker", "known_as"),
    [
        (Requester(name="Cora", email="cora@school.example", contact_id="31"), "31"),
        (Requester(name="Cora", email="cora@school.example"), "cora@school.example"),
        (Requester(name="Cora"), "Cora"),
    ],
)
def test_a_requester_is_known_by_contact_then_address_then_name(
    store: TicketStore, ticket: Make, asker: Requester, known_as: str
) -> None:
    store.save_tickets([ticket(1, requester=asker)])
    assert table(store)["requester"].to_list() == [known_as]


def test_the_desk_is_remembered(store: TicketStore) -> None:
    desk = Desk(kind="odoo", name="Odoo 19.0", url="https://desk.school.example", ticket_url="…/{id}", database="school")
    store.save_desk(desk)
    assert store.desk() == desk


def test_two_syncs_of_one_copy_are_never_under_way_at_once(store: TicketStore) -> None:
    with store.only_sync(), pytest.raises(Conflict, match="sync"), store.only_sync():
        pass
    with store.only_sync():
        pass


def test_a_sync_that_fails_lets_the_next_one_in(store: TicketStore) -> None:
    with pytest.raises(ZeroDivisionError), store.only_sync():
        raise ZeroDivisionError
    with store.only_sync():
        pass


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
STAGES = [Stage(id=str(number), name=f"Stage {number}", closed=number > 2) for number in range(1, 5)]
TICKETS = st.builds(
    Ticket,
    key=st.integers(1, 6).map("odoo:{}".format),
    reference=TEXTS,
    subject=TEXTS,
    body=TEXTS,
    stage=st.sampled_from(STAGES),
    team=st.none() | st.sampled_from([Team(id="1", name="LMS"), Team(id="2", name="HR")]),
    assignee=st.none() | st.sampled_from([Agent(id="7", name="Ada"), Agent(id="8", name="Theo")]),
    tags=st.lists(st.sampled_from([Tag(id=str(n), name=f"tag {n}") for n in range(5)]), max_size=3, unique=True).map(tuple),
    priority=st.none() | st.integers(0, 3),
    requester=st.builds(Requester, name=TEXTS, email=TEXTS, contact_id=TEXTS),
    category=TEXTS,
    channel=TEXTS,
    opened_at=TIMES,
    changed_at=TIMES,
    assigned_at=st.none() | TIMES,
    closed_at=st.none() | TIMES,
    was_closed_before=st.booleans(),
    archived=st.booleans(),
    time_spent_minutes=st.none() | st.floats(0, 1e6),
    stage_seconds=st.dictionaries(st.sampled_from("1234"), st.integers(0, 10**9), max_size=3),
    duplicate_of=st.none() | TEXTS,
)
MESSAGES = st.builds(
    Message,
    key=st.integers(1, 9).map("odoo:{}".format),
    ticket_key=st.integers(1, 6).map("odoo:{}".format),
    posted_at=TIMES,
    author=TEXTS,
    by_agent=st.booleans(),
    internal=st.booleans(),
    automatic=st.booleans(),
    body=TEXTS,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.lists(st.tuples(st.lists(TICKETS, max_size=6), st.lists(MESSAGES, max_size=6), st.sets(st.integers(1, 6)))))
def test_whatever_is_saved_and_deleted_every_store_tells_the_same(
    store: TicketStore, pages: list[tuple[list[Ticket], list[Message], set[int]]]
) -> None:
    """Tickets, messages, counts and the table, against the store that is plain dictionaries."""
    store.delete([f"odoo:{number}" for number in range(1, 7)])
    plain = InMemoryTicketStore()
    for tickets, messages, gone in pages:
        assert store.save_tickets(tickets) == plain.save_tickets(tickets)
        assert store.save_messages(messages) == plain.save_messages(messages)
        assert list(store.tickets()) == list(plain.tickets())
        assert_frame_equal(table(store).sort("key"), table(plain).sort("key"))
        keys = [f"odoo:{number}" for number in gone]
        assert store.delete(keys) == plain.delete(keys)
        for number in range(1, 7):
            assert list(store.messages(f"odoo:{number}")) == list(plain.messages(f"odoo:{number}"))
