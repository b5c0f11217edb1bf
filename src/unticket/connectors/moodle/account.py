"""A Moodle user as an account, and when two addresses are one."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

from unticket.connectors.moodle.errors import another_shape, hidden
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.account import Account

# What an undo must not overwrite. A sign-in is none of it: it is a reason for an undo, not against one.
_PRINTED = ("id", "username", "email", "auth", "suspended", "confirmed", "firstname", "lastname", "idnumber", "customfields")
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3 with its brackets


def lower(address: str) -> str:
    """Lower case of A to Z alone: Unicode's would make an ASCII k of the Kelvin sign, and other look-alikes equal."""
    return address.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def is_address(text: str) -> bool:
    """Whether any account can have this address; nothing else is asked for."""
    return 3 <= len(text) <= _LONGEST_ADDRESS and text.isprintable() and text.count("@") == 1 and " " not in text


def account(row: Any, settings: MoodleSettings, place: str) -> Account:
    """The account in one entry of a user list. Raises `UnexpectedPayload`, and `NotAllowed` for what is hidden from us."""
    number = row.get("id") if isinstance(row, dict) else None
    if type(number) is not int:
        raise another_shape(place, "gave a user without a number")
    enabled = _opposite(_truth(row.get("suspended")))
    if enabled is None:
        raise hidden(place, "whether an account is suspended", "moodle/user:viewhiddendetails")
    method = _text(row.get("auth"))
    last_access = _moment(row.get("lastaccess"))
    username = _text(row.get("username"))
    return Account(
        id=str(number),
        username=username,
        email=lower(_text(row.get("email"))),
        name=_text(row.get("fullname")),
        staff_number=_text(row.get("idnumber")),
        enabled=enabled,
        confirmed=_truth(row.get("confirmed")),
        is_admin=_administers(username, settings),
        sign_in_method=method,
        password_is_ours=method in settings.own_passwords if method else None,
        last_access_at=last_access,
        never_used=row.get("lastaccess") == 0,
        # No web service tells when an account was made. It was by its first access at the latest.
        created_at=_moment(row.get("firstaccess")),
        suspended_by_person=_by_person(row, settings),
        fingerprint=_fingerprint(row),
    )


def _administers(username: str, settings: MoodleSettings) -> bool | None:
    if settings.administrators is None or not username:
        return None
    return username.lower() in {name.lower() for name in settings.administrators}


def _by_person(row: dict[str, Any], settings: MoodleSettings) -> bool | None:
    """An empty field is not sent, and looks like one that is hidden: both are unknown."""
    fields = row.get("customfields")
    if not settings.suspension_field or not isinstance(fields, list):
        return None
    for field in fields:
        if isinstance(field, dict) and field.get("shortname") == settings.suspension_field:
            said = _text(field.get("value")).strip()
            return said.casefold() != settings.suspension_rule.casefold() if said else None
    return None


def _fingerprint(row: dict[str, Any]) -> str:
    told = orjson.dumps({name: row.get(name) for name in _PRINTED}, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _truth(value: Any) -> bool | None:
    return bool(value) if value in (0, 1) and isinstance(value, int) else None  # older versions say 0 and 1


def _opposite(value: bool | None) -> bool | None:
    return None if value is None else not value


def _moment(seconds: Any) -> datetime | None:
    if type(seconds) is not int or not 0 < seconds < 2**33:
        return None
    return datetime.fromtimestamp(seconds, UTC)
