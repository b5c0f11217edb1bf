"""Whether who asks may have a report: shown, claimed, or not at all."""

from __future__ import annotations

from enum import StrEnum

from unticket.model.errors import ConnectorError
from unticket.model.person import Employment
from unticket.runbooks.acting.ports import Employed
from unticket.runbooks.report_request.offered import Audience, OfferedReport
from unticket.runbooks.request.asker import Asking


class Standing(StrEnum):
    """How who asks stands to a report's audience."""

    SHOWN = "shown"  # belongs to it, and it is shown that they wrote the ticket
    CLAIMED = "claimed"  # the address belongs to it; a mail's sender is a claim
    OUTSIDE = "outside"
    UNKNOWN = "unknown"  # the directories cannot say


def standing(asking: Asking, report: OfferedReport, domains: tuple[str, ...], employed: Employed) -> Standing:
    """How `asking` stands to `report`. Whom the directories do not know as active is no staff, whatever their address."""
    if report.audience is Audience.ANYONE:
        return Standing.SHOWN if asking.proven_by else Standing.CLAIMED
    own = {domain.casefold() for domain in domains}
    if asking.address.partition("@")[2] not in own:
        return Standing.OUTSIDE
    if report.audience is Audience.STAFF:
        said = _employment(asking.address, employed)
        if said in (Employment.UNREACHABLE, Employment.STALE, Employment.AMBIGUOUS):
            return Standing.UNKNOWN
        if said is not Employment.ACTIVE:
            return Standing.OUTSIDE
    return Standing.SHOWN if asking.proven_by else Standing.CLAIMED


def _employment(address: str, employed: Employed) -> Employment:
    try:
        return employed(address)
    except ConnectorError:
        return Employment.UNREACHABLE
