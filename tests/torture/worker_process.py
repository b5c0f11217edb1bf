"""A worker as it is run in the house, but for its clockwork: what is swept each minute is swept each second."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from unticket.doors.worker import Worker, guarded
from unticket.engine.execution import Execution
from unticket.engine.retries import Retries
from unticket.engine.serve import serve
from unticket.runbooks.acting import dispatch
from unticket.settings import Settings

LEASE_SECONDS = 3.0
_IMPATIENT = Retries(first_wait=0.2, longest_wait=2.0)  # as many tries as in the house, five times faster


def ready_file(file: Path) -> Path:
    """Holds the process id of the worker with the settings in `file`, once it runs what is queued."""
    return file.with_suffix(".ready")


def main(file: Path) -> None:
    """Work by the settings in `file` until killed."""
    settings: Settings = pickle.loads(file.read_bytes())
    # Faster than in the house, or a torture of two hundred tickets would last for hours.
    Execution.step.__kwdefaults__["retries"] = _IMPATIENT
    dispatch._BACK_OFF = timedelta(seconds=1)
    dispatch._SURELY_GONE = timedelta(seconds=8)
    worker = Worker(settings, hooks=True, lease_seconds=LEASE_SECONDS)
    worker.begin()
    launch = worker.engine.launch

    def launch_and_tell() -> None:
        launch()
        ready_file(file).write_text(str(os.getpid()), "ascii")

    worker.engine.launch = launch_and_tell  # type: ignore[method-assign]

    def hurry() -> None:
        while True:
            time.sleep(1)
            worker._sweep(None)  # type: ignore[arg-type]

    threading.Thread(target=guarded, args=("hurry", hurry), daemon=True).start()
    serve(worker.engine, drain_seconds=2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
