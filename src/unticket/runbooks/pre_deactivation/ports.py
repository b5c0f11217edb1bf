"""What the warning needs from outside: when accounts were last used, and a list of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from unticket.model.account import Account
from unticket.model.finding import Finding
from unticket.model.person import PersonRecord


class LastAccess(Protocol):
    """When the LMS's accounts were last used. It reads and does nothing else, with a key of its own.

    `last_access_at` None without `never_used` means that the source does not say. Raises `ConnectorError` and nothing else.
    """

    at_once: int  # so many addresses `glance` is asked for at a time

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        """At least one account of each of these addresses that has any. A second one of an address may be missing."""

    def accounts(self, email: str) -> Sequence[Account]:
        """Every account whose address is exactly this one (letter case aside), the deactivated included: asked anew."""

    def check(self) -> Sequence[Finding]:
        """What the key shows, and where it can do more than read."""

    def close(self) -> None:
        """Give back connections and files."""


@runtime_checkable
class Roster(Protocol):
    """A directory that can list whom it knows, which not every one can."""

    name: str

    def everyone(self) -> Iterator[PersonRecord]:
        """Everybody who is not gone, a page at a time; the departed may be among them. Raises `ConnectorError`, also halfway:
        then the list is not whole. Data too old to be relied on are an error."""
