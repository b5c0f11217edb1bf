"""One piece of work in a process of its own: how long it took and the most memory it held."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds` of the work alone, `whole` of the process from its start, `peak` memory in bytes."""

    seconds: float
    whole: float
    peak: int
    said: object = None


_FRAME = r"""
import json, re, time
{prepare}
begun = time.perf_counter()
{work}
seconds = time.perf_counter() - begun
peak = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) * 1024
print(json.dumps([seconds, peak, said]))
"""


def measured(prepare: str, work: str, *, times: int = 3) -> Measured:
    """The quickest of so many runs; `work` sets `said` to something that JSON can hold."""
    return min((_once(prepare, work) for _ in range(times)), key=lambda run: run.seconds)


def _once(prepare: str, work: str) -> Measured:
    import time

    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _FRAME.format(prepare=prepare, work=work)], check=True, capture_output=True, text=True
    )
    whole = time.perf_counter() - begun
    seconds, peak, said = json.loads(done.stdout.splitlines()[-1])
    return Measured(seconds, whole, peak, said)
