"""Pages that are read ahead come in order, with their errors in place, and nobody waits for those not wanted."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from unticket.history.ahead import read_ahead


def test_pages_come_in_their_order() -> None:
    with read_ahead(iter(range(500))) as pages:
        assert list(pages) == list(range(500))


def test_the_next_page_is_read_while_the_caller_is_busy_with_the_one_before() -> None:
    second_is_read = threading.Event()

    def two() -> Iterator[int]:
        yield 1
        second_is_read.set()
        yield 2

    with read_ahead(two()) as pages:
        assert next(pages) == 1
        assert second_is_read.wait(30)
        assert list(pages) == [2]


def test_no_more_than_two_pages_wait() -> None:
    begun: list[int] = []
    third = threading.Event()

    def many() -> Iterator[int]:
        for number in range(9):
            begun.append(number)
            if number == 2:
                third.set()
            yield number

    with read_ahead(many()) as pages:
        assert next(pages) == 0
        assert third.wait(30)
        assert max(begun) == 2


def test_an_error_is_raised_after_the_pages_before_it() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError("in the reader")

    with read_ahead(broken()) as pages:
        assert next(pages) == 1
        with pytest.raises(ZeroDivisionError, match="in the reader"):
            next(pages)


def test_a_reader_that_is_left_early_ends() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    with read_ahead(endless()) as pages:
        assert next(pages) == 1
        (reader,) = (thread for thread in threading.enumerate() if thread.name == "read-ahead")
    reader.join(30)
    assert not reader.is_alive()
