"""One thread watches the deadlines of all exchanges, and ends those that are over and no other."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from unticket.connectors.watchdog import Watchdog


class Stream:
    """A connection as the HTTP client shows it to a trace."""

    def __init__(self, ours: socket.socket) -> None:
        self._ours = ours

    def get_extra_info(self, _name: str) -> socket.socket:
        return self._ours


@pytest.fixture
def connected() -> Iterator[list[tuple[socket.socket, socket.socket]]]:
    pairs = [socket.socketpair() for _ in range(3)]
    for pair in pairs:
        pair[0].settimeout(30)
    yield pairs
    for pair in pairs:
        for end in pair:
            end.close()


def opened(trace, ours: socket.socket) -> None:
    trace("connection.connect_tcp.complete", {"return_value": Stream(ours)})


def test_an_exchange_that_is_over_is_cut_while_the_others_go_on(connected) -> None:
    first, second, third = (Watchdog() for _ in connected)
    now = time.monotonic()
    with first.until(now + 3600) as one, second.until(now + 0.05) as two, third.until(now + 3600) as three:
        for trace, (ours, _) in zip((one, two, three), connected, strict=True):
            opened(trace, ours)
        assert connected[1][0].recv(1) == b""  # waits until it is cut
        assert [dog.bit for dog in (first, second, third)] == [False, True, False]
        connected[0][1].send(b"x")
        assert connected[0][0].recv(1) == b"x"


def test_a_nearer_deadline_is_kept_though_a_farther_one_is_slept_to(connected) -> None:
    patient, hasty = Watchdog(), Watchdog()
    with patient.until(time.monotonic() + 3600), hasty.until(time.monotonic() + 0.05) as trace:
        opened(trace, connected[0][0])
        assert connected[0][0].recv(1) == b""


def test_a_kept_connection_is_cut_in_a_later_exchange_too(connected) -> None:
    dog, (ours, _) = Watchdog(), connected[0]
    with dog.until(time.monotonic() + 3600) as trace:
        opened(trace, ours)
    assert not dog.bit
    with dog.until(time.monotonic() - 1):
        assert ours.recv(1) == b""
    assert dog.bit
    with dog.until(time.monotonic() + 3600):
        assert not dog.bit


def test_any_number_of_exchanges_have_one_thread() -> None:
    with Watchdog().until(time.monotonic() + 3600), Watchdog().until(time.monotonic() + 3600):
        assert [thread.name for thread in threading.enumerate()].count("deadlines") == 1
