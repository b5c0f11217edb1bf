"""The rows of one model, with the two orders that synchronising asks for: by id and by time of writing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Any

Row = dict[str, Any]
"""A record: many2one as an id or False, x2many as a list of ids, times as UTC text with microseconds."""


class Table:
    """Rows by id. Rows are changed through `change` only, so that both orders stay right."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self.ids: list[int] = []
        self.next_id = 1
        self._written: list[tuple[str, int]] = []

    def load(self, rows: Iterable[Row]) -> None:
        """Take many rows at once; each holds its id."""
        for row in rows:
            self.rows[row["id"]] = row
        self.ids = sorted(self.rows)
        self._written = sorted((row.get("write_date") or "", row["id"]) for row in self.rows.values())
        self.next_id = max(self.next_id, self.ids[-1] + 1 if self.ids else 1)

    def add(self, row: Row) -> int:
        """Keep a new row under its own id, or else under the next free one."""
        key = int(row.setdefault("id", self.next_id))
        self.next_id = max(self.next_id, key + 1)
        self.rows[key] = row
        insort(self.ids, key)
        insort(self._written, (row.get("write_date") or "", key))
        return key

    def change(self, key: int, values: Row) -> None:
        row = self.rows[key]
        self._forget_writing(row)
        row.update(values)
        insort(self._written, (row.get("write_date") or "", key))

    def remove(self, key: int) -> None:
        row = self.rows.pop(key)
        del self.ids[bisect_left(self.ids, key)]
        self._forget_writing(row)

    def between(self, low: int | None, high: int | None, *, backwards: bool = False) -> Iterator[int]:
        """The ids from `low` to `high`, both included, in order; nothing is copied, so the first page costs a page."""
        first = 0 if low is None else bisect_left(self.ids, low)
        last = len(self.ids) if high is None else bisect_right(self.ids, high)
        places = range(last - 1, first - 1, -1) if backwards else range(first, last)
        return (self.ids[place] for place in places)

    def written_since(self, moment: str) -> Iterator[int]:
        """The ids by time of writing, from `moment` (text, UTC) on."""
        for place in range(bisect_left(self._written, (moment, 0)), len(self._written)):
            yield self._written[place][1]

    def _forget_writing(self, row: Row) -> None:
        del self._written[bisect_left(self._written, (row.get("write_date") or "", row["id"]))]
