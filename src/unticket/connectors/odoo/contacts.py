"""Addresses of contacts, for tickets that name a contact but no address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from unticket.connectors.odoo.errors import AccessRefused
from unticket.connectors.odoo.memory import Memory
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.wire import address, rows

_REMEMBERED = timedelta(days=1)
_MOST = 500  # remembered between processes; enough for what the overlap reads again


class Contacts:
    """Addresses by contact id. Where the key may not read contacts, every address is unknown, and `unticket check` says so."""

    def __init__(self, calls: Calls, memory: Memory) -> None:
        self._calls, self._memory = calls, memory
        remembered = memory.recall("addresses", _REMEMBERED)
        self._addresses: dict[int, str] = {}
        self._remembered = {int(k): str(v) for k, v in remembered.items()} if isinstance(remembered, dict) else {}
        self._refused = False

    def addresses(self, contacts: Iterable[int]) -> dict[int, str]:
        """The address of each of `contacts`, "" where there is none; asks once for each in the life of this object."""
        wanted = set(contacts)
        unknown = sorted(wanted - self._addresses.keys() - self._remembered.keys())
        if unknown and not self._refused:
            self._ask(unknown)
        return {number: self._addresses.get(number, self._remembered.get(number, "")) for number in wanted}

    def _ask(self, unknown: list[int]) -> None:
        try:
            answer = self._calls.call(
                "res.partner",
                "search_read",
                domain=[["id", "in", unknown]],
                fields=["email"],
                context={"active_test": False},
            )
        except AccessRefused:
            self._refused = True
            return
        found = {row["id"]: address(row.get("email")) for row in rows(answer, "res.partner")}
        self._addresses |= {number: found.get(number, "") for number in unknown}
        newest = list((self._remembered | self._addresses).items())[-_MOST:]
        self._memory.keep(addresses={str(number): bare for number, bare in newest})
