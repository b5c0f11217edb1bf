"""Patterns: how right they are on desks that nothing was tuned on, and how long they take; `--large`: of a million, too."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from bench._pattern_quality import quality
from bench._pattern_speed import speed


def run(*, large: bool = False) -> Iterator[str]:
    """Quality, then speed. How often a quiet desk is alarmed: `python -m bench spikes`."""
    yield from quality()
    yield f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    yield from speed(large=large)
    yield f"load of the machine {os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    for line in run(large="--large" in sys.argv[1:]):
        print(line, flush=True)
