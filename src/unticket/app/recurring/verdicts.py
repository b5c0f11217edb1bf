"""A person's word about issues and tickets: names, merges, moves and splits that every later run keeps to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import orjson

from unticket.app.recurring.remembered_issues import RememberedIssues
from unticket.model.errors import Conflict, UserError
from unticket.patterns.verdict import Verdict, VerdictKind

if TYPE_CHECKING:
    from unticket.patterns.grouping.memory import Memory
    from unticket.storage.pattern_records import PatternRecords


class Verdicts:
    """What people say of issues and tickets, with name and time. Raises `UserError` where nobody is named."""

    def __init__(self, records: PatternRecords, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._issues = RememberedIssues(records, clock)
        self._clock = clock

    def say(self, kind: VerdictKind, subject: str, value: str, *, by: str, other: str = "") -> None:
        """Keep a person's word; "" takes back what was said before."""
        self._records.say([self._verdict(kind, subject, value, by=by, other=other)])

    def merge(self, issue: str, into: str, *, by: str) -> None:
        """Keep that `issue` is part of `into`, and which tickets it had, in case that is taken back."""
        import polars as pl

        from unticket.patterns.grouping.memory import number_of

        memory = self._issues.load()
        keys = memory.tickets.filter(pl.col("issue") == number_of(issue))["key"].to_list() if memory else []
        name, said = f"merged {issue}", self._verdict(VerdictKind.MERGE, issue, into, by=by)
        before = self._records.memory(name)
        self._records.save(name, orjson.dumps(keys), after=before.version, now=self._clock(), verdicts=[said])

    def unmerge(self, issue: str, *, by: str) -> None:
        """Let `issue` stand for itself again, with the tickets that it had."""
        import polars as pl

        from unticket.patterns.grouping.memory import number_of

        keys = orjson.loads(self._records.memory(f"merged {issue}").content or b"[]")
        said = self._verdict(VerdictKind.MERGE, issue, "", by=by)

        def parted(memory: Memory | None) -> tuple[Memory, list[Verdict], None]:
            known = _found(memory)
            own = known.tickets.filter(pl.col("key").is_in(keys)).select("key", issue=pl.lit(number_of(issue), pl.UInt32))
            return known.with_tickets(own), [said], None

        self._issues.change(parted)

    def move(self, tickets: Sequence[str], issue: str, *, by: str) -> None:
        """Keep that these tickets (keys) belong to `issue`; "" leaves them to the matcher again."""
        self._records.say([self._verdict(VerdictKind.MOVE, key, issue, by=by) for key in tickets])

    def split(self, tickets: Sequence[str], *, by: str) -> str:
        """Move these tickets (keys) into an issue of their own; returns its number, which was never given before."""
        from dataclasses import replace

        def numbered(memory: Memory | None) -> tuple[Memory, list[Verdict], str]:
            known = _found(memory)
            moves = [self._verdict(VerdictKind.MOVE, key, known.next_id, by=by) for key in tickets]
            return replace(known, next_number=known.next_number + 1), moves, known.next_id

        return self._issues.change(numbered)

    def _verdict(self, kind: VerdictKind, subject: str, value: str, *, by: str, other: str = "") -> Verdict:
        if not by.strip():
            raise UserError("What is said of an issue is a person's word: it needs a name.", "Give --by NAME.")
        return Verdict(kind=kind, subject=subject, other=other, value=value.strip(), said_by=by.strip(), said_at=self._clock())


def _found(memory: Memory | None) -> Memory:
    if memory is None:
        raise Conflict("No issues were found yet.", "Run: unticket patterns")
    return memory
