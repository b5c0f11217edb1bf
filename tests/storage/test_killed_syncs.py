"""A sync that is killed at any instant goes on where it was, and in the end nothing is lost and nothing doubled."""

from __future__ import annotations

import random
import runpy
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from unticket.history.cache import ticket_table
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy

PROCESS = Path(__file__).parent / "syncing_process.py"


def begun(url: str, folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, str(PROCESS), url, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "begins\n"
    return process


@pytest.mark.parametrize("seed", [1, 2])
def test_a_sync_killed_at_random_instants_ends_with_the_whole_desk(url: str, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    killed = 0
    for _ in range(6):
        process = begun(url, tmp_path)
        time.sleep(chance.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
    assert killed
    last = begun(url, tmp_path)
    assert last.wait(60) == 0
    last.stdout.close()

    desk = runpy.run_path(str(PROCESS))
    database = open_database(url, tmp_path)
    copy = TicketCopy(database)
    assert {ticket.key: ticket for ticket in copy.tickets()} == {ticket.key: ticket for ticket in desk["TICKETS"]}
    with database.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM tickets")) == 400
        assert connection.scalar(text("SELECT count(*) FROM messages")) == 400
    rows = ticket_table(copy, tmp_path / "cache").tickets.collect()
    assert (rows["first_response_at"] - rows["opened_at"]).dt.total_minutes().unique().to_list() == [5]
    assert copy.state().full_read_done
    database.close()


def test_a_killed_sync_keeps_nobody_out(url: str, tmp_path: Path) -> None:
    process = begun(url, tmp_path)
    process.kill()
    process.wait()
    process.stdout.close()
    database = open_database(url, tmp_path)
    for _ in range(100):  # PostgreSQL notices the end of a connection a little later than the kernel that of a process
        with database.alone("sync") as got:
            if got:
                break
        time.sleep(0.05)
    assert got
    database.close()
