"""When the accounts of a SCIM service were last used, where it has an attribute for it; by a key that may only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unticket.connectors.scim.accounts import ScimAccounts
from unticket.connectors.scim.resource import value
from unticket.connectors.scim.settings import ScimLastAccessSettings
from unticket.connectors.scim.users import Users
from unticket.model.account import Account
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level


class ScimLastAccess:
    """A `LastAccess`, one address a call. A user without the attribute is unreadable, never unused: no RFC says which."""

    at_once = 50

    def __init__(self, settings: ScimLastAccessSettings) -> None:
        self._settings = settings
        self._accounts = ScimAccounts(settings, "last_access")
        self._users = Users(settings, "last_access", settings.attributes)

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        return [found for email in emails for found in self._accounts.accounts(email)]

    def accounts(self, email: str) -> Sequence[Account]:
        return self._accounts.accounts(email)

    def check(self) -> Sequence[Finding]:
        try:
            return list(self._findings())
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=f"scim_{error.code}", what=error.what, hint=error.hint)]

    def close(self) -> None:
        self._accounts.close()
        self._users.close()

    def _findings(self) -> Iterator[Finding]:
        user, place, attribute = self._users.any(), self._users.place, self._settings.last_access
        if user is None:
            yield Finding(
                level=Level.WARNING, kind="nobody_visible", what=f"{place} shows no user.", hint="Let the key read users."
            )
            return
        yield Finding(level=Level.OK, kind="users_visible", what=f"{place} shows its users.")
        if value(user, attribute) is None:
            what = f"{place} does not show {attribute} of the user that was looked at."
            yield Finding(level=Level.WARNING, kind="last_access_hidden", what=what, hint="Check last_access.last_access.")
        hint = "Give it leave to read users, and nothing else."
        yield Finding(level=Level.NOTE, kind="rights_untried", what="Whether the key can write is not tried.", hint=hint)
        if self._settings.administrators is None:
            what = "Who is an administrator is not known, so nobody is warned."
            yield Finding(
                level=Level.WARNING, kind="administrators_unknown", what=what, hint="List them in last_access.administrators."
            )
