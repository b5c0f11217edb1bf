"""Pairs become groups, ticket by ticket: each joins the group that it agrees with on the whole, never one by a mere bridge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Mean probability of the pairs between a ticket and what it joins, by how many different texts that makes. Two alone must be
# sure; many so alike at one time are seldom chance, however little each pair tells. Chosen on generated desks of 1 to 27
# tickets a day so that 96 % of the pairs in one group are right.
ENOUGH = {2: 0.87, 3: 0.78, 4: 0.72, 5: 0.6}
MERGES = 0.7  # … of those between two groups that each stood by itself
_ASKED = 8  # tickets of a group that must agree; a large one need not be asked whole


@dataclass(frozen=True, slots=True)
class Link:
    """How sure it is that two tickets are one thing. Tickets are named by their places, the order in which they came."""

    probability: float
    alike: float
    copy: bool  # nearly the same text
    same_person: bool
    said: bool = False  # by a person of the desk


def enough(texts: int) -> float:
    """How sure the pairs must be that make a group of so many different texts."""
    return ENOUGH[min(max(texts, 2), max(ENOUGH))]


class Groups:
    """The groups of the tickets so far. Every ticket is in one, most of them alone."""

    def __init__(self) -> None:
        self.of: dict[int, int] = {}  # place → place of its group's first ticket
        self.members: dict[int, list[int]] = {}  # oldest first
        self.links: dict[int, dict[int, Link]] = {}
        self._text: dict[int, int] = {}  # place → digest: copies of one text have one voice
        self.different: dict[int, set[int]] = {}  # what people said

    def add(self, place: int, links: Mapping[int, Link], *, text: int, within: int, different: Iterable[int] = ()) -> None:
        """Put the ticket at `place` where it belongs, by its `links` to earlier ones. Tickets from the place `within` on are
        within an incident's time of it: those of them that it has no link to speak against it."""
        near: defaultdict[int, dict[int, float]] = defaultdict(dict)  # group → its different texts → how sure
        self.links[place], self._text[place] = {}, text
        for other, link in links.items():
            if other in self.of:
                voices = near[self.of[other]]
                voices[self._text[other]] = max(voices.get(self._text[other], 0.0), link.probability)
                self.links[place][other] = self.links[other][place] = link
        self.of[place], self.members[place] = place, [place]
        self._forbid(place, different)
        agreement = {
            group: sum(voices.values()) / max(len(voices), self._reach(group, within)) for group, voices in near.items()
        }
        for group in sorted(agreement, key=lambda group: (-agreement[group], group)):
            mine = self.of[place]
            if group not in self.members or self._forbidden(group, mine):
                continue
            alone = len(self.members[mine]) == 1
            if agreement[group] >= enough(1 + self._reach(group, within)) if alone else self._agree(group, mine, within):
                self._join(group, mine)
        for other, link in self.links[place].items():
            if link.said and not self._forbidden(self.of[other], self.of[place]):
                self._join(self.of[other], self.of[place])

    def closed(self, before: int) -> Iterator[int]:
        """The groups whose last ticket came before the place `before`; each is forgotten when the next is asked for."""
        for group in [group for group, members in self.members.items() if members[-1] < before]:
            yield group
            for member in self.members.pop(group):
                del self.of[member], self._text[member]
                for other in self.links.pop(member):
                    self.links.get(other, {}).pop(member, None)

    def within(self, group: int, member: int) -> dict[int, Link]:
        """The links of `member` to others of its group."""
        return {other: link for other, link in self.links[member].items() if self.of.get(other) == group}

    def _reach(self, group: int, within: int) -> int:
        return len({self._text[member] for member in self.members[group][-_ASKED:] if member >= within})

    def _agree(self, one: int, other: int, within: int) -> bool:
        few, many = sorted((one, other), key=lambda group: len(self.members[group]))
        total, asked = 0.0, 0
        for member in self.members[few][-_ASKED:]:
            found = [link.probability for to, link in self.links[member].items() if self.of[to] == many]
            total += sum(found)
            asked += max(len(found), self._reach(many, within))
        both = len(self.members[few]) > 1
        return total >= (MERGES if both else enough(1 + self._reach(many, within))) * max(asked, 1)

    def _forbid(self, place: int, different: Iterable[int]) -> None:
        for other in different:
            self.different.setdefault(place, set()).add(other)
            self.different.setdefault(other, set()).add(place)

    def _forbidden(self, one: int, other: int) -> bool:
        if one == other:
            return True
        few, many = sorted((one, other), key=lambda group: len(self.members[group]))
        asked = self.members[few] if self.different else ()  # whoever is different is so on both sides: the smaller tells
        return any(self.of.get(foe) == many for member in asked for foe in self.different.get(member, ()))

    def _join(self, one: int, other: int) -> None:
        first, second = min(one, other), max(one, other)
        moved = self.members.pop(second)
        for member in moved:
            self.of[member] = first
        kept = self.members[first]
        in_order = kept[-1] < moved[0]
        kept.extend(moved)
        if not in_order:
            kept.sort()
