"""The ways in which LDAP directories write a day: Active Directory's clock, generalized time, a plain date."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from unticket.model.errors import UnexpectedPayload

_GENERALIZED = re.compile(
    r"(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?(?:[.,]\d+)?(Z|[+-]\d{2}(?:\d{2})?)?"
)  # RFC 4517, 3.3.13
_NEVER = {"0", "9223372036854775807"}  # Microsoft's accountExpires: both mean that it does not
_AD_BEGINS = datetime(1601, 1, 1, tzinfo=UTC)
_AD_TICK = 10  # to the microsecond


def last_day(text: str, attribute: str, zone: ZoneInfo, place: str) -> date | None:
    """The last day on which something still holds; None where it has no end. Raises `UnexpectedPayload`.

    Active Directory's accountExpires is the instant at which an account ends: at a midnight, the day before was the last.
    """
    if attribute.lower() == "accountexpires":
        if text in _NEVER or not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 18:
            raise _unreadable(attribute, place)
        ends = _AD_BEGINS + timedelta(microseconds=int(text) // _AD_TICK)
        return (ends - timedelta(microseconds=1)).astimezone(zone).date()
    return day(text, attribute, zone, place)


def day(text: str, attribute: str, zone: ZoneInfo, place: str) -> date | None:
    """The day that stands there, in the desk's zone where it is an instant; None where nothing does."""
    if not text:
        return None
    try:
        if (found := _GENERALIZED.fullmatch(text)) is not None and len(text) >= 8:
            return _generalized(found, zone)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise _unreadable(attribute, place) from None
    return read.astimezone(zone).date() if read.tzinfo else read.date()


def _generalized(found: re.Match[str], zone: ZoneInfo) -> date:
    year, month, of_month, hour, minute, second, offset = found.groups()
    if hour is None or offset is None:
        return date(int(year), int(month), int(of_month))
    shift = timedelta()
    if offset != "Z":
        sign = -1 if offset[0] == "-" else 1
        shift = sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5] or 0))
    told = datetime(int(year), int(month), int(of_month), int(hour), int(minute or 0), min(int(second or 0), 59), tzinfo=UTC)
    return (told - shift).astimezone(zone).date()


def _unreadable(attribute: str, place: str) -> UnexpectedPayload:
    return UnexpectedPayload(
        f"{place} gives a day in {attribute} that cannot be read.",
        "A date, generalized time and accountExpires are understood.",
    )
