"""A worker as a process: works until it is told to stop, drains, and ends for certain."""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from typing import NoReturn

from unticket.engine.engine import Engine

LOST = 75  # EX_TEMPFAIL: start me again


def serve(engine: Engine, *, drain_seconds: float = 20.0) -> NoReturn:
    """Launch `engine` and work until SIGTERM or SIGINT; a second signal ends at once. In the main thread.

    Exit number 0, or 75 where the worker was given up for dead and should be started again.
    """
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        # Only a list is touched: setting an event could wait for a lock that the interrupted code holds.
        signal.signal(number, lambda number, _frame: told.append(number))
    engine.launch()
    while not told and not engine.lost:
        time.sleep(0.1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    code = LOST if engine.lost else 0
    engine.close(drain_seconds)
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # a run that waits for a peer would hold a plain exit for as long
