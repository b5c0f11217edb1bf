"""What is open now: the tickets of the last days and their groups, into which the next ticket is placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from unticket.patterns.duplicates.candidates import INCIDENT_TIME, PERSON_TIME, Pairs, pairs
from unticket.patterns.duplicates.evidence import NAMES, evidence
from unticket.patterns.duplicates.groups import Groups, Link
from unticket.patterns.duplicates.judge import Judge
from unticket.patterns.duplicates.rows import Rows
from unticket.patterns.duplicates.story import READ, Member, story
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
    _texts: dict[int, dict[str, Any]] = field(default_factory=dict)  # of groups that are older than rows

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def take(self, coming: pl.DataFrame) -> Iterator[DuplicateGroup]:
        """Place the tickets of `coming` (as `in_order` gives them); yields the groups that take nothing more in."""
        if coming.is_empty():
            return
        new = Rows.read(coming, self.likeness, places=np.arange(self.came, self.came + coming.height, dtype=np.int64))
        self.came += len(new)
        first = len(self._rows) if self._rows is not None else 0
        rows = self._rows = new if self._rows is None else self._rows.then(new)
        for key, opened, place in zip(coming["key"], coming["opened_at"], new.place.tolist(), strict=True):
            self._places[key] = place
            self._members[place] = Member(key=key, opened_at=opened)
        self._place(rows, first, pairs(rows, first))
        yield from self._closed(rows)

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
        new = (rows.place[first:].tolist(), rows.said["key"][first:], rows.digest[first:].tolist(), within.tolist())
        for place, key, text, reach in zip(*new, strict=True):
            mine = links.get(place, {})
            for other in self._said(self.same, key):
                mine[other] = Link(1.0, mine[other].alike if other in mine else 0.0, copy=False, same_person=False, said=True)
            self._groups.add(place, mine, text=text, within=reach, different=self._said(self.different, key))

    def _said(self, judgements: Mapping[str, frozenset[str]], key: str) -> list[int]:
        return [self._places[other] for other in judgements.get(key, ()) if other in self._places]

    def _closed(self, rows: Rows) -> Iterator[DuplicateGroup]:
        """Lets go what came too long ago."""
        opened = np.maximum.accumulate(rows.opened)
        start = max(int(np.searchsorted(opened, opened[-1] - PERSON_TIME)), len(rows) - _MOST_ROWS)
        if start <= len(rows) // 4:  # seldom, and then many
            return
        for group in self._groups.closed(int(rows.place[start])):
            if len(self._groups.members[group]) > 1:
                yield self._told(group)
            for member in self._groups.members[group]:
                del self._places[self._members.pop(member).key]
                self._texts.pop(member, None)
        self._keep_texts(int(rows.place[start]))
        self._rows = rows.take(slice(start, None))

    def _told(self, group: int) -> DuplicateGroup:
        places = self._groups.members[group]
        links = {place: self._groups.within(group, place) for place in places}
        return story(self._members, places, links, self._said_at(places), self.likeness)

    def _keep_texts(self, before: int) -> None:
        """What the first tickets of open groups said is needed when the groups are told of."""
        for places in self._groups.members.values():
            if len(places) > 1 and places[0] < before:
                self._texts |= self._said_at([place for place in places[:READ] if place < before])

    def _said_at(self, places: Sequence[int]) -> dict[int, dict[str, Any]]:
        rows = self._rows
        first = int(rows.place[0]) if rows is not None else 0
        read = {place: self._texts[place] for place in places if place in self._texts}
        for place in places[:READ]:
            if rows is not None and 0 <= place - first < len(rows):
                read[place] = rows.said.row(place - first, named=True)
        return read
