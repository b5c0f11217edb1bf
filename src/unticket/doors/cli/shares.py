"""How a share looks: its count, its denominator and its interval."""

from __future__ import annotations

from typing import Any

from unticket.reports.proportion import Share


def shown(share: Share) -> str:
    """ "8 of 10 (80.0 %; 95 %: 44 to 97 %)"."""
    if share.share is None:
        return "0 of 0 (too few to tell)"
    low, high = 100 * share.low, 100 * share.high
    return f"{share.count:,} of {share.of:,} ({100 * share.share:.1f} %; 95 % interval {low:.0f} to {high:.0f} %)"


def share_as_json(share: Share) -> dict[str, Any]:
    return {"count": share.count, "of": share.of, "share": share.share, "low": share.low, "high": share.high}
