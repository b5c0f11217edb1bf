"""The places in the desk that a sync remembers, by the names under which every ticket store keeps them."""

from __future__ import annotations

from datetime import UTC, datetime

FULL_READ = "full_read"  # how far the reading of every ticket has come: the source's own position
FULL_READ_BEGAN_AT = "full_read_began_at"  # by our clock; "" when none is under way
FULL_READ_COUNT = "full_read_count"  # how many tickets it has read
FULL_READ_DONE = "full_read_done"  # "yes" once every ticket was read
CHANGED_UNTIL = "changed_until"  # every change before this moment of the desk's clock is in the copy
NEWEST_SEEN = "newest_seen"  # the latest time of change that the desk has shown
MESSAGES = "messages"  # how far the messages have come: the source's own position
NOT_GIVEN = "not_given"  # a digest of the keys that the desk lists and yet gives no ticket for
SYNCED_AT = "synced_at"  # when the last sync ended, by our clock
DESK = "desk"  # whose copy this is


def to_text(moment: datetime | None) -> str:
    """A moment as a bookmark's value; "" is none."""
    return moment.astimezone(UTC).isoformat() if moment else ""


def from_text(value: str) -> datetime | None:
    """The moment in a bookmark's value; None where there is none."""
    return datetime.fromisoformat(value) if value else None
