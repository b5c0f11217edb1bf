"""The users of a SCIM service as accounts: found by address, switched on and off; resets are not in SCIM."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import orjson

from unticket.connectors.scim.resource import moment, name, text, truth
from unticket.connectors.scim.settings import ScimAccountSettings
from unticket.connectors.scim.users import Users
from unticket.model.account import Account
from unticket.model.errors import ConnectorError, UnexpectedPayload
from unticket.model.finding import Finding, Level
from unticket.runbooks.authorization import Authorization, Permission


class ScimAccounts:
    """A `LearningPlatform`, for platforms whose accounts live in an identity service.

    `password_is_ours` stays unknown: a deactivated account may be switched on, a reset goes to a person.
    """

    can_reset: ClassVar[bool] = False

    def __init__(self, settings: ScimAccountSettings, section: str = "lms") -> None:
        self._settings = settings
        self._users = Users(settings, section, settings.attributes)

    def accounts(self, email: str) -> Sequence[Account]:
        """See the port. Only the first address counts, the one that mail goes to: others a user may have added alone."""
        return [self._account(user) for user in self._users.with_address(email, primary_only=True)]

    def account(self, account_id: str) -> Account | None:
        found = self._users.user(account_id)
        return None if found is None else self._account(found)

    def reactivate(self, leave: Authorization) -> None:
        leave.require(Permission.REACTIVATE, datetime.now(UTC))
        self._users.set_active(leave.account_id, active=True)

    def deactivate(self, leave: Authorization) -> None:
        leave.require(Permission.DEACTIVATE, datetime.now(UTC))
        self._users.set_active(leave.account_id, active=False)

    def request_password_reset(self, leave: Authorization) -> None:
        """Always a `ConnectorError` that is not transient: nothing was mailed, and nothing ever will be."""
        leave.require(Permission.RESET_PASSWORD, datetime.now(UTC))
        raise ConnectorError(f"{self._users.place} cannot mail password resets: SCIM has no such call.", "A person does it.")

    def check(self) -> Sequence[Finding]:
        try:
            return list(self._findings())
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=f"scim_{error.code}", what=error.what, hint=error.hint)]

    def close(self) -> None:
        self._users.close()

    def _account(self, user: dict[str, Any]) -> Account:
        settings, place = self._settings, self._users.place
        enabled = truth(user, "active")
        if enabled is None:
            raise UnexpectedPayload(f"{place} does not show whether an account is active.", "Let the key read it.")
        username = text(user, "userName")
        return Account(
            id=text(user, "id"),
            username=username,
            email=next(iter(self._users.addresses(user)), ""),
            name=name(user),
            staff_number=text(user, settings.staff_number),
            enabled=enabled,
            confirmed=True if settings.provisioned else None,
            is_admin=self._administers(username),
            last_access_at=moment(user, settings.last_access, place),
            created_at=moment(user, "meta.created", place),
            suspended_by_person=self._by_person(user),
            fingerprint=_fingerprint(user, without=settings.last_access),
        )

    def _administers(self, username: str) -> bool | None:
        listed = self._settings.administrators
        return None if listed is None or not username else username.lower() in {one.lower() for one in listed}

    def _by_person(self, user: dict[str, Any]) -> bool | None:
        said = text(user, self._settings.suspension)
        return said.casefold() != self._settings.suspension_rule.casefold() if said else None

    def _findings(self) -> Iterator[Finding]:
        place = self._users.place
        user = self._users.any()
        if user is None:
            yield _warning("nobody_visible", f"{place} shows no user.", "Let the key read users.")
            return
        self._account(user)
        yield Finding(level=Level.OK, kind="users_visible", what=f"{place} shows its users and whether they are active.")
        yield _note("no_resets", f"{place} cannot mail password resets: SCIM has no such call.", "A person does them.")
        yield _note(
            "writing_untried", "Whether the key may write is not tried.", "Give it leave to replace active, and nothing else."
        )
        if self._settings.administrators is None:
            hint = "List all their user names in lms.administrators."
            yield _warning("administrators_unknown", "Who is an administrator is not known.", hint)
        if not self._settings.provisioned:
            hint = "Set lms.provisioned if the school makes all accounts."
            yield _warning("confirmation_unknown", "Whether an account was confirmed is not known, so none is acted on.", hint)


def _fingerprint(user: dict[str, Any], *, without: str) -> str:
    """Of all that is shown, but for the last sign-in: that is no change. The server's own time of change is in it."""
    told = {key: found for key, found in user.items() if not without or key.lower() != without.partition(".")[0].lower()}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _warning(kind: str, what: str, hint: str) -> Finding:
    return Finding(level=Level.WARNING, kind=kind, what=what, hint=hint)


def _note(kind: str, what: str, hint: str) -> Finding:
    return Finding(level=Level.NOTE, kind=kind, what=what, hint=hint)
