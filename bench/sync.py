"""Syncing 20,000 tickets against the bare reading of the same pages, and a sync with nothing new in calls."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory

from bench._process import measured

TICKETS = 20_000
_BARE = """
import httpx2, orjson
desk = {desk!r}
client = httpx2.Client(base_url=desk["url"], trust_env=False, timeout=60)
headers = {{"Authorization": "bearer " + desk["api_key"], "X-Odoo-Database": desk["database"]}}
fields = ["number", "name", "description", "stage_id", "closed", "user_id", "team_id", "tag_ids", "priority", "partner_id",
    "partner_name", "partner_email", "category_id", "channel_id", "create_date", "write_date", "assigned_date", "closed_date",
    "last_stage_update", "active", "duration_tracking", "duplicate_id"]
"""
_READ = """
said = last = 0
while True:
    body = {"domain": [["active", "in", [True, False]], ["id", ">", last]], "fields": fields, "order": "id", "limit": 2000}
    rows = orjson.loads(client.post("/json/2/helpdesk.ticket/search_read", headers=headers, json=body).content)
    if not rows:
        break
    said, last = said + len(rows), rows[-1]["id"]
"""
_OURS = """
from pathlib import Path
from unticket.app import Unticket
from unticket.settings import Settings
desk = {desk!r}
folder = {folder!r}
settings = Settings(folder=Path(folder), timezone="Asia/Ho_Chi_Minh", desk={{"kind": "odoo", **desk}})
"""
_SYNC = """
house = Unticket(settings)
house.sync()
said = house.copy.state().tickets
house.close()
"""


def run() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench._desk", str(TICKETS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        desk = json.loads(server.stdout.readline())
        bare = measured(_BARE.format(desk=desk), _READ)
        yield f"bare reading of {bare.said:,} tickets: {bare.seconds:.2f} s  peak {bare.peak / 1e6:.0f} MB"
        best = None
        for _ in range(3):
            with TemporaryDirectory() as folder:
                ours = measured(_OURS.format(desk=desk, folder=folder), _SYNC, times=1)
                best = ours if best is None or ours.seconds < best.seconds else best
                _calls(server)
                measured(_OURS.format(desk=desk, folder=folder), _SYNC, times=1)
                calls = _calls(server)
        assert best is not None
        yield f"sync of {best.said:,} tickets: {best.seconds:.2f} s  peak {best.peak / 1e6:.0f} MB"
        yield f"sync / bare reading: {best.seconds / bare.seconds:.2f} (aim: at most 1.3)"
        yield f"a sync with nothing new, from a fresh process: {calls} calls (aim: at most 4)"
        server.terminate()


def _calls(server: subprocess.Popen[str]) -> int:
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("\n")
    server.stdin.flush()
    return int(server.stdout.readline())
