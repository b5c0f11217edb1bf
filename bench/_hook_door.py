"""A worker's hook door over a database of its own, in a process of its own: `python -m bench._hook_door URL FOLDER SECRET`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from unticket.doors.hooks.application import application
from unticket.doors.hooks.serve import hooks_served
from unticket.storage.database import open_database
from unticket.storage.looks import SqlLooks

if __name__ == "__main__":
    url, folder, secret = sys.argv[1:]
    database = open_database(url, Path(folder))
    looks = SqlLooks(database)
    door = application(
        secrets=[secret], note=lambda keys: looks.note(keys, datetime.now(UTC)), confirm=lambda _token: None, desk="odoo"
    )
    with hooks_served(door, host="127.0.0.1", port=0) as port:
        print(port, flush=True)
        for _ in sys.stdin:  # each line asks how many tickets are noted
            print(len(looks.all(at_most=1_000_000)), flush=True)
    database.close()
