"""Reads the next page while the last one is being used, so that the server and this machine work at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def read_ahead(pages: Iterator[T]) -> Iterator[T]:
    """The same pages, each asked for as soon as the one before it has come. What `pages` raises is raised in its place.

    Whoever stops early leaves at most one page being read, by a thread that does not hold up the program's end.
    """
    upcoming = _Upcoming(pages)
    while True:
        page = upcoming.wait()
        if page is None:
            return
        upcoming = _Upcoming(pages)
        yield page


class _Upcoming(Generic[T]):
    """One page that is being read."""

    def __init__(self, pages: Iterator[T]) -> None:
        self._pages = pages
        self._page: T | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._read, name="odoo-read-ahead", daemon=True)
        self._thread.start()

    def wait(self) -> T | None:
        """The page; None where there is no other."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._page

    def _read(self) -> None:
        try:
            self._page = next(self._pages, None)
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            self._error = error
