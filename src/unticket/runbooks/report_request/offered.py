"""The reports that the desk's owner offers, and which of them a request means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from unticket.patterns.text.folding import fold
from unticket.runbooks.reading.said import Line


class Audience(StrEnum):
    """Who may have a report."""

    ANYONE = "anyone"
    DOMAINS = "domains"  # addresses of the school's own domains
    STAFF = "staff"  # whom the directories know as working here now


@dataclass(frozen=True)
class OfferedReport:
    """One report that is made anyway. Nothing of it is ever sent: an answer says where it is, or how it comes."""

    name: str  # in the settings: how a run's record calls it
    title: str
    title_vi: str
    words: tuple[str, ...]  # that mean it, English or Vietnamese; each may be several words
    holds: str  # what it holds, in a sentence
    holds_vi: str
    link: str = ""  # where it can be seen at any time
    comes: str = ""  # how it comes: "every Monday at 07:00, by mail"
    comes_vi: str = ""
    audience: Audience = Audience.DOMAINS
    personal: bool = True  # whether it holds personal data; what is not said to hold none does

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(f" {fold(words)} " for words in self.words)

    def is_meant(self, line: Line) -> bool:
        """Whether one of its words stands in a ticket, in whatever letters and with or without tone marks."""
        return any(words in line.text for words in self._folded)


class Match(StrEnum):
    """How many of the offered reports a request means."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"
    LATER = "later"  # one, which only comes by its schedule, and it is needed now


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What a request means."""

    match: Match
    reports: Sequence[OfferedReport] = field(default=())


def matched(line: Line, offered: Sequence[OfferedReport], *, needed_now: bool) -> Matched:
    """The reports that `line` means. `needed_now`: what comes on a later day is no help."""
    meant = tuple(report for report in offered if report.is_meant(line))
    if len(meant) != 1:
        return Matched(match=Match.SEVERAL if meant else Match.NONE, reports=meant)
    return Matched(match=Match.LATER if needed_now and not meant[0].link else Match.ONE, reports=meant)
