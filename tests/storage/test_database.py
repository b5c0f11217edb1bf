"""Opening a database: made, migrated, refused, and what is said when it fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from unticket.model.errors import ConfigurationError, StorageError
from unticket.storage.database import Database, open_database
from unticket.storage.tables import METADATA, SCHEMA_VERSION, VERSION_TABLE
from unticket.storage.ticket_copy import TicketCopy

CORRUPT = b"SQLite format 3\0" + b"\xff" * 5000


def test_a_new_database_has_the_tables_that_the_code_knows(database: Database) -> None:
    """The migrations and `tables.py` say the same."""
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, METADATA) == []
        assert connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")) == SCHEMA_VERSION


def test_what_was_saved_is_there_when_it_is_opened_again(url: str, tmp_path: Path, tickets) -> None:
    for _ in range(2):
        database = open_database(url, tmp_path)
        TicketCopy(database).save_tickets(tickets(3))
        database.close()
    database = open_database(url, tmp_path)
    assert list(TicketCopy(database).tickets()) == tickets(3)
    database.close()


def test_a_relative_file_lies_in_the_folder_of_the_settings_and_its_own_folder_is_made(tmp_path: Path) -> None:
    open_database("sqlite:///state/unticket.db", tmp_path).close()
    assert (tmp_path / "state" / "unticket.db").stat().st_size > 0


def test_a_database_file_is_for_its_owner_only(tmp_path: Path) -> None:
    open_database("sqlite:///unticket.db", tmp_path).close()
    assert (tmp_path / "unticket.db").stat().st_mode & 0o077 == 0


def test_sqlite_writes_ahead_and_survives_a_power_cut(tmp_path: Path) -> None:
    database = open_database("sqlite:///unticket.db", tmp_path)
    with database.reading() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]
    database.close()


def test_a_reading_sees_one_state_while_another_writes(database: Database, tickets) -> None:
    copy = TicketCopy(database)
    copy.save_tickets(tickets(1))
    with database.reading() as connection:
        count = text("SELECT count(*) FROM tickets")
        assert connection.scalar(count) == 1
        copy.save_tickets(tickets(2))
        assert connection.scalar(count) == 1
    assert len(copy.keys()) == 2


def test_an_error_inside_a_writing_leaves_nothing(database: Database) -> None:
    def half() -> None:
        with database.writing() as connection:
            connection.execute(text("INSERT INTO bookmarks VALUES ('half', 'done')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert TicketCopy(database).bookmark("half") == ""


OPEN_AND_SAVE = """
import sys
from pathlib import Path
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy
database = open_database(sys.argv[1], Path(sys.argv[2]))
TicketCopy(database).save_tickets([], **{sys.argv[3]: "was here"})
"""


def test_processes_that_open_a_new_database_at_once_all_find_it_whole(url: str, tmp_path: Path) -> None:
    names = [f"process_{number}" for number in range(4)]
    running = [subprocess.Popen([sys.executable, "-c", OPEN_AND_SAVE, url, str(tmp_path), name]) for name in names]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    database = open_database(url, tmp_path)
    assert {TicketCopy(database).bookmark(name) for name in names} == {"was here"}
    database.close()


def test_a_database_of_a_newer_version_is_refused(url: str, tmp_path: Path) -> None:
    database = open_database(url, tmp_path)
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    database.close()
    with pytest.raises(StorageError, match=f"newer Unticket .schema 9999, this one knows {SCHEMA_VERSION}"):
        open_database(url, tmp_path)


def test_a_migration_that_fails_leaves_the_database_as_it_was(url: str, tmp_path: Path, monkeypatch) -> None:
    """All of it is one transaction: the next opening finds no half of a schema."""
    from alembic import op

    def break_off(*_: object) -> None:
        raise StorageError("broken off")

    with monkeypatch.context() as patched:
        patched.setattr(op, "create_index", break_off)
        with pytest.raises(StorageError, match="broken off"):
            open_database(url, tmp_path)
    open_database(url, tmp_path).close()


@pytest.mark.parametrize("content", [b"not a database at all, but longer than its header would be" * 9, CORRUPT])
def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "unticket.db"
    file.write_bytes(content)
    with pytest.raises(StorageError, match=r"unticket\.db is damaged or is no database") as failure:
        open_database("sqlite:///unticket.db", tmp_path)
    assert "backup" in failure.value.hint
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match=r"state/unticket\.db cannot be opened"):
        open_database("sqlite:///state/unticket.db", tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user here")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from unticket.model.errors import StorageError
from unticket.storage.database import open_database
os.seteuid(65534)
try:
    open_database("sqlite:///unticket.db", Path(sys.argv[1]))
except StorageError as error:
    print(error)
"""
    tmp_path.chmod(0o755)
    for parent in list(tmp_path.parents)[:2]:
        parent.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert "unticket.db cannot be written" in done.stdout
    assert "write access" in done.stdout


def test_a_database_that_another_program_holds_says_so(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("unticket.storage.database._BUSY_SECONDS", 0.05)
    one, other = (open_database("sqlite:///unticket.db", tmp_path) for _ in range(2))
    with one.writing(), pytest.raises(StorageError, match="in use by another program") as failure, other.writing():
        pass
    assert failure.value.transient
    one.close()
    other.close()


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "not a url: secret", "sqlite://", "sqlite:///:memory:", ""])
def test_a_url_that_cannot_be_used_is_refused_without_being_shown(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="database_url") as failure:
        open_database(url, tmp_path)
    assert "secret" not in str(failure.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:secret@127.0.0.1:1/desk",
        "postgresql://bot@127.0.0.1:1/desk?password=secret",
        "postgres://bot:secret@127.0.0.1:1/desk",
    ],
)
def test_a_server_that_does_not_answer_is_named_without_its_password(url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"127\.0\.0\.1.*did not answer") as failure:
        open_database(url, tmp_path)
    shown = failure.value
    while shown is not None:
        assert "secret" not in f"{shown!s} {shown!r}"
        shown = shown.__cause__


def test_a_database_that_its_server_does_not_have_is_named(postgresql_database: str, tmp_path: Path) -> None:
    from sqlalchemy import make_url

    missing = make_url(postgresql_database).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(StorageError, match="does not exist on its server"):
        open_database(missing, tmp_path)


def test_a_connection_that_the_server_ends_is_a_storage_error_and_the_next_use_works(
    postgresql_database: str, tmp_path: Path
) -> None:
    database = open_database(postgresql_database, tmp_path)
    with pytest.raises(StorageError, match="did not answer, or cut the connection"), database.writing() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert TicketCopy(database).keys() == set()
    database.close()


def test_a_full_disk_leaves_what_was_saved_and_the_next_saving_works(tmp_path: Path, tickets) -> None:
    database = open_database("sqlite:///unticket.db", tmp_path)
    copy = TicketCopy(database)
    copy.save_tickets(tickets(50), full_read="50")
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(StorageError, match=r"unticket\.db is full") as failure:
        copy.save_tickets(tickets(900), full_read="900")
    assert "nothing that was saved is lost" in failure.value.hint
    assert (copy.bookmark("full_read"), len(copy.keys())) == ("50", 50)
    database.close()
    database = open_database("sqlite:///unticket.db", tmp_path)
    assert TicketCopy(database).save_tickets(tickets(900), full_read="900") == 850
    database.close()


def test_peoples_words_do_not_reach_an_error(tmp_path: Path, tickets) -> None:
    database = open_database("sqlite:///unticket.db", tmp_path)
    with database.writing() as connection:
        connection.execute(text("DROP TABLE tickets"))
    with pytest.raises(StorageError) as failure:
        TicketCopy(database).save_tickets(tickets(1))
    cause = failure.value
    while cause is not None:
        assert "x" * 20 not in str(cause)
        cause = cause.__cause__
    database.close()
