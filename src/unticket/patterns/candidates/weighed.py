"""What weighing one side of an issue comes to: a reason, and whether it lets the issue be automated at all."""

from __future__ import annotations

from typing import NamedTuple

from unticket.patterns.findings import Reason


class Weighed(NamedTuple):
    """`fits` False: however good the other sides are, this one forbids it."""

    reason: Reason
    fits: bool
