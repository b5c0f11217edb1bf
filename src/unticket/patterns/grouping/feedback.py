"""What people said about the groups: names, owners, merges, moves and judgements that every later run keeps to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A person's word, which wins over anything computed. Issue ids are "P12", tickets are keys.

    A split is a move of some tickets to a new id (`Memory.next_id`): later tickets that are more like the moved ones than
    like those that stayed follow them.
    """

    names: Mapping[str, str] = field(default_factory=dict)  # issue → its name
    owners: Mapping[str, str] = field(default_factory=dict)  # issue → who cares for it
    merged: Mapping[str, str] = field(default_factory=dict)  # issue → the one that it is now part of
    moved: Mapping[str, str] = field(default_factory=dict)  # ticket → issue
    pinned: frozenset[str] = frozenset()  # issues
    muted: frozenset[str] = frozenset()  # issues
    same: frozenset[tuple[str, str]] = frozenset()  # pairs of tickets that tell of one thing
    different: frozenset[tuple[str, str]] = frozenset()  # pairs that do not

    def now(self, issue: str) -> str:
        """The id under which `issue` is kept now: merges are followed to their end; a circle ends where it began."""
        seen = {issue}
        while (into := self.merged.get(issue)) and into not in seen:
            seen.add(into)
            issue = into
        return issue

    @property
    def touched(self) -> frozenset[str]:
        """The issues that a person has named, owned, pinned, muted, moved a ticket to or merged another into."""
        return frozenset(
            self.now(issue)
            for issue in (*self.names, *self.owners, *self.pinned, *self.muted, *self.moved.values(), *self.merged.values())
        )


NOTHING_SAID = Feedback()
