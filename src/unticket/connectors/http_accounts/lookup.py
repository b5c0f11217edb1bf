"""Finds a platform's accounts by address or id, as its settings describe it: it reads, and does nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from unticket.connectors.http_accounts.account import account, is_address, lower
from unticket.connectors.http_accounts.pointer import at
from unticket.connectors.http_accounts.settings import HttpReadingSettings
from unticket.connectors.https_exchange import Answer, Exchange
from unticket.connectors.https_trouble import Trouble
from unticket.model.account import Account
from unticket.model.errors import UnexpectedPayload
from unticket.model.finding import Finding, Level

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~:@=+-]{0,199}")
_NOBODY = "nobody@unticket.invalid"  # RFC 2606: no such address can exist


class Lookup:
    """Over one platform. `section`: that of the settings, for hints."""

    def __init__(self, settings: HttpReadingSettings, section: str) -> None:
        self._settings = settings
        self._section = section
        key = f"{settings.token_prefix} {settings.token.get_secret_value()}".strip()
        headers = {"Accept": "application/json", "Content-Type": "application/json", settings.token_header: key}
        self.exchange = Exchange(settings, Trouble(place=f"The platform at {settings.host}", section=section), headers)
        self.place = self.exchange.place

    def by_address(self, email: str) -> Sequence[Account]:
        """Every account with exactly this address, A to Z in any case."""
        asked = lower(email.strip())
        if not is_address(asked):
            return ()
        return [found for found in self._found(asked) if found.email == asked]

    def by_id(self, account_id: str) -> Account | None:
        """The account as it is now, or None."""
        if not _ID.fullmatch(account_id):
            return None
        look_up = self._settings.look_up
        answer = self.exchange.ask("GET", filled(look_up.by_id, id=account_id), named="account")
        if answer.status == 404:
            return None
        found = account(at(self._json(answer), look_up.account), self._settings, self.place)
        return found if found.id == account_id else None

    def check(self) -> Iterator[Finding]:
        """Whether accounts are looked up by address. Raises `ConnectorError`."""
        if self._found(_NOBODY):
            yield Finding(
                level=Level.FAULT,
                kind="address_ignored",
                what=f"{self.place} gives accounts for an address that nobody can have.",
                hint=f"Check {self._section}.look_up.path: it seems not to look at the address.",
            )
        else:
            yield Finding(level=Level.OK, kind="look_up", what=f"{self.place} looks accounts up by address.")

    def _found(self, asked: str) -> list[Account]:
        look_up = self._settings.look_up
        answer = self.exchange.ask("GET", filled(look_up.path, email=asked), named="accounts")
        if answer.status == 404 and look_up.unknown_is_404:
            return []
        told = self._json(answer)
        rows = at(told, look_up.accounts)
        rows = [rows] if isinstance(rows, dict) else rows
        if not isinstance(rows, list):
            raise UnexpectedPayload(f"{self.place} gave no list of accounts.", f"Check {self._section}.look_up.accounts.")
        total = at(told, look_up.total) if look_up.total else len(rows)
        if type(total) is not int or total > len(rows):
            hint = "Have look_up.path find exactly this address, or ask for a larger page in it."
            raise UnexpectedPayload(f"{self.place} has more accounts than it gives in one answer.", hint)
        return [account(row, self._settings, self.place) for row in rows]

    def _json(self, answer: Answer) -> Any:
        if answer.status != 200:
            raise self.exchange.refusal(answer)
        return answer.json(self.place)


def filled(path: str, **values: str) -> str:
    """`path` with its one blank filled in."""
    (name, value) = next(iter(values.items()))
    return path.replace(f"{{{name}}}", quote(value, safe=""))
