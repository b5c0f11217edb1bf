"""The accounts of a Moodle, as runbooks need them: found by address, switched on, their password reset by Moodle itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from unticket.connectors.moodle.calls import RESET, UPDATE, Calls
from unticket.connectors.moodle.check import check
from unticket.connectors.moodle.errors import NOTHING_WAS_DONE, Refused, another_shape
from unticket.connectors.moodle.lookup import Lookup
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.account import Account
from unticket.model.errors import ConnectorError, Doubtful
from unticket.model.finding import Finding
from unticket.runbooks.authorization import Authorization, Permission

# Also said where nothing was mailed: to nobody the site tells which, unless its protectusernames is switched off.
_ASKED = frozenset({"emailpasswordconfirmmaybesent", "emailresetconfirmsent", "emailpasswordconfirmsent"})
_REFUSALS = {
    "usernotupdatedadmin": "does not let web services change an administrator's account",
    "invaliduserid": "has no such account any more",
}


class Moodle:
    """A `LearningPlatform`. One user a call; an update sends that user's number and `suspended`, nothing else."""

    def __init__(self, settings: MoodleSettings) -> None:
        self._settings = settings
        self._calls = Calls(settings)
        self._lookup = Lookup(self._calls, settings)

    def accounts(self, email: str) -> Sequence[Account]:
        """See the port, and `Lookup.by_address` for what letter case does."""
        return self._lookup.by_address(email)

    def account(self, account_id: str) -> Account | None:
        return self._lookup.by_id(account_id)

    def reactivate(self, leave: Authorization) -> None:
        leave.require(Permission.REACTIVATE, datetime.now(UTC))
        self._set_suspended(leave.account_id, 0)

    def deactivate(self, leave: Authorization) -> None:
        leave.require(Permission.DEACTIVATE, datetime.now(UTC))
        self._set_suspended(leave.account_id, 1)

    def request_password_reset(self, leave: Authorization) -> None:
        """Asked for by username, which is one account's alone: by address Moodle takes the first of several.

        The account is read again first, because Moodle's answer is the same where it mails nothing. At most two of these
        lead to a mail within half an hour (seen on Moodle 4.5); the caller keeps count.
        """
        leave.require(Permission.RESET_PASSWORD, datetime.now(UTC))
        username = self._resettable(leave.account_id)
        try:
            told = self._calls.once(RESET, {"username": username})
        except NOTHING_WAS_DONE:
            raise
        except ConnectorError as error:
            raise Doubtful(
                f"{self._calls.place} may have mailed a reset, or not: its answer was lost.",
                "Ask the requester whether a mail came. It is not asked for again.",
            ) from error
        self._asked(told)

    def check(self) -> Sequence[Finding]:
        return check(self._calls, self._settings)

    def close(self) -> None:
        self._calls.close()

    def _set_suspended(self, account_id: str, suspended: int) -> None:
        if not account_id.isascii() or not account_id.isdecimal():
            raise Refused(f"{self._calls.place} has no account {account_id!r}.", "Look the account up again.")
        told = self._calls.once(UPDATE, {"users[0][id]": int(account_id), "users[0][suspended]": suspended})
        warnings = told.get("warnings") if isinstance(told, dict) else None
        if not isinstance(warnings, list):
            raise another_shape(self._calls.place, "did not say what became of the change")
        for warning in warnings:
            code = warning.get("warningcode") if isinstance(warning, dict) else None
            why = _REFUSALS.get(str(code), "did not change the account")
            raise Refused(f"{self._calls.place} {why} (user {account_id}).", "Look at that user in Moodle.")

    def _resettable(self, account_id: str) -> str:
        """The account's username. Raises `Refused` where a reset would be answered kindly and mail nothing of use."""
        found = self.account(account_id)
        why = (
            "it is gone"
            if found is None
            else "its username is hidden from the token"
            if not found.username
            else "it is suspended"
            if not found.enabled
            else "it is not known to be confirmed"
            if not found.confirmed
            else f"its password is not kept there (sign-in method {found.sign_in_method or 'unknown'})"
            if not found.password_is_ours
            else "it is an administrator's"
            if found.is_admin
            else ""
        )
        if found is None or why:
            what = f"{self._calls.place} was not asked to reset the password of user {account_id}: {why}."
            raise Refused(what, "Look at that user in Moodle.")
        return found.username

    def _asked(self, told: Any) -> None:
        status = told.get("status") if isinstance(told, dict) else None
        if status in _ASKED:
            return
        if not isinstance(status, str):
            raise Doubtful(f"{self._calls.place} did not say what became of the reset.", "Ask the requester.")
        if status == "emailalreadysent":
            why = "mailed two resets already within half an hour, and no more"
        else:
            why = "mailed no reset"
        raise Refused(f"{self._calls.place} {why}.", "Look at that user in Moodle.")
