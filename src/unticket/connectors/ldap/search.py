"""Asks an LDAP server: encrypted, bounded in time and number, no referral followed; its failures in our words."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import bonsai
import structlog

from unticket.connectors.ldap.settings import LdapSettings
from unticket.model.errors import ConnectorError, CredentialsRefused, UnexpectedPayload, Unreachable

_MOST = 50  # people with one address; more is a mistake of the register or of the question
_PAGE = 500
_log = structlog.get_logger(__name__)


class Entry:
    """One entry, its values as text. Attribute names mind no letter case."""

    def __init__(self, dn: str, values: dict[str, list[bytes]]) -> None:
        self.dn = dn
        self._values = {name.lower(): found for name, found in values.items()}

    def texts(self, attribute: str) -> tuple[str, ...]:
        """Every value; bytes that are no text (an objectGUID) in hexadecimal."""
        return tuple(_text(found) for found in self._values.get(attribute.lower(), ()))

    def text(self, attribute: str) -> str:
        """The first value, or "" where there is none, or no attribute is named."""
        return next(iter(self.texts(attribute)), "") if attribute else ""


class Search:
    """One directory server. Each question has a connection of its own, so threads may share this."""

    def __init__(self, settings: LdapSettings) -> None:
        self.place = f"LDAP at {settings.host}"
        self._settings = settings

    def __repr__(self) -> str:
        return f"Search({self.place!r})"

    def entries(self, condition: str, attributes: Sequence[str], *, most: int = _MOST) -> Sequence[Entry]:
        """Every entry below the base that meets `condition`. Raises `ConnectorError`; too many are an error, not a part."""
        began = time.monotonic()
        with self._connected(attributes) as connection:
            found = connection.search(
                self._settings.base,
                bonsai.LDAPSearchScope.SUBTREE,
                condition,
                list(attributes),
                timeout=self._settings.time_out_seconds,
                sizelimit=most,
            )
            if not found:
                self._base_is_seen(connection)
        _log.info("ldap.asked", entries=len(found), ms=round(1000 * (time.monotonic() - began)))
        return [_entry(one) for one in found]

    def all(self, condition: str, attributes: Sequence[str]) -> Iterator[Entry]:
        """Every entry that meets `condition`, a page at a time (RFC 2696), however many there are."""
        with self._connected(attributes, all_pages=True) as connection:
            found = 0
            for one in connection.paged_search(
                self._settings.base,
                bonsai.LDAPSearchScope.SUBTREE,
                condition,
                list(attributes),
                timeout=self._settings.time_out_seconds,
                page_size=_PAGE,
            ):
                found += 1
                yield _entry(one)
            if not found:
                self._base_is_seen(connection)

    def some(self, condition: str, attributes: Sequence[str]) -> Entry | None:
        """One entry that meets `condition`, to see what is shown of it; None where none is seen."""
        with self._connected(attributes) as connection:
            page = connection.paged_search(
                self._settings.base,
                bonsai.LDAPSearchScope.SUBTREE,
                condition,
                list(attributes),
                timeout=self._settings.time_out_seconds,
                page_size=1,
            )
            return next((_entry(one) for one in page), None)

    def _base_is_seen(self, connection: Any) -> None:
        """bonsai gives an empty list for a base that is not there, or not shown; that is not the same as nobody."""
        base, seconds = self._settings.base, self._settings.time_out_seconds
        if not connection.search(base, bonsai.LDAPSearchScope.BASE, "(objectClass=*)", ["objectClass"], timeout=seconds):
            raise ConnectorError(f"{self.place} has, or shows, no entry {base}.", "Check hr.base, and hr.bind_dn's rights.")

    @contextmanager
    def _connected(self, attributes: Sequence[str], *, all_pages: bool = False) -> Iterator[Any]:
        settings = self._settings
        client = bonsai.LDAPClient(settings.url, tls=settings.url.startswith("ldap://") and settings.start_tls)
        client.set_cert_policy("demand")
        client.set_ignore_referrals(True)
        client.set_server_chase_referrals(False)  # the password would go along
        client.set_auto_page_acquire(all_pages)
        client.set_raw_attributes(list(attributes))  # else a staff number 007 becomes 7
        if settings.ca_file is not None:
            client.set_ca_cert(str(settings.ca_file))
        if settings.bind_dn:
            client.set_credentials("SIMPLE", user=settings.bind_dn, password=settings.password.get_secret_value())
        try:
            with client.connect(timeout=math.ceil(settings.time_out_seconds)) as connection:
                yield connection
        except bonsai.LDAPError as error:
            raise self._translated(error) from error

    def _translated(self, error: bonsai.LDAPError) -> ConnectorError:
        settings = self._settings
        match error:
            case bonsai.AuthenticationError():
                # A locked account looks the same (seen with OpenLDAP's ppolicy).
                what = f"{self.place} refused the sign-in: the name or password is wrong, or the account is locked."
                return CredentialsRefused(what, "Check hr.bind_dn, and put the password into a secret file.")
            case bonsai.InsufficientAccess() | bonsai.AuthMethodNotSupported():
                return CredentialsRefused(f"{self.place} does not allow this.", f"Let hr.bind_dn read {settings.base}.")
            case bonsai.errors.SizeLimitError():
                return UnexpectedPayload(f"{self.place} found more people than one address can have.", "Check hr.mail.")
            case bonsai.TimeoutError():
                return Unreachable(f"{self.place} did not answer in time.", "It is tried again.", transient=True)
            case bonsai.ConnectionError():
                hint = "Check hr.url, that this machine may reach it, and its certificate (hr.ca_file)."
                return Unreachable(
                    f"{self.place} cannot be reached, or not over an encrypted connection.", hint, transient=True
                )
            case bonsai.errors.InvalidDN():
                return ConnectorError(f"{settings.base} is no distinguished name.", "Check hr.base.")
        code = getattr(error, "code", "unknown")
        return ConnectorError(f"{self.place} failed (result {code}).", "Its administrator finds more in its logs.")


def escaped(text: str) -> str:
    """`text` as a value in a filter. Every sign but letters and digits is written as bytes (RFC 4515, 3)."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "".join(f"\\{b:02x}" for b in sign.encode()) for sign in text)


def _entry(found: Any) -> Entry:
    values = {str(name): [_bytes(one) for one in listed] for name, listed in found.items() if str(name).lower() != "dn"}
    return Entry(str(found.dn), values)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _text(value: bytes) -> str:
    try:
        found = value.decode()
    except UnicodeDecodeError:
        return value.hex()
    return found.strip() if found.isprintable() else value.hex()
