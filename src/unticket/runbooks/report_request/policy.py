"""What the desk's owner has settled about reports."""

from __future__ import annotations

from dataclasses import dataclass

from unticket.runbooks.report_request.offered import OfferedReport
from unticket.runbooks.request.policy import RequestPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPolicy(RequestPolicy):
    """Which reports are offered, and what becomes of an answered ticket."""

    offered: tuple[OfferedReport, ...] = ()
    closes: bool = True  # else it waits for the requester
    tag_handled: str = ""
    tag_escalated: str = ""
