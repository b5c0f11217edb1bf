"""What is told of a group: which kind it is, how sure, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from unticket.patterns.duplicates.because import Because
from unticket.patterns.duplicates.groups import Link
from unticket.patterns.findings import DuplicateGroup, DuplicateKind
from unticket.patterns.likeness.likeness import Likeness

READ = 40  # tickets of a group that its reason is read from
_MOST = 0.6  # share of them that must name a thing for it to be named


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A ticket of a group."""

    key: str
    opened_at: datetime


def story(
    members: Mapping[int, Member],
    places: Sequence[int],
    links: Mapping[int, Mapping[int, Link]],
    texts: Mapping[int, Mapping[str, Any]],
    likeness: Likeness,
) -> DuplicateGroup:
    """The group of the tickets at `places`, with the links of each to others of the group, and what they say."""
    tickets = sorted((members[place] for place in places), key=lambda member: (member.opened_at, member.key))
    best = {place: max(links[place].values(), key=lambda link: link.probability) for place in places if links[place]}
    why = _because(tickets, places, links, texts, likeness)
    return DuplicateGroup(
        tickets=tuple(member.key for member in tickets),
        kind=_kind(places, links),
        confidence=round(min((link.probability for link in best.values()), default=0.0), 4),
        because=str(why),
        why=why,
        starts_at=tickets[0].opened_at,
        ends_at=tickets[-1].opened_at,
    )


def _kind(places: Sequence[int], links: Mapping[int, Mapping[int, Link]]) -> DuplicateKind:
    if all(any(link.copy for link in links[place].values()) for place in places):
        return DuplicateKind.REPEAT
    if all(link.same_person for place in places for link in links[place].values()):
        return DuplicateKind.SAME_PERSON
    return DuplicateKind.INCIDENT


def _because(
    tickets: Sequence[Member],
    places: Sequence[int],
    links: Mapping[int, Mapping[int, Link]],
    texts: Mapping[int, Mapping[str, Any]],
    likeness: Likeness,
) -> Because:
    read = [place for place in places if place in texts][:READ]
    gaps = [later.opened_at - earlier.opened_at for earlier, later in pairwise(tickets)]
    strongest = [
        (place, other, link) for place in read for other, link in links[place].items() if other in texts and other > place
    ]
    strongest.sort(key=lambda found: (-found[2].probability, -found[2].alike, found[0], found[1]))
    alike = [link.alike for _, _, link in strongest]
    words = likeness.shared(texts[strongest[0][0]], texts[strongest[0][1]], most=3) if strongest else ()
    return Because(
        shared_entities=_named_by_most(read, texts, "entities"),
        shared_concepts=_named_by_most(read, texts, "concepts"),
        hours=sum(gaps, timedelta()) / timedelta(hours=len(gaps)),
        alike=round(sum(alike) / len(alike), 2) if alike else 0.0,
        words=words,
        same_person=all(link.same_person for place in places for link in links[place].values()),
        by_person=bool(strongest) and all(link.said for _, _, link in strongest),
    )


def _named_by_most(read: Sequence[int], texts: Mapping[int, Mapping[str, Any]], column: str) -> tuple[str, ...]:
    named = Counter(name for place in read for name in dict.fromkeys(texts[place][column]))
    enough = max(2.0, _MOST * len(read))
    return tuple(name for name, count in sorted(named.items(), key=lambda item: (-item[1], item[0])) if count >= enough)
