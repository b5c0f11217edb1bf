"""A database that was put back, a new machine, a lost file: in doubt every runbook is in shadow."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import text

from unticket.model.errors import Conflict
from unticket.runbooks.acting.record import Entry
from unticket.runbooks.plan import Mode
from unticket.storage.database import open_database


def promote(records, time, *modes: Mode) -> None:
    for mode in modes or (Mode.SUPERVISED, Mode.AUTOMATIC):
        records.promotions.change("login", mode, by="Theo", why="", evidence={}, now=time())


def mode(records) -> Mode:
    return records.promotions.standing("login").mode


def test_an_empty_ledger_is_shadow(records) -> None:
    assert mode(records) is Mode.SHADOW


def test_promoted_it_acts_since_it_first_acted(records, time) -> None:
    promote(records, time)
    standing = records.promotions.standing("login")
    assert standing.mode is Mode.AUTOMATIC
    assert standing.promoted_at == records.promotions.history("login")[0].at


def test_demoted_and_promoted_again_older_tickets_are_older(records, time) -> None:
    promote(records, time, Mode.SUPERVISED, Mode.SHADOW, Mode.SUPERVISED)
    assert records.promotions.standing("login").promoted_at == records.promotions.history("login")[-1].at


def test_going_down_may_skip_steps(records, time) -> None:
    promote(records, time, Mode.SUPERVISED, Mode.AUTOMATIC, Mode.OFF)
    assert mode(records) is Mode.OFF


def test_another_process_sees_the_same(records, opened, database, time) -> None:
    promote(records, time)
    assert mode(opened(database)) is Mode.AUTOMATIC


def test_a_lost_file_is_shadow(records, time, tmp_path) -> None:
    promote(records, time)
    (tmp_path / "unticket.instance").unlink()
    assert mode(records) is Mode.SHADOW
    assert "missing" in records.promotions.standing("login").because


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"instance": "x", "sequence": 1, "mac": "y"}'])
def test_a_damaged_or_foreign_file_is_shadow(records, time, tmp_path, content) -> None:
    promote(records, time)
    (tmp_path / "unticket.instance").write_text(content)
    assert mode(records) is Mode.SHADOW


def test_a_lost_file_does_not_switch_on_what_is_off(records, time, tmp_path) -> None:
    promote(records, time, Mode.OFF)
    (tmp_path / "unticket.instance").unlink()
    assert mode(records) is Mode.OFF


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_an_older_copy_put_back_is_shadow_and_old_promotions_count_no_more(opened, database, time, tmp_path) -> None:
    records = opened(database)
    promote(records, time)
    database.close()
    shutil.copy(tmp_path / "unticket.db", tmp_path / "backup.db")
    later = open_database("sqlite:///unticket.db", tmp_path)
    opened(later).audit.append(Entry(kind="done", said="Something was done after the backup."))
    later.close()
    for file in tmp_path.glob("unticket.db*"):
        file.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "unticket.db")
    restored = open_database("sqlite:///unticket.db", tmp_path)
    again = opened(restored)
    assert mode(again) is Mode.SHADOW
    assert "put back" in again.promotions.standing("login").because
    promote(again, time, Mode.SUPERVISED)  # one step, not straight back to where it was
    assert mode(again) is Mode.SUPERVISED
    assert again.promotions.standing("login").promoted_at == again.promotions.history("login")[-1].at
    restored.close()


def test_the_database_of_another_house_is_shadow(records, database, time) -> None:
    promote(records, time)
    with database.writing() as connection:
        connection.execute(text("UPDATE bookmarks SET value = 'another' WHERE name = 'acting.instance'"))
    assert mode(records) is Mode.SHADOW


def test_a_new_machine_acts_once_a_person_has_let_it_in(records, time, tmp_path) -> None:
    promote(records, time)
    (tmp_path / "unticket.instance").unlink()
    records.promotions.trust(by="Theo")
    assert mode(records) is Mode.AUTOMATIC
    assert [line.kind for line in records.audit.lines()][-1] == "trusted"


def test_a_promotion_needs_a_name(records, time) -> None:
    with pytest.raises(Conflict, match="name"):
        records.promotions.change("login", Mode.SUPERVISED, by=" ", why="", evidence={}, now=time())


def test_the_mark_never_goes_backwards(records, time) -> None:
    promote(records, time)
    before = records.instance.mark().sequence
    records.instance.advance(1, "an older seal")
    assert records.instance.mark().sequence == before
