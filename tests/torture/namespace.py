"""A network of its own for a worker, joined to the house by one cable that can be pulled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Namespace:
    """`house` is the house's address on the cable, `own` the worker's. `command` runs a program inside."""

    name: str
    cable: str
    house: str
    own: str

    @property
    def command(self) -> Sequence[str]:
        return ("ip", "netns", "exec", self.name)

    def vanish(self) -> None:
        """Pull the cable: packets are lost, and nobody is told."""
        _ip("link", "set", self.cable, "down")


def may_be_made() -> bool:
    """Whether this process may make networks."""
    try:
        with namespace(255):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def namespace(number: int) -> Iterator[Namespace]:
    """A network numbered 0 to 255, until the block ends. Raises OSError or CalledProcessError where none may be made."""
    name = f"ut{os.getpid()}n{number}"
    made = Namespace(name, f"ut{os.getpid() % 100_000}a{number}", f"10.213.{number}.1", f"10.213.{number}.2")
    far_end = f"ut{os.getpid() % 100_000}b{number}"
    _ip("netns", "add", name)
    try:
        _ip("link", "add", made.cable, "type", "veth", "peer", "name", far_end)
        _ip("link", "set", far_end, "netns", name)
        _ip("addr", "add", f"{made.house}/30", "dev", made.cable)
        _ip("link", "set", made.cable, "up")
        for inside in (
            ("addr", "add", f"{made.own}/30", "dev", far_end),
            ("link", "set", far_end, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", name, *inside)
        yield made
    finally:
        # The cable first: with its network it would go when the kernel comes to it, and the next of this number would find it.
        subprocess.run(["ip", "link", "delete", made.cable], check=False, capture_output=True)
        _ip("netns", "delete", name)


@contextmanager
def relayed(inside: Namespace, ports: Sequence[int]) -> Iterator[None]:
    """Makes the house's `ports` answer at the worker's own 127.0.0.1 too: unencrypted HTTP is allowed to nowhere else."""
    told = [f"{port}:{inside.house}:{port}" for port in ports]
    root = Path(__file__).parents[2]
    command = [*inside.command, sys.executable, "-m", "tests.torture.relay", *told]
    with subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as relay:
        assert relay.stdin is not None
        assert relay.stdout is not None
        relay.stdout.readline()
        try:
            yield
        finally:
            relay.stdin.close()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)
