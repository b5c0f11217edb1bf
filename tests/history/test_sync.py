"""What a sync promises, against a desk that does what desks do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from unticket.history.ports import Desk, TicketStore
from unticket.history.sync import SyncKind, sync
from unticket.model.errors import Conflict, Unreachable
from unticket.model.ticket import Stage

Equal = Callable[[Any, TicketStore], None]
RunSync = Callable[..., Any]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def position(store: TicketStore) -> str:
    with store.table_changes("") as changes:
        return changes.position


class Bar:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int | None]] = []
        self.done: dict[str, int] = {}

    def begin(self, work: str, total: int | None) -> None:
        self.begun.append((work, total))
        self.done[work] = 0

    def advance(self, count: int) -> None:
        self.done[self.begun[-1][0]] += count


def test_the_first_sync_reads_every_ticket_with_its_messages(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    desk.change(2, archived=True)
    result = run_sync(desk, store)
    assert_equal(desk, store)
    assert (result.kind, result.changed, result.deleted, result.messages) == (SyncKind.FULL, 5, 0, 5)
    assert result.started_at == desk.now <= result.ended_at
    state = store.state()
    assert (state.full_read_done, state.tickets, state.synced_at) == (True, 5, result.ended_at)


def test_syncing_twice_changes_nothing_and_asks_four_things(desk: Any, store: TicketStore, run_sync: RunSync) -> None:
    run_sync(desk, store)
    before, desk.calls[:] = position(store), []
    desk.pass_time(HOUR)
    result = run_sync(desk, store)
    assert (result.kind, result.changed, result.deleted, result.messages) == (SyncKind.INCREMENTAL, 0, 0, 0)
    assert position(store) == before
    assert desk.calls == ["vocabulary", "tickets_changed_since", "messages_after", "ticket_keys"]


def test_an_empty_desk_is_synced_and_later_fills_up(
    new_desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    desk = new_desk()
    assert run_sync(desk, store).changed == 0
    desk.create()
    assert run_sync(desk, store).changed == 1
    assert_equal(desk, store)


def test_the_next_sync_brings_what_changed_and_reads_little_else(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    run_sync(desk, store)
    desk.pass_time(HOUR)
    desk.change(1, subject="one, with more words", stage="3")
    desk.write(3, by_agent=False)
    desk.create("six")
    result = run_sync(desk, store)
    assert_equal(desk, store)
    assert (result.changed, result.messages) == (2, 1)
    assert result.read <= 4


def test_a_ticket_written_in_a_transaction_that_ends_late_is_found(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    """Its time of change lies before what the last sync has read."""
    desk.change(1, subject="begun before, seen after", late=True)
    desk.create("the same, new", late=True)
    desk.pass_time(5 * MINUTE)
    desk.change(2, subject="quick")
    run_sync(desk, store)
    desk.commit()
    run_sync(desk, store)
    assert_equal(desk, store)


@pytest.mark.parametrize("skew", [-26 * HOUR, -3 * HOUR, 3 * HOUR, 400 * 24 * HOUR], ids=str)
def test_clocks_that_disagree_lose_nothing(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal, skew: timedelta
) -> None:
    """The desk's times of change are compared with each other, never with our clock."""
    behind_the_reader = iter([lambda: desk.change(1, subject="changed behind the reader")])
    desk.after_page = lambda: next(behind_the_reader, lambda: None)()
    run_sync(desk, store, skew=skew)
    assert_equal(desk, store)
    for number in (2, 4):
        desk.pass_time(HOUR)
        desk.change(number, subject="changed between syncs")
        run_sync(desk, store, skew=skew)
        assert_equal(desk, store)


def test_a_time_of_change_in_the_future_hides_no_later_change(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    desk.known[3].changed_at = desk.now + timedelta(days=30_000)
    run_sync(desk, store)
    desk.pass_time(HOUR)
    desk.change(1, subject="after it")
    run_sync(desk, store)
    assert_equal(desk, store)


def test_what_changes_behind_a_long_reading_is_found_at_its_end(
    desk: Any, store: TicketStore, assert_equal: Equal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading takes two hours by both clocks, and a change of its first minute lies far behind the newest one."""
    began = desk.now
    monkeypatch.setattr("time.monotonic", lambda: (desk.now - began).total_seconds())
    pages = iter(["early, behind the reader", "later", "latest"])

    def meanwhile() -> None:
        if subject := next(pages, None):
            desk.change(1 if subject.startswith("early") else 5, subject=subject)
            desk.pass_time(HOUR)

    desk.after_page = meanwhile
    sync(desk, store, now=began)
    assert_equal(desk, store)


def test_what_is_deleted_at_the_desk_is_forgotten_here(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    run_sync(desk, store)
    desk.delete(3)
    assert run_sync(desk, store).deleted == 1
    assert_equal(desk, store)
    assert list(store.messages("script:3")) == []


def test_a_ticket_created_while_the_keys_are_read_is_kept(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    run_sync(desk, store)
    keys = desk.ticket_keys
    desk.ticket_keys = lambda: (desk.create("in between"), keys())[1]
    result = run_sync(desk, store)
    assert (result.kind, result.deleted) == (SyncKind.INCREMENTAL, 0)
    del desk.ticket_keys
    run_sync(desk, store)
    assert_equal(desk, store)


def test_tickets_that_come_into_view_without_a_change_are_read_with_their_messages(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    """The key got more rights: neither their time of change nor their messages are new."""
    desk.hidden = {2, 4}
    run_sync(desk, store)
    assert_equal(desk, store)
    desk.pass_time(timedelta(days=3))
    desk.hidden = set()
    run_sync(desk, store)
    assert_equal(desk, store)


def test_a_ticket_that_comes_into_view_by_a_change_brings_its_old_messages(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    desk.hidden = {1}
    run_sync(desk, store)
    desk.pass_time(timedelta(days=3))
    desk.hidden = set()
    desk.change(1, subject="moved to our team")
    assert run_sync(desk, store).kind is SyncKind.INCREMENTAL
    assert_equal(desk, store)


def test_a_key_that_the_desk_lists_and_never_gives_is_looked_for_once(desk: Any, store: TicketStore, run_sync: RunSync) -> None:
    desk.withheld = {2}
    run_sync(desk, store)
    assert store.keys() == {"script:1", "script:3", "script:4", "script:5"}
    desk.calls.clear()
    run_sync(desk, store)
    assert desk.calls == ["vocabulary", "tickets_changed_since", "messages_after", "ticket_keys"]


@pytest.mark.parametrize(("closed_before", "closed_after"), [(True, False), (False, True)])
def test_when_a_stage_opens_or_closes_every_ticket_is_read_again(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal, closed_before: bool, closed_after: bool
) -> None:
    desk.stages["3"] = Stage(id="3", name="Done", closed=closed_before)
    desk.change(1, stage="3")
    run_sync(desk, store)
    desk.stages["3"] = Stage(id="3", name="Done", closed=closed_after)
    assert run_sync(desk, store).kind is SyncKind.FULL
    assert_equal(desk, store)


def test_new_names_reach_tickets_that_did_not_change(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    desk.change(1, tags=("1", "2"))
    run_sync(desk, store)
    desk.tags["2"] = replace(desk.tags["2"], name="film")
    desk.unlisted = {"1"}
    assert run_sync(desk, store).changed == 0
    assert_equal(desk, store)


def test_a_full_sync_reads_all_again_and_heals_what_no_time_of_change_tells(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    run_sync(desk, store)
    desk.pass_time(timedelta(days=1))
    desk.known[1].subject = "changed in the desk's own database"
    assert run_sync(desk, store).changed == 0
    result = run_sync(desk, store, full=True)
    assert (result.kind, result.changed, result.deleted) == (SyncKind.FULL, 1, 0)
    assert_equal(desk, store)


@pytest.mark.parametrize("pages", range(12))
def test_a_sync_that_breaks_off_anywhere_goes_on_where_it_was(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal, pages: int
) -> None:
    desk.pages_until_cut = pages
    try:
        run_sync(desk, store)
    except Unreachable:
        assert store.state().synced_at is None
    held = len(store.keys())
    desk.pages_until_cut = None
    desk.change(1, subject="changed in between")
    desk.calls.clear()
    result = run_sync(desk, store)
    assert_equal(desk, store)
    if not 0 < held < 5:
        return
    assert result.changed == 5 - held + 1  # what was read before is not read as new again


def test_pages_that_come_twice_and_out_of_order_double_nothing(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    ordered, by_id = desk.tickets_changed_since, desk.tickets_after
    desk.tickets_changed_since = lambda moment: (page for page in [*list(ordered(moment))[::-1]] * 2)
    desk.tickets_after = lambda start: (page for page in [p for p in by_id(start) for _ in range(2)])
    run_sync(desk, store)
    desk.change(1, subject="again")
    run_sync(desk, store)
    assert_equal(desk, store)


def test_a_desk_that_suddenly_shows_nothing_does_not_empty_the_copy(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    run_sync(desk, store)
    visible = desk.tickets
    desk.hidden = set(desk.known)
    with pytest.raises(Conflict, match=r"shows 0 tickets; 5 of the 5 .* None was forgotten") as refusal:
        run_sync(desk, store)
    assert "--accept-loss" in refusal.value.hint
    assert {ticket.key: ticket for ticket in store.tickets()} == visible
    assert run_sync(desk, store, accept_loss=True).deleted == 5
    assert_equal(desk, store)


def test_a_desk_that_lost_a_large_share_is_asked_about_and_a_small_one_is_not(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    desk.page_size = 50
    for _ in range(95):
        desk.create()
    run_sync(desk, store)
    numbers = sorted(desk.known)
    desk.hidden = set(numbers[:21])
    desk.create("saved although the loss is refused")
    with pytest.raises(Conflict, match="shows 80 tickets; 21 of the 101"):
        run_sync(desk, store)
    assert len(store.keys()) == 101
    desk.hidden = set(numbers[:20])
    assert run_sync(desk, store).deleted == 20
    assert_equal(desk, store)


def test_another_desk_is_refused_until_the_copy_is_given_up(
    desk: Any, new_desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    run_sync(desk, store)
    other = new_desk(shown_as=Desk(kind="script", name="Another", url="https://desk.example", database="training"))
    other.create("of the other desk")
    for options in ({}, {"full": True}, {"accept_loss": True}):
        with pytest.raises(Conflict, match=r"another desk: A scripted desk .*, not Another"):
            run_sync(other, store, **options)
    assert_equal(desk, store)
    result = run_sync(other, store, full=True, accept_loss=True)
    assert_equal(other, store)
    assert result.deleted == 5
    assert store.desk() == other.shown_as


def test_a_desk_restored_from_its_backup_is_read_anew(
    desk: Any, store: TicketStore, run_sync: RunSync, assert_equal: Equal
) -> None:
    """Its tickets are older than ours, which no ordinary reading would believe."""
    earlier = {number: replace(known) for number, known in desk.known.items()}
    desk.pass_time(HOUR)
    desk.change(1, subject="lost with the disk")
    run_sync(desk, store)
    desk.known = earlier
    run_sync(desk, store, full=True, accept_loss=True)
    assert_equal(desk, store)


def test_a_new_version_or_spelling_of_the_same_desk_is_the_same_desk(desk: Any, store: TicketStore, run_sync: RunSync) -> None:
    run_sync(desk, store)
    desk.shown_as = replace(desk.shown_as, name="A scripted desk 2.0", url="https://DESK.example/")
    run_sync(desk, store)
    assert store.desk() == desk.shown_as


def test_a_second_sync_is_refused_while_one_is_under_way(
    desk: Any, new_store: Any, run_sync: RunSync, assert_equal: Equal
) -> None:
    store = new_store("sqlite")
    refused = []

    def meanwhile() -> None:
        with pytest.raises(Conflict) as refusal:
            run_sync(desk, store)
        refused.append(refusal.value)

    desk.after_page = meanwhile
    run_sync(desk, store)
    assert refused
    assert_equal(desk, store)


def test_progress_tells_how_many_tickets_there_are_and_how_many_are_read(
    desk: Any, store: TicketStore, run_sync: RunSync
) -> None:
    desk.pages_until_cut = 1
    with pytest.raises(Unreachable):
        run_sync(desk, store)
    bar = Bar()
    run_sync(desk, store, progress=bar)
    assert bar.begun == [("tickets", 5), ("changes", None), ("messages", None)]
    assert bar.done["tickets"] == 5
    assert bar.done["messages"] == 5
