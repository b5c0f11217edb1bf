"""Reads the next page while the one before is saved, so that waiting for the desk and for the disk do not add up."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Read(Generic[T]):
    page: T


@dataclass(frozen=True, slots=True)
class _Ended:
    error: BaseException | None = None


@contextmanager
def read_ahead(pages: Iterator[T]) -> Iterator[Iterator[T]]:
    """`pages`, in their order, read by a thread of its own: at most two that were not asked for yet.

    What reading raises is raised in its place. Who leaves early does not wait: what is being read then is thrown away.
    """
    waiting: queue.Queue[_Read[T] | _Ended] = queue.Queue(maxsize=1)
    left = threading.Event()

    def read() -> None:
        try:
            for page in pages:
                waiting.put(_Read(page))
                if left.is_set():
                    return
        except BaseException as error:  # noqa: BLE001 - it is raised again where the page would have been taken
            waiting.put(_Ended(error))
        else:
            waiting.put(_Ended())

    # A daemon: whoever presses Ctrl-C need not wait for an answer that is still on its way.
    threading.Thread(target=read, name="read-ahead", daemon=True).start()
    try:
        yield _taken(waiting)
    finally:
        left.set()
        with suppress(queue.Empty):
            waiting.get_nowait()  # lets go of a reader that waits to hand over


def _taken(waiting: queue.Queue[_Read[T] | _Ended]) -> Iterator[T]:
    while True:
        found = waiting.get()
        if isinstance(found, _Read):
            yield found.page
        elif found.error is not None:
            raise found.error
        else:
            return
