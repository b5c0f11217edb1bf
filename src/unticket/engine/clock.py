"""A clock for leases."""

from __future__ import annotations

import time


def suspension_proof() -> float:
    """Seconds that also pass while the machine sleeps; from where they count means nothing."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.time()
