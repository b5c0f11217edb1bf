"""When the key ends, as far as its user may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from unticket.connectors.odoo.profile import API_KEYS
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.wire import moment, rows
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

_SOON = timedelta(days=14)


def key_expiry(calls: Calls) -> Iterator[Finding]:
    """One finding. A user sees the ends of its own keys, but not which of them is in use."""
    fields = ["name", "expiration_date"]
    try:
        listed = rows(calls.call(API_KEYS, "search_read", domain=[], fields=fields), API_KEYS)
    except ConnectorError:
        yield _unknown("Odoo does not tell when the key ends.", "Note its end where you made it.")
        return
    now = datetime.now(UTC)
    ends = sorted(end for row in listed if (end := moment(row.get("expiration_date"))) and end > now)
    endless = any(not row.get("expiration_date") for row in listed)
    if not ends:
        told = "The key has no end." if endless else "Odoo does not tell when the key ends."
        yield _unknown(told, "Replace it from time to time.")
        return
    which = "The key ends" if len(ends) == 1 and not endless else "The first of this user's keys ends"
    told = f"{which} on {ends[0]:%Y-%m-%d} ({(ends[0] - now).days} days left)."
    is_soon = ends[0] - now < _SOON
    yield Finding(
        level=Level.WARNING if is_soon else Level.OK,
        kind="key_expires",
        what=told,
        hint="Create a new one in time: Preferences → Account Security." if is_soon else "",
    )


def _unknown(what: str, hint: str) -> Finding:
    return Finding(level=Level.NOTE, kind="key_expiry_unknown", what=what, hint=hint)
