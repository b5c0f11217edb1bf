"""One account out of an answer, as the settings describe it."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

from unticket.connectors.http_accounts.pointer import at, moment, text, truth
from unticket.connectors.http_accounts.settings import Fields, HttpReadingSettings
from unticket.model.account import Account
from unticket.model.errors import UnexpectedPayload

_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3 with its brackets


def lower(address: str) -> str:
    """Lower case of A to Z alone: Unicode's would make an ASCII k of the Kelvin sign, and other look-alikes equal."""
    return address.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def is_address(asked: str) -> bool:
    """Whether any account can have this address; nothing else is asked for."""
    return 3 <= len(asked) <= _LONGEST_ADDRESS and asked.isprintable() and asked.count("@") == 1 and " " not in asked


def account(row: Any, settings: HttpReadingSettings, place: str) -> Account:
    """The account in `row`. Raises `UnexpectedPayload` for one without an id, or whose status is no word of the settings."""
    fields = settings.fields
    account_id, status = text(row, fields.id), text(row, fields.status).casefold()
    if not account_id:
        raise UnexpectedPayload(f"{place} gave an account without an id.", "Check lms.fields.id.")
    enabled = status in _folded(settings.enabled_words)
    if not enabled and status not in _folded(settings.disabled_words):
        hint = "Check lms.fields.status, and list its words in lms.enabled_words and lms.disabled_words."
        raise UnexpectedPayload(f"{place} gave an account whose status is no word of the settings.", hint)
    method = text(row, fields.sign_in_method)
    username = text(row, fields.username)
    last_access = moment(row, fields.last_access, place)
    return Account(
        id=account_id,
        username=username,
        email=lower(text(row, fields.email)),
        name=text(row, fields.name),
        staff_number=text(row, fields.staff_number),
        enabled=enabled,
        confirmed=truth(row, fields.confirmed) if fields.confirmed else True if settings.provisioned else None,
        locked=truth(row, fields.locked),
        is_admin=truth(row, fields.admin) if fields.admin else _administers(username, settings),
        sign_in_method=method,
        password_is_ours=_ours(method, settings),
        last_access_at=last_access,
        never_used=last_access is None and text(row, fields.last_access) == "0",
        created_at=moment(row, fields.created, place),
        suspended_by_person=_by_person(row, settings),
        fingerprint=_fingerprint(row, fields),
    )


def _administers(username: str, settings: HttpReadingSettings) -> bool | None:
    if settings.administrators is None or not username:
        return None
    return username.casefold() in _folded(settings.administrators)


def _ours(method: str, settings: HttpReadingSettings) -> bool | None:
    if settings.own_passwords:
        return method.casefold() in _folded(settings.own_passwords) if method else None
    return True if settings.keeps_passwords else None


def _by_person(row: Any, settings: HttpReadingSettings) -> bool | None:
    said = text(row, settings.fields.suspended_by)
    return said.casefold() != settings.suspension_rule.casefold() if said else None


def _fingerprint(row: Any, fields: Fields) -> str:
    """Of every fact that is described, but for the last sign-in: that is no change."""
    pointers = {name: pointer for name in Fields.model_fields if (pointer := getattr(fields, name)) and name != "last_access"}
    told = {name: at(row, pointer) for name, pointer in pointers.items()}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _folded(words: tuple[str, ...]) -> set[str]:
    return {word.casefold() for word in words}
