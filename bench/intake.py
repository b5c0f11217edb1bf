"""Two hundred hooks a second for ten seconds, each on a connection of its own, as Odoo sends them: how many are kept."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from bench.engine import postgresql_databases

A_SECOND = 200
SECONDS = 10


def run() -> Iterator[str]:
    """One line a database."""
    load = os.getloadavg()[0]
    yield f"intake: {A_SECOND} hooks a second for {SECONDS} s (aim: none lost, under 50 ms); load before: {load:.1f}"
    with tempfile.TemporaryDirectory() as folder:
        yield f"  SQLite      {_measured(f'sqlite:///{folder}/hooks.db', folder)}"
    with tempfile.TemporaryDirectory() as folder, postgresql_databases() as new_database:
        yield f"  PostgreSQL  {_measured(new_database(), folder)}"


def _measured(url: str, folder: str) -> str:
    secret = secrets.token_hex(24)
    command = [sys.executable, "-m", "bench._hook_door", url, folder, secret]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as door:
        assert door.stdin is not None
        assert door.stdout is not None
        port = int(door.stdout.readline())
        asyncio.run(_hook(port, secret, 0))  # the first call of all loads modules
        took = sorted(asyncio.run(_all(port, secret)))
        door.stdin.write("how many\n")
        door.stdin.flush()
        kept = int(door.stdout.readline()) - 1
        door.stdin.close()
    sent = A_SECOND * SECONDS
    median, late = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    return f"answered {len(took)} of {sent}, kept {kept}: half within {median:.1f} ms, 99 % within {late:.1f} ms"


async def _all(port: int, secret: str) -> list[float]:
    """Open loop: each is sent at its time, whatever became of the ones before; the seconds from that time to its 202."""
    began = time.perf_counter()

    async def sent_at(number: int) -> float | None:
        due = began + number / A_SECOND
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        return time.perf_counter() - due if await _hook(port, secret, number + 1) == 202 else None

    found = await asyncio.gather(*(sent_at(number) for number in range(A_SECOND * SECONDS)))
    return [seconds for seconds in found if seconds is not None]


async def _hook(port: int, secret: str, number: int) -> int:
    body = json.dumps({"_action": "Unticket(#257)", "_id": number + 1, "_model": "helpdesk.ticket"}).encode()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST /hooks/odoo/{secret} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
        )
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        status = int((await reader.readline()).split()[1])
        writer.close()
    except (OSError, IndexError):
        return 0
    return status
