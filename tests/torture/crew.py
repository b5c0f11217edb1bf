"""Worker processes that are killed at random instants and started again."""

from __future__ import annotations

import os
import pickle
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.gate import Gate
from tests.torture.namespace import Namespace
from tests.torture.worker_process import ready_file

from unticket.settings import Settings

_WORKER = Path(__file__).with_name("worker_process.py")
_TOO_EARLY = 0.1  # of all lives end while the worker still starts


@dataclass
class Place:
    """Where one worker runs: the settings it starts with, and its process while it lives."""

    settings: Settings
    file: Path
    hooks: int  # the house's port at which this worker is told of tickets and clicks
    gates: Sequence[Gate] = ()  # through which it reaches the world, where it does not do so directly
    network: Namespace | None = None
    process: subprocess.Popen[bytes] | None = None
    dies_at: float | None = None  # None: not yet known
    gone: bool = False  # for good

    def vanish(self) -> None:
        """The network is gone, for good. The worker lives on, and knows nothing of it."""
        self.gone = True
        if self.network is not None:
            self.network.vanish()
        else:
            for gate in self.gates:
                gate.vanish()

    def start(self) -> None:
        through = self.network.command if self.network is not None else ()
        command = [*through, sys.executable, "-W", "ignore", str(_WORKER), str(self.file)]
        with self.file.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self.dies_at = None

    @property
    def at_work(self) -> bool:
        """Whether its worker lives and runs what is queued."""
        try:
            begun = ready_file(self.file).read_text("ascii")
        except FileNotFoundError:
            return False
        return self.process is not None and self.process.poll() is None and begun == str(self.process.pid)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Crew:
    """All workers. Killing goes on until there is no `kill` left; who died is started again."""

    places: list[Place]
    chance: random.Random
    kills_left: int
    killed: int = 0
    ended_themselves: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def live_and_die(self) -> None:
        while not self.over.wait(0.1):
            for place in self.places:
                if not place.gone and (code := place.process.poll() if place.process else -1) is not None:
                    if place.process is not None and code not in (-signal.SIGKILL,):
                        self.ended_themselves.append(code)
                    place.start()
                    if self.chance.random() < _TOO_EARLY:
                        place.dies_at = time.monotonic() + self.chance.uniform(0, 3)
                if self.kills_left and not place.gone:
                    self._maybe_kill(place)

    def _maybe_kill(self, place: Place) -> None:
        if place.dies_at is None:
            if place.at_work:  # on a busy machine its start may have taken long
                place.dies_at = time.monotonic() + self.chance.uniform(0.3, 4.0 * len(self.places))
        elif time.monotonic() >= place.dies_at:
            place.kill()
            self.killed += 1
            self.kills_left -= 1


@contextmanager
def at_work(places: Sequence[Place], *, kills: int, seed: int) -> Iterator[Crew]:
    """One worker at each of `places`, until the block ends."""
    for place in places:
        place.file.write_bytes(pickle.dumps(place.settings))
        place.file.chmod(0o600)
    crew = Crew(list(places), random.Random(seed), kills)
    thread = threading.Thread(target=crew.live_and_die, name="crew")
    thread.start()
    try:
        yield crew
    finally:
        crew.over.set()
        thread.join()
        for place in places:
            place.kill()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
