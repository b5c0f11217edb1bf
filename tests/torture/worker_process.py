"""A worker as it is run in the house, but for its clockwork: what is swept each minute is swept each second."""

from __future__ import annotations

import pickle
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from unticket.doors.worker import Worker, guarded
from unticket.engine.serve import serve
from unticket.runbooks.acting import dispatch
from unticket.settings import Settings

LEASE_SECONDS = 4.0


def main(file: Path) -> None:
    """Work by the settings in `file` until killed."""
    settings: Settings = pickle.loads(file.read_bytes())
    # Sixty times faster than in the house, or a torture of two hundred tickets would last for hours.
    dispatch._BACK_OFF = timedelta(seconds=1)
    dispatch._SURELY_GONE = timedelta(seconds=8)
    worker = Worker(settings, hooks=True, lease_seconds=LEASE_SECONDS)
    worker.begin()

    def hurry() -> None:
        while True:
            time.sleep(1)
            worker._sweep(None)  # type: ignore[arg-type]

    threading.Thread(target=guarded, args=("hurry", hurry), daemon=True).start()
    serve(worker.engine, drain_seconds=2)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
