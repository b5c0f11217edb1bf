"""Finds a Moodle's accounts by address or number: it reads, and does nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unticket.connectors.moodle.account import account, is_address, lower
from unticket.connectors.moodle.calls import BY_CRITERIA, BY_FIELD, Calls
from unticket.connectors.moodle.errors import another_shape
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.account import Account


class Lookup:
    """Over one token's calls."""

    def __init__(self, calls: Calls, settings: MoodleSettings) -> None:
        self._calls = calls
        self._settings = settings

    def by_address(self, email: str) -> Sequence[Account]:
        """Every account with exactly this address, A to Z in any case. One with % or a backslash is looked for in its own
        letter case only, on PostgreSQL."""
        asked = email.strip()
        if not is_address(asked):
            return ()
        found = self.by_field("email", lower(asked))
        # The search by field minds letter case on PostgreSQL. The search by criteria minds it nowhere, but takes patterns:
        # what it finds is compared below, and what would find everybody is not asked.
        if "%" not in asked and "\\" not in asked:
            found += self._by_address_pattern(lower(asked))
        one_each = {each.id: each for each in found if each.email == lower(asked)}
        return sorted(one_each.values(), key=lambda each: int(each.id))

    def by_addresses(self, emails: Sequence[str]) -> Sequence[Account]:
        """At least one account of each address that has any, in one call where their letter case is the usual one."""
        asked = list(dict.fromkeys(lower(email.strip()) for email in emails if is_address(email.strip())))
        found = [each for each in self.by_field("email", *asked) if each.email in asked] if asked else []
        missing = set(asked) - {each.email for each in found}
        return [*found, *(each for email in asked if email in missing for each in self.by_address(email))]

    def by_id(self, account_id: str) -> Account | None:
        """The account as it is now, or None."""
        if not account_id.isascii() or not account_id.isdecimal():
            return None
        return next((found for found in self.by_field("id", account_id) if found.id == account_id), None)

    def by_field(self, field: str, *values: str) -> list[Account]:
        """What Moodle itself finds. Several values at once are in the function's signature; recorded is one."""
        asked = {f"values[{number}]": value for number, value in enumerate(values)}
        return self._listed(self._calls.read(BY_FIELD, {"field": field, **asked}))

    def _by_address_pattern(self, pattern: str) -> list[Account]:
        told = self._calls.read(BY_CRITERIA, {"criteria[0][key]": "email", "criteria[0][value]": pattern})
        return self._listed(told.get("users") if isinstance(told, dict) else None)

    def _listed(self, rows: Any) -> list[Account]:
        if not isinstance(rows, list):
            raise another_shape(self._calls.place, "gave no list of users")
        return [account(row, self._settings, self._calls.place) for row in rows]
