"""A storm of hooks over real HTTP into a real database: each one that was answered is kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from unticket.storage.database import open_database
from unticket.storage.looks import SqlLooks

OLD = "old-secret-0123456789abcdefgh"


def test_four_hundred_hooks_at_once_lose_none(open_door, tmp_path: Path) -> None:
    database = open_database("sqlite:///unticket.db", tmp_path)
    looks = SqlLooks(database)
    door = open_door(note=lambda keys: looks.note(keys, datetime.now(UTC)))

    async def storm() -> list[int]:
        limits = httpx2.Limits(max_connections=50)
        async with httpx2.AsyncClient(base_url=str(door.client.base_url), limits=limits, timeout=60) as client:

            async def one(number: int) -> int:
                body = {"_id": number % 300 + 1, "_model": "helpdesk.ticket"}
                return (await client.post(f"/hooks/odoo/{OLD}", json=body)).status_code

            return list(await asyncio.gather(*(one(number) for number in range(400))))

    assert asyncio.run(storm()) == [202] * 400
    assert len(looks.all(1000)) == 300  # several hooks of a ticket are one look
    database.close()
