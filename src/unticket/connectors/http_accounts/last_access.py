"""When a platform's accounts were last used, by a key that may only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unticket.connectors.http_accounts.lookup import Lookup
from unticket.connectors.http_accounts.settings import HttpLastAccessSettings
from unticket.model.account import Account
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level


class HttpLastAccess:
    """A `LastAccess`, one address a call."""

    at_once = 50

    def __init__(self, settings: HttpLastAccessSettings) -> None:
        self._settings = settings
        self._lookup = Lookup(settings, "last_access")

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        return [found for email in emails for found in self._lookup.by_address(email)]

    def accounts(self, email: str) -> Sequence[Account]:
        return self._lookup.by_address(email)

    def check(self) -> Sequence[Finding]:
        try:
            return list(self._findings())
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=f"http_accounts_{error.code}", what=error.what, hint=error.hint)]

    def close(self) -> None:
        self._lookup.exchange.close()

    def _findings(self) -> Iterator[Finding]:
        yield from self._lookup.check()
        hint = "Give it leave to read accounts, and nothing else."
        yield Finding(level=Level.NOTE, kind="rights_untried", what="Whether the key can write is not tried.", hint=hint)
        if self._settings.administrators is None and not self._settings.fields.admin:
            what = "Who is an administrator is not known, so nobody is warned."
            hint = "Set fields.admin or last_access.administrators."
            yield Finding(level=Level.WARNING, kind="administrators_unknown", what=what, hint=hint)
