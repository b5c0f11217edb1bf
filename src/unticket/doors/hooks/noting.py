"""Notes tickets to look at, many hooks in one transaction: two hundred a second on one disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

Note = Callable[[Sequence[str]], None]


class Noting:
    """Each caller waits for the transaction that holds its ticket, so that what was answered is kept."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def note(self, ticket_key: str) -> None:
        """Returns once `ticket_key` is saved. Raises what the saving raised."""
        saved: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((ticket_key, saved))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await saved

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await asyncio.to_thread(self._note, [key for key, _ in batch])
            except Exception as error:  # noqa: BLE001 - each caller gets it
                for _, saved in batch:
                    if not saved.done():
                        saved.set_exception(error)
            else:
                for _, saved in batch:
                    if not saved.done():
                        saved.set_result(None)
