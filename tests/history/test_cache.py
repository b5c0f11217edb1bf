"""The cache of the ticket table: always the copy, reading again only what changed, never in the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from unticket.history import blocks
from unticket.history.cache import ticket_table
from unticket.history.memory import InMemoryTicketStore
from unticket.history.ports import Desk, TicketStore
from unticket.history.ticket_table import SCHEMA
from unticket.model.ticket import Stage, Ticket

OPENED = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
NEW, DONE = Stage(id="1", name="New"), Stage(id="4", name="Done", closed=True)


def ticket(number: int, **changes: Any) -> Ticket:
    opened = OPENED + timedelta(hours=number)
    whole: dict[str, Any] = {"subject": "x", "stage": NEW, "opened_at": opened, "changed_at": opened}
    return Ticket(key=f"odoo:{number}", reference=f"HT{number}", **whole | changes)


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "ROWS", 10)


@pytest.fixture
def store() -> TicketStore:
    """Thirty-five tickets: three full blocks and a half."""
    store = InMemoryTicketStore()
    store.save_tickets([ticket(number) for number in range(1, 36)])
    return store


def straight(store: TicketStore) -> pl.DataFrame:
    with store.table_changes("") as changes:
        return pl.concat([pl.DataFrame(schema=SCHEMA), *changes.rows])


def assert_is_the_copy(store: TicketStore, folder: Path) -> None:
    cached = ticket_table(store, folder).tickets.collect()
    assert cached.schema == SCHEMA
    assert cached["opened_at"].is_sorted()
    assert_frame_equal(cached.sort("key"), straight(store).sort("key"))


def files(folder: Path) -> dict[str, int]:
    """The blocks that count, with their times: what was not written anew is the same as before."""
    kept = blocks.load(folder / "tickets")
    assert kept is not None
    return {block.file: (folder / "tickets" / block.file).stat().st_mtime_ns for block in kept.blocks}


def test_the_table_of_an_empty_copy_has_its_columns_and_no_rows(tmp_path: Path) -> None:
    table = ticket_table(InMemoryTicketStore(), tmp_path)
    assert table.tickets.collect_schema() == SCHEMA
    assert table.tickets.collect().is_empty()
    assert (table.synced_at, table.newest_change_at) == (None, None)


def test_the_table_carries_its_desk_its_words_and_how_fresh_it_is(store: TicketStore, tmp_path: Path) -> None:
    desk = Desk(kind="odoo", name="Odoo 19.0", url="https://desk.school.example")
    store.save_desk(desk)
    store.save_tickets([], synced_at=OPENED.isoformat())
    table = ticket_table(store, tmp_path)
    assert table.desk == desk
    assert table.vocabulary == store.vocabulary()
    assert table.synced_at == OPENED
    assert table.newest_change_at == OPENED + timedelta(hours=35)


def test_nothing_is_read_or_written_again_while_nothing_changed(store: TicketStore, tmp_path: Path) -> None:
    assert_is_the_copy(store, tmp_path)
    before = files(tmp_path)
    assert len(before) == 4
    assert_is_the_copy(store, tmp_path)
    assert files(tmp_path) == before


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        pytest.param(lambda s: s.save_tickets([ticket(15, subject="y")]), 3, id="a changed ticket: its block"),
        pytest.param(lambda s: s.save_tickets([ticket(36)]), 3, id="a new ticket: the last block"),
        pytest.param(lambda s: s.save_tickets([ticket(0)]), 3, id="a ticket older than all: the first block"),
        pytest.param(lambda s: s.delete(["odoo:15"]), 3, id="a deleted ticket: its block"),
        pytest.param(lambda s: s.delete([f"odoo:{n}" for n in range(11, 21)]), 3, id="a whole block deleted"),
        pytest.param(
            lambda s: s.save_tickets([ticket(5, opened_at=OPENED + timedelta(hours=25.5))]), 2, id="moved between two"
        ),
        pytest.param(lambda s: s.save_tickets([ticket(n) for n in range(100, 117)]), 3, id="so many new ones that it is cut"),
        pytest.param(lambda s: s.save_tickets([ticket(n, subject="z") for n in range(1, 36)]), 0, id="every ticket"),
        pytest.param(lambda s: s.delete(sorted(s.keys())), 0, id="all deleted"),
    ],
)
def test_only_the_blocks_in_which_something_changed_are_made_again(
    store: TicketStore, tmp_path: Path, change: Callable[[TicketStore], None], kept: int
) -> None:
    assert_is_the_copy(store, tmp_path)
    before = files(tmp_path)
    change(store)
    assert_is_the_copy(store, tmp_path)
    assert len(before.items() & files(tmp_path).items()) == kept


def test_blocks_stay_of_a_bounded_size_however_tickets_arrive(tmp_path: Path) -> None:
    store = InMemoryTicketStore()
    for start in range(0, 200, 7):
        store.save_tickets([ticket(number) for number in range(start, start + 7)])
        ticket_table(store, tmp_path)
    kept = blocks.load(tmp_path / "tickets")
    assert kept is not None
    assert max(block.rows for block in kept.blocks) <= 2 * blocks.ROWS
    assert_is_the_copy(store, tmp_path)


def test_a_table_that_was_taken_stays_readable_after_the_copy_changed(store: TicketStore, tmp_path: Path) -> None:
    taken, before = ticket_table(store, tmp_path), straight(store)
    store.delete([f"odoo:{number}" for number in range(1, 31)])
    assert_is_the_copy(store, tmp_path)
    assert_frame_equal(taken.tickets.collect(), before)


def test_blocks_that_nobody_can_be_reading_any_more_are_removed(
    store: TicketStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket_table(store, tmp_path)
    monkeypatch.setattr(blocks, "_READ_FOR", -1)
    store.delete([f"odoo:{number}" for number in range(1, 31)])
    ticket_table(store, tmp_path)
    assert {file.name for file in (tmp_path / "tickets").glob("*.parquet")} == set(files(tmp_path))


def damage_list(folder: Path) -> None:
    (folder / "blocks.json").write_bytes(b'{"format": ')


def another_format(folder: Path) -> None:
    text = (folder / "blocks.json").read_text()
    (folder / "blocks.json").write_text(text.replace('"format":"1 ', '"format":"0 '))


def truncate_block(folder: Path) -> None:
    file = next(folder.glob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-9])


def scribble_into_block(folder: Path) -> None:
    file = next(folder.glob("*.parquet"))
    whole = bytearray(file.read_bytes())
    whole[20:60] = b"\xff" * 40
    file.write_bytes(whole)


def remove_block(folder: Path) -> None:
    next(folder.glob("*.parquet")).unlink()


def other_columns(folder: Path) -> None:
    for file in folder.glob("*.parquet"):
        pl.DataFrame({"key": ["odoo:1"]}).write_parquet(file)


@pytest.mark.parametrize(
    "damage", [damage_list, another_format, truncate_block, scribble_into_block, remove_block, other_columns]
)
def test_a_damaged_or_foreign_cache_is_made_again(store: TicketStore, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    ticket_table(store, tmp_path)
    damage(tmp_path / "tickets")
    assert_is_the_copy(store, tmp_path)


def test_the_cache_of_another_copy_is_made_again(store: TicketStore, tmp_path: Path) -> None:
    """Both have come to the same change number."""
    ticket_table(store, tmp_path)
    other = InMemoryTicketStore()
    other.save_tickets([ticket(1, subject="of another desk", stage=DONE)])
    assert_is_the_copy(other, tmp_path)


def test_a_database_put_back_from_a_backup_does_not_deceive_the_cache(new_store: Any, tmp_path: Path) -> None:
    """After the backup the numbers of changes are given a second time, for other changes."""
    import shutil

    store = new_store("sqlite")
    store.save_tickets([ticket(1), ticket(2), ticket(3)])
    file = tmp_path / "copy-0.db"
    store._database.close()
    shutil.copy(file, tmp_path / "backup.db")
    store.save_tickets([ticket(1, subject="lost with the disk")])
    assert_is_the_copy(store, tmp_path)
    store._database.close()
    shutil.copy(tmp_path / "backup.db", file)
    store.save_tickets([ticket(2, subject="written since")])
    assert_is_the_copy(store, tmp_path)


def test_a_folder_that_cannot_be_written_means_a_table_in_memory(store: TicketStore, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    table = ticket_table(store, tmp_path / "cache")
    assert_frame_equal(table.tickets.collect(), straight(store))


FILL_THE_DISK = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from unticket.history.cache import ticket_table
from unticket.history.memory import InMemoryTicketStore
from unticket.model.ticket import Stage, Ticket
moment = datetime(2026, 2, 18, tzinfo=UTC)
store = InMemoryTicketStore()
new = Stage(id="1", name="New")
store.save_tickets(
    Ticket(key=str(n), reference=str(n) * 9, subject="", stage=new, opened_at=moment, changed_at=moment)
    for n in range(999)
)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
sys.stdout.write(str(ticket_table(store, Path(sys.argv[1])).tickets.collect().height))
"""


def test_a_full_disk_means_a_table_in_memory_and_leaves_no_half_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILL_THE_DISK, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1].endswith("999")
    assert list((tmp_path / "tickets").glob("*.parquet")) == []


def test_processes_that_ask_at_once_all_get_the_table(new_store: Any, tmp_path: Path) -> None:
    store = new_store("sqlite")
    store.save_tickets([ticket(number) for number in range(1, 400)])
    script = """
import sys
from pathlib import Path
from unticket.history.cache import ticket_table
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy
folder = Path(sys.argv[1])
table = ticket_table(TicketCopy(open_database("sqlite:///copy-0.db", folder)), folder / "cache")
sys.exit(table.tickets.collect().height != 399)
"""
    running = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]


def test_the_cache_is_for_its_owner_only(store: TicketStore, tmp_path: Path) -> None:
    ticket_table(store, tmp_path)
    assert (tmp_path / "tickets").stat().st_mode & 0o077 == 0
