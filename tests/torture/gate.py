"""A stretch of network between a worker and a peer: it can be cut, go silent for good, or spoil a mail at its worst moment."""

from __future__ import annotations

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from typing import Any

_CHUNK = 65_536
Target = tuple[str, int] | str  # a host and port, or the path of a socket
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Fate(StrEnum):
    """What befalls a connection. All but the first two are a mail server's."""

    PASSES = "passes"
    REFUSED = "refused"
    BUSY = "busy"
    CUT_BEFORE = "cut before the effect"
    CUT_AFTER = "cut after the effect"
    SILENT_AFTER = "silent after the effect"


def spoilt_mail(seed: int, share: float) -> Callable[[], Fate]:
    """Fates of connections to a mail server: about `share` of them are spoilt, in every way alike."""
    chance = random.Random(seed)
    fates = [fate for fate in Fate if fate is not Fate.PASSES]
    return lambda: chance.choice(fates) if chance.random() < share else Fate.PASSES


class Gate:
    """Listens at `port` and passes everything on to its target, until told otherwise."""

    def __init__(self, target: Target, fate: Callable[[], Fate], port: int = 0) -> None:
        self._target = target
        self._fate = fate
        self._open: set[asyncio.StreamWriter] = set()
        self._silent = False
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self.fates: Counter[Fate] = Counter()
        self.port = port
        self._server: asyncio.Server

    def vanish(self) -> None:
        """From now on nothing passes, either way, and nobody is told: as when the machine's power fails."""
        self._silent = True

    def cut(self) -> None:
        """End every connection that there is now; new ones pass."""
        self._loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _listen(self, host: str) -> None:
        self._server = await asyncio.start_server(self._begin, host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        self._end_all()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = self._loop.create_task(self._connected((reader, writer)))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connected(self, client: Streams) -> None:
        fate = self._fate()
        self.fates[fate] += 1
        if fate is Fate.BUSY:
            client[1].write(b"421 too busy\r\n")
            with suppress(OSError):
                await client[1].drain()
        if fate in (Fate.BUSY, Fate.REFUSED) or self._silent:
            if not self._silent:
                client[1].close()
            return
        try:
            if isinstance(self._target, str):
                server = await asyncio.open_unix_connection(self._target)
            else:
                server = await asyncio.open_connection(*self._target)
        except OSError:
            client[1].transport.abort()
            return
        self._open |= {client[1], server[1]}
        spoilt = asyncio.Event()  # the mail's end has passed
        try:
            await asyncio.gather(
                self._pass(client[0], server[1], fate, spoilt, up=True),
                self._pass(server[0], client[1], fate, spoilt, up=False),
            )
        finally:
            self._open -= {client[1], server[1]}
            client[1].close()
            server[1].close()

    async def _pass(
        self, source: asyncio.StreamReader, to: asyncio.StreamWriter, fate: Fate, spoilt: asyncio.Event, *, up: bool
    ) -> None:
        with suppress(OSError):
            while data := await source.read(_CHUNK):
                if self._silent:
                    await asyncio.Event().wait()
                ends = up and (data == b".\r\n" or data.endswith(b"\r\n.\r\n"))
                if ends and fate is Fate.CUT_BEFORE:
                    break
                if ends and fate in (Fate.CUT_AFTER, Fate.SILENT_AFTER):
                    spoilt.set()
                elif not up and spoilt.is_set():
                    if fate is Fate.CUT_AFTER:
                        break
                    continue
                to.write(data)
                await to.drain()
        with suppress(OSError):
            to.transport.abort() if fate in (Fate.CUT_AFTER, Fate.CUT_BEFORE) else to.close()


@contextmanager
def gates(
    *targets: tuple[Target, Callable[[], Fate]], host: str = "127.0.0.1", ports: Sequence[int] = ()
) -> Iterator[list[Gate]]:
    """A gate to each target, with its fates, on `ports` of `host` or on free ones, until the block ends."""
    wanted = ports or [0] * len(targets)
    with ExitStack() as open_:
        made = [Gate(target, fate, port) for (target, fate), port in zip(targets, wanted, strict=True)]
        yield [open_.enter_context(_served(gate, host)) for gate in made]


def passes() -> Fate:
    """The fate of a sound network."""
    return Fate.PASSES


@contextmanager
def _served(gate: Gate, host: str) -> Iterator[Gate]:
    loop: Any = gate._loop
    thread = threading.Thread(target=loop.run_forever, name="gate", daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(gate._listen(host), loop).result(30)
    try:
        yield gate
    finally:
        asyncio.run_coroutine_threadsafe(gate._close(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
