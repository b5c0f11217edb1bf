"""The lines that the desk's own web forms put into tickets, learned from the tickets and then kept to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from unticket.model.errors import Conflict

if TYPE_CHECKING:
    from unticket.storage.pattern_records import PatternRecords
    from unticket.storage.ticket_copy import TicketCopy

_NAME = "forms"
_NEWEST = 1_000  # tickets that they are learned from: a form shows in a few dozen
_MOST = 200  # lines that are kept


class DeskForms:
    """Lines once learned stay, for old tickets carry them still, and with every change of them all texts are read again."""

    def __init__(self, copy: TicketCopy, records: PatternRecords, clock: Callable[[], datetime]) -> None:
        self._copy = copy
        self._records = records
        self._clock = clock

    @property
    def were_looked_for(self) -> bool:
        """Whether anybody has looked yet."""
        return self._records.memory(_NAME).content is not None

    @property
    def lines(self) -> frozenset[str]:
        """Folded labels ("field:") and whole lines, as `read_texts` takes them."""
        return frozenset(orjson.loads(self._records.memory(_NAME).content or b"[]"))

    @property
    def digest(self) -> str:
        """Another one where other lines are known."""
        lines = self.lines
        return hashlib.blake2b("\n".join(sorted(lines)).encode(), digest_size=6).hexdigest() if lines else ""

    def learn(self, newest: Callable[[int], list[str]]) -> bool:
        """Look for forms in the newest tickets (`newest` gives the keys of so many); whether any line is new."""
        from unticket.patterns.text.forms import form_lines

        before = self._records.memory(_NAME)
        known = frozenset(orjson.loads(before.content or b"[]"))
        seen = form_lines(ticket.body for ticket in self._copy.tickets(newest(_NEWEST)))
        lines = sorted(known) + sorted(seen - known)[: max(0, _MOST - len(known))]
        content = orjson.dumps(lines)
        if content != before.content:
            try:
                self._records.save(_NAME, content, after=before.version, now=self._clock())
            except Conflict:  # another run has learned them this minute
                return self.lines != known
        return len(lines) > len(known)
