"""What is open now: the tickets of the last days and their groups, into which the next ticket is placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from unticket.patterns.duplicates.candidates import INCIDENT_TIME, PERSON_TIME, Pairs, pairs
from unticket.patterns.duplicates.evidence import NAMES, evidence
from unticket.patterns.duplicates.groups import Groups, Link
from unticket.patterns.duplicates.judge import Judge
from unticket.patterns.duplicates.rows import Ints, Rows
from unticket.patterns.duplicates.story import Member, story
from unticket.patterns.duplicates.usual import Usual
from unticket.patterns.findings import DuplicateGroup
from unticket.patterns.likeness.likeness import Likeness

_MOST_ROWS = 20_000  # looked back over, however many come
_LEAST = 0.03  # a pair less likely than that is as good as unseen
_COPY = 0.92  # alikeness of the words of two copies of one text


@dataclass(slots=True, kw_only=True)
class Standing:
    """Takes in tickets in the order in which they come. It is bounded: the last seven days, at most 20,000 tickets, and about
    1,000 tickets of all times that tell what is usual."""

    likeness: Likeness
    usual: Usual
    judge: Judge = field(default_factory=Judge)
    same: Mapping[str, frozenset[str]] = field(default_factory=dict)  # what people said of a ticket and others
    different: Mapping[str, frozenset[str]] = field(default_factory=dict)
    came: int = 0  # tickets so far
    _rows: Rows | None = None
    _groups: Groups = field(default_factory=Groups)
    _places: dict[str, int] = field(default_factory=dict)  # of the tickets in groups that are not closed
    _members: dict[int, Member] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def take(self, coming: pl.DataFrame) -> Iterator[DuplicateGroup]:
        """Place the tickets of `coming` (as `in_order` gives them); yields the groups that take nothing more in."""
        new = Rows.read(coming, self.likeness, places=np.arange(self.came, self.came + coming.height, dtype=np.int64))
        self.came += len(new)
        yield from self._closed(new)
        first = len(self._rows) if self._rows is not None else 0
        rows = self._rows = new if self._rows is None else self._rows.then(new)
        for key, opened, place in zip(coming["key"], coming["opened_at"], new.place.tolist(), strict=True):
            self._places[key] = place
            self._members[place] = Member(key=key, opened_at=opened)
        self._place(rows, first, pairs(rows, first))

    def group_of(self, key: str) -> DuplicateGroup | None:
        """The group of a ticket that is not closed yet; None: the ticket is alone."""
        group = self._groups.of[self._places[key]]
        return self._told(group) if len(self._groups.members[group]) > 1 else None

    def rest(self) -> Iterator[DuplicateGroup]:
        """The groups that are not closed yet."""
        for group, members in self._groups.members.items():
            if len(members) > 1:
                yield self._told(group)

    def _place(self, rows: Rows, first: int, found: Pairs) -> None:
        seen = evidence(rows, found, self.usual)
        sure = self.judge.probability(seen)
        copies = (seen[:, NAMES.index("words")] >= _COPY) & (seen[:, NAMES.index("other_numbers")] == 0)
        copies &= seen[:, NAMES.index("other_things")] == 0
        own = seen[:, NAMES.index("same_person")] > 0
        kept = np.flatnonzero(sure >= _LEAST)
        links: dict[int, dict[int, Link]] = {}
        columns = (rows.place[found.later], rows.place[found.earlier], sure, found.alike, copies, own)
        for later, earlier, *facts in zip(*(column[kept].tolist() for column in columns), strict=True):
            links.setdefault(later, {})[earlier] = Link(*facts)
        opened = np.maximum.accumulate(rows.opened)
        within = rows.place[np.searchsorted(opened, rows.opened[first:] - INCIDENT_TIME)]
        for place, key, reach in zip(rows.place[first:].tolist(), rows.said["key"][first:], within.tolist(), strict=True):
            mine = links.get(place, {})
            for other in self._said(self.same, key):
                mine[other] = Link(1.0, mine[other].alike if other in mine else 0.0, copy=False, same_person=False, said=True)
            self._groups.add(place, mine, within=reach, different=self._said(self.different, key))

    def _said(self, judgements: Mapping[str, frozenset[str]], key: str) -> list[int]:
        return [self._places[other] for other in judgements.get(key, ()) if other in self._places]

    def _closed(self, new: Rows) -> Iterator[DuplicateGroup]:
        """Lets go what came too long before `new`."""
        rows = self._rows
        if rows is None or not len(new):
            return
        opened = np.maximum.accumulate(rows.opened)
        start = max(int(np.searchsorted(opened, new.opened[0] - PERSON_TIME)), len(rows) + len(new) - _MOST_ROWS)
        if start <= len(rows) // 4:  # seldom, and then many
            return
        before = int(rows.place[start]) if start < len(rows) else self.came
        for group in self._groups.closed(before):
            if len(self._groups.members[group]) > 1:
                yield self._told(group)
            for member in self._groups.members[group]:
                del self._places[self._members.pop(member).key]
        self._rows = rows.take(slice(start, None)) if start < len(rows) else None

    def _told(self, group: int) -> DuplicateGroup:
        places = self._groups.members[group]
        links = {place: self._groups.within(group, place) for place in places}
        return story(self._members, places, links, self._texts(places), self.likeness)

    def _texts(self, places: list[int]) -> dict[int, dict[str, Any]]:
        rows = self._rows
        if rows is None:
            return {}
        known: Ints = np.array(places, dtype=np.int64)
        row = known - int(rows.place[0])
        return {int(place): rows.said.row(int(at), named=True) for place, at in zip(known, row, strict=True) if at >= 0}
