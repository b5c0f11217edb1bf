"""The accounts of a platform that its settings describe: found by address, switched on, their reset asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from unticket.connectors.http_accounts.lookup import Lookup, filled
from unticket.connectors.http_accounts.pointer import text
from unticket.connectors.http_accounts.settings import Call, HttpAccountsSettings
from unticket.connectors.https_exchange import Answer
from unticket.connectors.https_trouble import NotSent
from unticket.model.account import Account
from unticket.model.errors import ConnectorError, Doubtful
from unticket.model.finding import Finding, Level
from unticket.runbooks.authorization import Authorization, Permission


class HttpAccounts:
    """A `LearningPlatform`."""

    def __init__(self, settings: HttpAccountsSettings) -> None:
        self._settings = settings
        self._lookup = Lookup(settings, "lms")
        self._exchange = self._lookup.exchange
        self._place = self._lookup.place

    def accounts(self, email: str) -> Sequence[Account]:
        return self._lookup.by_address(email)

    def account(self, account_id: str) -> Account | None:
        return self._lookup.by_id(account_id)

    def reactivate(self, leave: Authorization) -> None:
        leave.require(Permission.REACTIVATE, datetime.now(UTC))
        self._switch(leave.account_id, self._settings.reactivate, on=True)

    def deactivate(self, leave: Authorization) -> None:
        leave.require(Permission.DEACTIVATE, datetime.now(UTC))
        if self._settings.deactivate is None:
            raise ConnectorError(f"{self._place} has no call that undoes a reactivation.", "Describe it in [lms.deactivate].")
        self._switch(leave.account_id, self._settings.deactivate, on=False)

    def request_password_reset(self, leave: Authorization) -> None:
        """See the port. Only a refusal (400 to 499, or the answer's own word) is certain not to have mailed anything."""
        leave.require(Permission.RESET_PASSWORD, datetime.now(UTC))
        call = self._settings.reset
        if call is None:
            raise ConnectorError(f"{self._place} cannot mail password resets.", "Describe it in [lms.reset], if it can.")
        found = self._existing(leave.account_id)
        if not found.enabled:
            raise ConnectorError(f"{self._place} was not asked for a reset: the account is switched off.", "Look it up again.")
        try:
            answer = self._make(call, found.id, "reset")
        except NotSent:
            raise
        except ConnectorError as error:
            raise self._doubtful() from error
        if answer.status >= 500 or answer.status == 408:
            raise self._doubtful()
        if not 200 <= answer.status <= 299:
            raise self._exchange.refusal(answer)
        if call.done:
            try:
                done = self._says_done(call, answer)
            except ConnectorError as error:
                raise self._doubtful() from error
            if not done:
                raise ConnectorError(f"{self._place} says that it mailed no reset.", "Look at that account there.")

    def check(self) -> Sequence[Finding]:
        try:
            return list(self._findings())
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=f"http_accounts_{error.code}", what=error.what, hint=error.hint)]

    def close(self) -> None:
        self._exchange.close()

    def _existing(self, account_id: str) -> Account:
        found = self.account(account_id)
        if found is None:
            raise ConnectorError(f"{self._place} has no such account any more.", "Look the account up again.")
        return found

    def _switch(self, account_id: str, call: Call, *, on: bool) -> None:
        """Writes nothing where it is so already. Repeating it is harmless, so what is lost on its way is transient."""
        if self._existing(account_id).enabled is on:
            return
        answer = self._make(call, account_id, "switch")
        if not 200 <= answer.status <= 299:
            raise self._exchange.refusal(answer)
        if (call.done and not self._says_done(call, answer)) or self._existing(account_id).enabled is not on:
            raise ConnectorError(f"{self._place} took the change and did not carry it out.", "Look at that account there.")

    def _make(self, call: Call, account_id: str, named: str) -> Answer:
        told = call.body
        body = None if told is None else orjson.dumps(_with_id(told, account_id, as_number=self._settings.id_is_number))
        return self._exchange.ask(call.method, filled(call.path, id=account_id), body=body, named=named)

    def _says_done(self, call: Call, answer: Answer) -> bool:
        return text(answer.json(self._place), call.done).casefold() in {word.casefold() for word in call.done_words}

    def _doubtful(self) -> Doubtful:
        return Doubtful(
            f"{self._place} may have mailed a reset, or not: its answer was lost.",
            "Ask the requester whether a mail came. It is not asked for again.",
        )

    def _findings(self) -> Iterator[Finding]:
        settings = self._settings
        looked = list(self._lookup.check())
        yield from looked
        if any(finding.level is Level.FAULT for finding in looked):
            return
        yield _note("changes_untried", "The calls that change something are not tried.", "Try one account in supervised mode.")
        if settings.reset is None:
            yield _note(
                "no_resets", f"{self._place} cannot mail password resets.", "Describe the call in [lms.reset], if it can."
            )
        if settings.deactivate is None:
            yield _note("no_undo", f"{self._place} cannot undo a reactivation.", "Describe the call in [lms.deactivate].")
        if settings.administrators is None and not settings.fields.admin:
            yield _unknown("administrators", "Who is an administrator", "fields.admin or lms.administrators")
        if not settings.provisioned and not settings.fields.confirmed:
            yield _unknown("confirmation", "Whether an account was confirmed", "fields.confirmed or lms.provisioned")
        if settings.reset is not None and not settings.keeps_passwords and not settings.own_passwords:
            yield _unknown("passwords", "Whether the platform keeps a password itself", "keeps_passwords or own_passwords")


def _with_id(body: Any, account_id: str, *, as_number: bool) -> Any:
    if body == "{id}" and as_number and account_id.isdecimal():
        return int(account_id)
    if isinstance(body, str):
        return body.replace("{id}", account_id)
    if isinstance(body, dict):
        return {key: _with_id(inner, account_id, as_number=as_number) for key, inner in body.items()}
    if isinstance(body, list | tuple):
        return [_with_id(inner, account_id, as_number=as_number) for inner in body]
    return body


def _note(kind: str, what: str, hint: str) -> Finding:
    return Finding(level=Level.NOTE, kind=kind, what=what, hint=hint)


def _unknown(what: str, said: str, setting: str) -> Finding:
    told = f"{said} is not known, so a person decides about such accounts."
    return Finding(level=Level.WARNING, kind=f"{what}_unknown", what=told, hint=f"Set {setting}.")
