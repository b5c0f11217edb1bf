"""The audit finds every change to it; it can forget people, and never learns a secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from unticket.model.errors import StorageError
from unticket.runbooks.acting.record import Entry
from unticket.storage.audit_heads import AuditHeads
from unticket.storage.audit_key import AuditKey, audit_key
from unticket.storage.instance import Mark

PASSWORD = "hunter2Hunter"


def fill(records, count: int = 6) -> None:
    for number in range(1, count + 1):
        facts = {"address": f"p{number}@school.example", "name": f"Person {number}"}
        subject = f"p{number}@school.example"
        records.audit.append(
            Entry(kind="done", said=f"Line {number}.", ticket_key=f"odoo:{number}", subject=subject, facts=facts)
        )


def faults(records, *heads) -> list[str]:
    return list(records.audit.faults(tuple(heads)))


def change(database, *statements: str) -> None:
    with database.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_an_untouched_audit_is_whole(records) -> None:
    fill(records)
    assert faults(records, records.audit.head()) == []
    assert [line.sequence for line in records.audit.lines()] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "statements",
    [
        ("UPDATE audit SET said = 'Line three.' WHERE sequence = 3",),
        ("UPDATE audit SET ticket_key = 'odoo:9' WHERE sequence = 3",),
        ("UPDATE audit SET kind = 'refused' WHERE sequence = 6",),
        ("DELETE FROM audit WHERE sequence = 3",),
        ("DELETE FROM audit WHERE sequence = 3", "UPDATE audit SET sequence = sequence - 1 WHERE sequence = 4"),
        ("DELETE FROM audit WHERE sequence = 1",),
        (
            "UPDATE audit SET sequence = 99 WHERE sequence = 3",
            "UPDATE audit SET sequence = 3 WHERE sequence = 4",
            "UPDATE audit SET sequence = 4 WHERE sequence = 99",
        ),
        ("UPDATE audit_facts SET body = '{}' WHERE sequence = 2",),
        ("INSERT INTO audit SELECT 7, at, kind, runbook, run_id, ticket_key, said, facts, mac FROM audit WHERE sequence = 6",),
    ],
    ids=[
        "a changed sentence",
        "another ticket",
        "the newest line changed",
        "a line deleted",
        "a line deleted and the gap closed",
        "the first line deleted",
        "two lines changed places",
        "changed facts",
        "a line copied to the end",
    ],
)
def test_tampering_is_found(records, database, statements) -> None:
    fill(records)
    change(database, *statements)
    assert faults(records)


def test_a_cut_off_end_is_found_by_the_head_outside(records, database, tmp_path) -> None:
    fill(records)
    heads = AuditHeads(tmp_path / "heads.txt")
    heads.write(records.audit.head(), records.audit._clock())
    change(database, "DELETE FROM audit WHERE sequence > 3", "DELETE FROM audit_facts WHERE sequence > 3")
    assert "line 6" in faults(records, *heads.all())[0]
    fill(records, 3)  # growing again to the same length hides nothing
    assert "line 6 is not the one" in " ".join(faults(records, *heads.all()))


def test_the_head_of_an_empty_audit_is_none(records, tmp_path, time) -> None:
    heads = AuditHeads(tmp_path / "heads.txt")
    heads.write(records.audit.head(), time())
    assert heads.all() == ()
    fill(records, 2)
    heads.write(records.audit.head(), time())
    heads.write(records.audit.head(), time())
    assert heads.all() == (records.audit.head(),) * 2


def test_a_heads_file_that_was_tampered_with_is_not_taken_for_an_empty_one(records, tmp_path) -> None:
    (tmp_path / "heads.txt").write_text("nothing to see here at all\n")
    with pytest.raises(StorageError):
        AuditHeads(tmp_path / "heads.txt").all()


def test_a_cut_off_end_is_found_by_the_mark_beside_the_database(records, database) -> None:
    fill(records, 1)
    records.instance.write(Mark("any", 1, records.audit.head().mac))
    fill(records)
    change(database, "DELETE FROM audit WHERE sequence > 3", "DELETE FROM audit_facts WHERE sequence > 3")
    assert "cut off" in " ".join(faults(records))


def test_who_has_the_database_but_not_the_key_cannot_seal_a_line(records, opened, database, tmp_path) -> None:
    fill(records, 2)
    (tmp_path / "audit.key").unlink()
    forger = opened(database)
    forger.audit.append(Entry(kind="done", said="All was well."))
    (tmp_path / "audit.key").unlink()
    assert faults(records) == ["line 3 was changed, or one before it"]


def test_an_erased_person_is_gone_and_the_chain_still_holds(records, database) -> None:
    fill(records)
    records.audit.append(Entry(kind="done", said="Again.", ticket_key="odoo:2", facts={"words": "I am person 2"}))
    assert records.audit.erase("P2@School.example ") == 2
    assert faults(records, records.audit.head()) == []
    with database.reading() as connection:
        left = connection.execute(text("SELECT body, subject, salt FROM audit_facts")).all()
    assert "erson 2" not in str(left)
    assert "p2@" not in str(left)
    assert "Person 3" in str(left)


def test_digests_of_erased_facts_cannot_be_tried_out(records, database) -> None:
    """The salt goes with the facts: the same facts have another digest each time."""
    fill(records, 1)
    fill(records, 1)
    with database.reading() as connection:
        first, second = connection.execute(text("SELECT facts FROM audit ORDER BY sequence")).scalars()
    assert first != second


@pytest.mark.parametrize(
    "told",
    [
        f"my password is {PASSWORD}",
        f"Password: {PASSWORD}",
        f"pw={PASSWORD} thanks",
        f"mật khẩu của em là {PASSWORD}",
        f"mat khau: {PASSWORD}",
        f"MK: {PASSWORD}",
        f"https://cora:{PASSWORD}@lms.example/",
        f'Authorization: Bearer "{PASSWORD}"',
        f'Traceback (most recent call last):\n  File "odoo.py", line 3, in f\n    login({PASSWORD!r})\nValueError',
    ],
)
def test_passwords_and_tracebacks_never_reach_it(records, database, told) -> None:
    facts = {"words": [told], "inner": {"text": told}, "password": PASSWORD, "api_key": PASSWORD, "Cookie": f"s={PASSWORD}"}
    records.audit.append(Entry(kind="decided", said=told, facts=facts))
    with database.reading() as connection:
        kept = str(connection.execute(text("SELECT a.said, f.body FROM audit a JOIN audit_facts f USING (sequence)")).all())
    assert PASSWORD not in kept
    assert faults(records) == []


def test_letters_that_no_database_takes_do_not_stop_it(records) -> None:
    records.audit.append(Entry(kind="decided", said="a\x00b\ud800", facts={"words": "c\x00d\udfff"}))
    assert faults(records) == []


APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from unticket.runbooks.acting.record import Entry
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import open_database
folder = Path(sys.argv[2])
database = open_database(sys.argv[1], folder)
records = ActingRecords(database, audit_key(folder / "audit.key"), instance=folder / "unticket.instance", folder=folder,
                        clock=lambda: datetime.now(UTC))
for number in range(25):
    records.audit.append(Entry(kind="done", said=f"{sys.argv[3]} {number}"))
"""


def test_many_processes_append_to_one_chain(records, url, tmp_path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", APPEND, url, str(tmp_path), f"process {n}"]) for n in range(3)]
    assert [process.wait(120) for process in running] == [0, 0, 0]
    assert records.audit.head().sequence == 75
    assert faults(records) == []


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = audit_key(tmp_path / "audit.key")
    assert (tmp_path / "audit.key").stat().st_mode & 0o777 == 0o600
    assert audit_key(tmp_path / "audit.key").seal(b"x") == first.seal(b"x")
    assert "audit" not in repr(first).lower() or "…" in repr(first)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    audit_key(tmp_path / "audit.key")
    (tmp_path / "audit.key").chmod(0o644)
    with pytest.raises(StorageError, match="Others on this machine"):
        audit_key(tmp_path / "audit.key")


def test_a_damaged_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "audit.key").touch(0o600)
    with pytest.raises(StorageError):
        audit_key(tmp_path / "audit.key")
    assert (tmp_path / "audit.key").read_bytes() == b""


def test_a_short_key_is_refused() -> None:
    with pytest.raises(StorageError):
        AuditKey(b"short")
