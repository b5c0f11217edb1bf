"""A new export brings the copy up to date, the same one changes nothing, and a file that changes meanwhile loses nothing."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from unticket.history.sync import sync
from unticket.model.errors import Unreachable
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy

HEADINGS = ("Ticket number", "Title", "Stage", "Assigned user", "Tags", "Created on", "Closed Date")
CHANGED = (*HEADINGS, "Last Updated on")


@pytest.fixture
def store(tmp_path):
    database = open_database("sqlite:///copy.db", tmp_path)
    yield TicketCopy(database)
    database.close()


def synced(opened, store):
    return sync(opened.source, store, now=datetime.now(UTC))


def write_at(file, moment: datetime) -> None:
    os.utime(file, (moment.timestamp(), moment.timestamp()))


def all_since(opened, moment):
    return [ticket for page in opened.source.tickets_changed_since(moment) for ticket in page.tickets]


def test_syncing_twice_changes_nothing(desk, write_csv, row, store):
    opened = desk(write_csv(row("HT1"), row("HT2")))
    assert synced(opened, store).changed == 2
    assert synced(opened, store).changed == 0
    assert synced(desk("tickets.csv"), store).changed == 0


@pytest.mark.parametrize("with_changes", [False, True])
def test_a_new_export_updates_adds_and_forgets(desk, write_csv, row, store, with_changes):
    """A moved ticket moves, a new one comes, one that is gone goes, with and without a column of changes."""
    headings = CHANGED if with_changes else HEADINGS
    extra = ["2026-02-18 09:10:00"] if with_changes else []
    later = ["2026-02-19 10:00:00"] if with_changes else []
    opened = desk(
        write_csv(row("HT1", stage="New", closed="") + extra, row("HT2") + extra, row("HT3") + extra, headings=headings)
    )
    synced(opened, store)
    write_csv(row("HT1") + later, row("HT2") + extra, row("HT4") + later, headings=headings)
    result = synced(opened, store)
    assert store.keys() == {"file:HT1", "file:HT2", "file:HT4"}
    assert result.deleted == 1
    assert opened.tickets[0].stage.closed


def test_an_export_that_tells_an_old_change_late_is_not_missed(desk, write_csv, row, store):
    """Exported with another filter, a ticket may come whose last change is older than all that was read before."""
    opened = desk(write_csv([*row("HT1"), "2026-03-01 10:00:00"], headings=CHANGED))
    synced(opened, store)
    write_csv([*row("HT1"), "2026-03-01 10:00:00"], [*row("HT2"), "2026-02-19 10:00:00"], headings=CHANGED)
    synced(opened, store)
    assert store.keys() == {"file:HT1", "file:HT2"}


def test_a_file_put_in_place_with_an_old_time_of_writing_is_read(desk, write_csv, row, store):
    """Unpacked or copied files keep their old times; what stands under the path now is what counts."""
    file = write_csv(row("HT1", stage="New", closed=""))
    opened = desk(file)
    synced(opened, store)
    other = write_csv(row("HT1"), name="other.csv")
    write_at(other, datetime(2026, 1, 1, tzinfo=UTC))
    other.replace(file)
    assert synced(opened, store).changed == 1


def test_a_wrong_row_keeps_what_the_copy_last_knew(desk, write_csv, row, store):
    opened = desk(write_csv(row("HT1"), row("HT2")))
    synced(opened, store)
    write_csv(row("HT1"), row("HT2", opened="?"))
    assert synced(opened, store).deleted == 0
    assert store.keys() == {"file:HT1", "file:HT2"}


def test_a_row_that_was_never_right_costs_one_more_reading_and_then_nothing(desk, write_csv, row, store):
    """The ticket is known to exist and cannot be had: that is looked into once."""
    opened = desk(write_csv(row("HT1"), row("HT2", opened="?")))
    assert [synced(opened, store).changed for _ in range(3)] == [1, 0, 0]
    assert synced(opened, store).kind == "incremental"
    assert store.keys() == {"file:HT1"}


def test_changes_come_oldest_first_whatever_the_files_order(desk, write_csv, row):
    stamps = ["2026-03-03 10:00:00", "2026-03-01 10:00:00", "2026-03-02 10:00:00"]
    opened = desk(write_csv(*([*row(f"HT{n}"), stamp] for n, stamp in enumerate(stamps)), headings=CHANGED))
    assert [ticket.reference for ticket in all_since(opened, datetime(2026, 1, 1, tzinfo=UTC))] == ["HT1", "HT2", "HT0"]


def test_files_that_did_not_come_since_then_tell_no_change(desk, write_csv, row):
    opened = desk(write_csv(row("HT1"), row("HT2")))
    assert len(all_since(opened, datetime.now(UTC) - timedelta(hours=1))) == 2
    assert all_since(opened, datetime.now(UTC) + timedelta(hours=1)) == []


def test_a_stopped_reading_goes_on_where_it_was(desk, write_csv, row):
    opened = desk(write_csv(*(row(f"HT{n}") for n in range(1200))))
    pages = opened.source.tickets_after("")
    first = next(pages)
    rest = [ticket.reference for page in desk("tickets.csv").source.tickets_after(first.position) for ticket in page.tickets]
    assert [ticket.reference for ticket in first.tickets] + rest == [f"HT{n}" for n in range(1200)]


def test_a_position_in_another_version_of_the_file_begins_again(desk, write_csv, row):
    opened = desk(write_csv(*(row(f"HT{n}") for n in range(600))))
    position = next(opened.source.tickets_after("")).position
    write_csv(*(row(f"HT{n}") for n in range(-1, 600)))
    assert sum(len(page.tickets) for page in opened.source.tickets_after(position)) == 601


def test_a_file_that_changes_while_it_is_read_stops_the_sync_and_the_next_one_goes_on(desk, write_csv, row, store):
    """Transient, said, and afterwards the copy equals the file."""
    opened = desk(write_csv(*(row(f"HT{n}") for n in range(1200))))
    pages = opened.source.tickets_after("")
    store.save_tickets(next(pages).tickets)
    write_csv(*(row(f"HT{n}") for n in range(100, 1300)))
    with pytest.raises(Unreachable, match="changes while it is read") as error:
        list(pages)
    assert error.value.transient
    sync(opened.source, store, now=datetime.now(UTC), accept_loss=True)
    assert store.keys() == {f"file:HT{n}" for n in range(100, 1300)}


class TestSeveralFiles:
    """A folder of weekly exports is one desk."""

    def test_the_newest_file_tells_a_tickets_state(self, desk, write_csv, row):
        """Not the last by its name: the last that was written."""
        new = write_csv(row("HT1"), row("HT3"), name="exports/a.csv")
        old = write_csv(row("HT1", stage="New", closed=""), row("HT2"), name="exports/b.csv")
        write_at(old, datetime(2026, 2, 1, tzinfo=UTC))
        write_at(new, datetime(2026, 2, 8, tzinfo=UTC))
        for path in ("exports", "exports/*.csv"):
            opened = desk(path)
            assert {t.reference: t.stage.closed for t in opened.tickets} == {"HT1": True, "HT2": True, "HT3": True}
            assert opened.said["rows_superseded"].what.startswith("1 row of")
            assert opened.source.count() == 3

    def test_a_column_of_changes_goes_before_the_time_of_writing(self, desk, write_csv, row):
        new = write_csv([*row("HT1"), "2026-02-19 08:00:00"], headings=CHANGED, name="exports/new.csv")
        old = write_csv([*row("HT1", stage="New", closed=""), "2026-02-18 08:00:00"], headings=CHANGED, name="exports/old.csv")
        write_at(new, datetime(2026, 2, 1, tzinfo=UTC))
        write_at(old, datetime(2026, 2, 8, tzinfo=UTC))
        assert [ticket.stage.name for ticket in desk("exports").tickets] == ["Done"]

    def test_changes_come_oldest_first_over_all_files(self, desk, write_csv, row):
        """Also where a newer file takes a ticket over from an older one."""
        write_csv(
            [*row("HT1", stage="New"), "2026-03-01 08:00:00"],
            [*row("HT2"), "2026-03-02 08:00:00"],
            headings=CHANGED,
            name="exports/a.csv",
        )
        write_csv(
            [*row("HT3"), "2026-03-04 08:00:00"], [*row("HT1"), "2026-03-03 08:00:00"], headings=CHANGED, name="exports/b.csv"
        )
        told = all_since(desk("exports"), datetime(2026, 1, 1, tzinfo=UTC))
        assert [ticket.reference for ticket in told] == ["HT2", "HT1", "HT3"]

    def test_where_nothing_tells_the_newer_both_rows_are_put_aside(self, desk, write_csv, row):
        for name, stage in (("exports/a.csv", "New"), ("exports/b.csv", "Done")):
            write_at(write_csv(row("HT1", stage=stage), row(name), name=name), datetime(2026, 2, 1, tzinfo=UTC))
        opened = desk("exports")
        assert opened.numbers == ["exports/a.csv", "exports/b.csv"]
        assert "nothing tells which is newer" in opened.rejected[0][3]
        assert [file for file, *_ in opened.rejected] == ["a.csv", "b.csv"]

    def test_what_is_no_export_is_named_and_left_alone(self, desk, write_csv, row, tmp_path):
        write_csv(row("HT1"), name="exports/a.csv")
        (tmp_path / "exports" / "notes.pdf").write_bytes(b"%PDF")
        (tmp_path / "exports" / "~$open.xlsx").write_bytes(b"lock")
        opened = desk("exports")
        assert opened.numbers == ["HT1"]
        assert "notes.pdf" in opened.said["files_left"].what

    def test_the_list_of_rejects_is_no_export(self, desk, write_csv, row, tmp_path):
        """Even when it lies in the folder that is read."""
        write_csv(row("HT1"), row("HT2", opened="?"))
        opened = desk(".")
        for _ in range(2):
            assert opened.numbers == ["HT1"]
            assert (tmp_path / "rejected-rows.csv").exists()
