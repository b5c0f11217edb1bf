"""The cache of what was read of texts: always the copy's texts, reading again only what changed, never in the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from unticket.history import texts
from unticket.history.ports import TicketStore
from unticket.history.texts import text_table
from unticket.model.ticket import Stage, Ticket

OPENED = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
SCHEMA = pl.Schema({"key": pl.String(), "words": pl.List(pl.String())})


def ticket(number: int, subject: str = "the video does not play", *, minute: int = 0) -> Ticket:
    opened = OPENED + timedelta(hours=number)
    return Ticket(
        key=f"odoo:{number}",
        reference=f"HT{number}",
        subject=subject,
        stage=Stage(id="1", name="New"),
        opened_at=opened,
        changed_at=opened + timedelta(minutes=minute),
    )


class Reader:
    """Reads the words of a subject, and remembers whose it read. Gives up after `gives_up_after` tickets."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.gives_up_after: int | None = None

    def __call__(self, tickets: Iterable[Ticket]) -> pl.DataFrame:
        rows = []
        for one in tickets:
            if self.gives_up_after is not None and len(self.read) >= self.gives_up_after:
                raise KeyboardInterrupt
            self.read.append(one.key)
            rows.append((one.key, one.subject.split()))
        return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "ROWS", 10)


@pytest.fixture(params=["sqlite", "in-memory"])
def store(request: pytest.FixtureRequest, new_store: Callable[[str], TicketStore]) -> TicketStore:
    """Thirty-five tickets: three full blocks and a half."""
    store = new_store(request.param)
    store.save_tickets([ticket(number) for number in range(1, 36)])
    return store


@pytest.fixture
def read() -> Iterator[Reader]:
    return Reader()  # type: ignore[return-value]


def assert_is_the_copy(store: TicketStore, folder: Path, read: Reader, reader: str = "1") -> None:
    cached = text_table(store, folder, read=read, reader=reader).collect()
    assert cached.schema == SCHEMA
    straight = Reader()(store.tickets())
    assert_frame_equal(cached.sort("key"), straight.sort("key"))


def test_the_texts_of_an_empty_copy_have_their_columns_and_no_rows(
    new_store: Callable[[str], TicketStore], tmp_path: Path, read: Reader
) -> None:
    empty = new_store("sqlite")
    for _ in range(2):
        assert_is_the_copy(empty, tmp_path, read)


def test_tickets_that_come_to_an_empty_copy_are_read(
    new_store: Callable[[str], TicketStore], tmp_path: Path, read: Reader
) -> None:
    store = new_store("sqlite")
    assert_is_the_copy(store, tmp_path, read)
    store.save_tickets([ticket(1), ticket(2)])
    assert_is_the_copy(store, tmp_path, read)


def test_what_did_not_change_is_not_read_again(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    assert sorted(read.read) == sorted(store.keys())
    read.read.clear()
    assert_is_the_copy(store, tmp_path, read)
    assert read.read == []


def test_new_and_changed_tickets_alone_are_read(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    read.read.clear()
    store.save_tickets([ticket(36, "a new one"), ticket(7, "another text", minute=5)])
    assert_is_the_copy(store, tmp_path, read)
    assert sorted(read.read) == ["odoo:36", "odoo:7"]


def test_a_ticket_whose_body_alone_changed_is_read_again(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    read.read.clear()
    store.save_tickets([replace(ticket(7, minute=5), body="<p>now with a body</p>")])
    assert_is_the_copy(store, tmp_path, read)
    assert read.read == ["odoo:7"]


def test_a_deleted_ticket_is_gone_without_reading_anything(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    read.read.clear()
    store.delete(["odoo:1", "odoo:20"])
    assert_is_the_copy(store, tmp_path, read)
    assert read.read == []


def test_when_all_tickets_of_the_copy_go_no_text_stays(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    store.delete(sorted(store.keys()))
    assert_is_the_copy(store, tmp_path, read)
    store.save_tickets([ticket(3), ticket(99)])
    assert_is_the_copy(store, tmp_path, read)


def test_a_block_that_grew_is_cut(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    store.save_tickets([ticket(number) for number in range(100, 160)])
    assert_is_the_copy(store, tmp_path, read)
    kept = orjson.loads((tmp_path / "texts" / "texts.json").read_bytes())
    assert max(block["rows"] for block in kept["blocks"]) <= 2 * texts.ROWS
    begins = [block["begins_at"] for block in kept["blocks"]]
    assert begins == sorted(set(begins))


def test_another_reader_reads_all_again(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    read.read.clear()
    assert_is_the_copy(store, tmp_path, read, reader="2")
    assert sorted(read.read) == sorted(store.keys())


def test_a_first_reading_that_was_cut_off_goes_on_where_it_was(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    read.gives_up_after = 23
    with pytest.raises(KeyboardInterrupt):
        text_table(store, tmp_path, read=read, reader="1")
    store.save_tickets([ticket(1, "changed meanwhile", minute=5), ticket(9, "changed meanwhile", minute=5), ticket(40)])
    store.delete(["odoo:12"])
    read.gives_up_after = None
    read.read.clear()
    assert_is_the_copy(store, tmp_path, read)
    assert len(read.read) < 25, "the two blocks that were done are not read again"


def test_an_update_that_was_cut_off_is_made_up_for(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    assert_is_the_copy(store, tmp_path, read)
    store.save_tickets([ticket(number, "changed", minute=5) for number in (2, 15, 33)])
    read.read.clear()
    read.gives_up_after = 2
    with pytest.raises(KeyboardInterrupt):
        text_table(store, tmp_path, read=read, reader="1")
    read.gives_up_after = None
    assert_is_the_copy(store, tmp_path, read)


@pytest.mark.parametrize("damage", ["list", "cut list", "file gone", "file cut", "file of another kind", "strange list"])
def test_a_damaged_cache_is_made_again(store: TicketStore, tmp_path: Path, read: Reader, damage: str) -> None:
    assert_is_the_copy(store, tmp_path, read)
    folder = tmp_path / "texts"
    listed, block = folder / "texts.json", sorted(folder.glob("*.parquet"))[0]
    match damage:
        case "list":
            listed.write_bytes(b"\x00\xff")
        case "cut list":
            listed.write_bytes(listed.read_bytes()[:40])
        case "file gone":
            block.unlink()
        case "file cut":
            block.write_bytes(block.read_bytes()[:50])
        case "file of another kind":
            pl.DataFrame({"key": ["x"]}).write_parquet(block)
        case "strange list":
            listed.write_bytes(orjson.dumps({"format": orjson.loads(listed.read_bytes())["format"], "blocks": 3}))
    assert_is_the_copy(store, tmp_path, read)


def test_the_cache_of_another_copy_is_not_taken(
    store: TicketStore, new_store: Callable[[str], TicketStore], tmp_path: Path, read: Reader
) -> None:
    assert_is_the_copy(store, tmp_path, read)
    other = new_store("sqlite")
    other.save_tickets([ticket(number, "other words") for number in range(5, 9)])
    assert_is_the_copy(other, tmp_path, read)
    assert_is_the_copy(new_store("sqlite"), tmp_path, read)


def test_where_the_folder_cannot_be_written_the_texts_are_still_read(store: TicketStore, tmp_path: Path, read: Reader) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    assert_is_the_copy(store, in_the_way, read)
