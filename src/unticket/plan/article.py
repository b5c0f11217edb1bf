"""A knowledge article drafted from a recurring issue: every sentence says which tickets, or whose word, it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from unticket.model.recurring_issue import CauseSource, RecurringIssue
from unticket.patterns.causes.fixes import UsualFix
from unticket.patterns.causes.register import KnownError

_SYMPTOMS = 4  # wordings that are quoted: more say the same
_FREQUENT = 3  # tickets from which on an issue deserves an article


class Part(StrEnum):
    """The parts of an article, in their order."""

    SYMPTOM = "symptom"
    AFFECTED = "affected"
    CAUSE = "cause"
    WORKAROUND = "workaround"
    FIX = "fix"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: its words are looked up by `kind` and filled with `values`. `tickets` (keys) are its evidence; without
    any, the known-error register says so."""

    kind: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A draft. It holds what tickets say only as they are shown: without names, addresses and secrets."""

    issue: str
    title: str
    parts: Mapping[Part, tuple[Sentence, ...]]
    tickets: tuple[str, ...]  # all that it rests on, oldest first


def draft(
    issue: RecurringIssue, subjects: Mapping[str, str], *, known: KnownError | None = None, fix: UsualFix | None = None
) -> Article:
    """An article on `issue`. `subjects` are the masked subjects of its tickets; `fix` is what agents' notes say they do.

    A part of which nothing is known says so: a person fills it in before it is published.
    """
    told: dict[Part, tuple[Sentence, ...]] = {
        Part.SYMPTOM: tuple(_symptoms(issue, subjects)),
        Part.AFFECTED: tuple(_affected(issue)),
        Part.CAUSE: tuple(_cause(issue)),
        Part.WORKAROUND: tuple(_workaround(issue)),
        Part.FIX: tuple(_fix(known, fix)),
        Part.ESCALATE: tuple(_escalate(issue, known)),
    }
    used = {key for sentences in told.values() for sentence in sentences for key in sentence.tickets}
    return Article(
        issue=issue.id,
        title=issue.label,
        parts={part: sentences or (Sentence(kind=f"{part}_unknown"),) for part, sentences in told.items()},
        tickets=tuple(key for key in issue.tickets if key in used),
    )


def without_article(issues: Iterable[RecurringIssue], published: Iterable[str]) -> Sequence[RecurringIssue]:
    """Frequent issues on which no article is published, most tickets first; muted ones are left out."""
    there = set(published)
    missing = [issue for issue in issues if len(issue.tickets) >= _FREQUENT and not issue.muted and issue.id not in there]
    return sorted(missing, key=lambda issue: -len(issue.tickets))


def _symptoms(issue: RecurringIssue, subjects: Mapping[str, str]) -> Iterator[Sentence]:
    wordings: dict[str, list[str]] = {}
    for key in issue.tickets:
        said = " ".join(subjects.get(key, "").split())
        if said:
            wordings.setdefault(said.casefold(), []).append(key)
    most = sorted(wordings.values(), key=lambda keys: (-len(keys), issue.tickets.index(keys[0])))
    for keys in most[:_SYMPTOMS]:
        yield Sentence(kind="people_write", values={"words": " ".join(subjects[keys[0]].split())}, tickets=tuple(keys))


def _affected(issue: RecurringIssue) -> Iterator[Sentence]:
    people = issue.people
    if people.stated:
        for quote in people.quotes:
            yield Sentence(kind="stated", values={"words": quote.text}, tickets=(quote.ticket,))
    elif people.requesters:
        yield Sentence(kind="wrote", values={"count": people.requesters}, tickets=issue.tickets)
    for impact in issue.impact:
        yield Sentence(kind="impact", values={"words": impact.text}, tickets=(impact.ticket,) if impact.ticket else ())


def _cause(issue: RecurringIssue) -> Iterator[Sentence]:
    cause = issue.cause
    if cause.source is CauseSource.REGISTER:
        yield Sentence(kind="cause_known", values={"words": cause.text})
    elif cause.source is CauseSource.HYPOTHESIS and cause.quotes:
        yield Sentence(
            kind="cause_perhaps", values={"words": cause.text}, tickets=tuple(quote.ticket for quote in cause.quotes)
        )


def _workaround(issue: RecurringIssue) -> Iterator[Sentence]:
    cause = issue.cause
    if not cause.workaround:
        return
    if cause.source is CauseSource.REGISTER:
        yield Sentence(kind="workaround_known", values={"words": cause.workaround})
    elif cause.quotes:
        tickets = tuple(quote.ticket for quote in cause.quotes)
        yield Sentence(kind="workaround_noted", values={"words": cause.workaround}, tickets=tickets)


def _fix(known: KnownError | None, fix: UsualFix | None) -> Iterator[Sentence]:
    if known and known.runbook:
        yield Sentence(kind="fix_runbook", values={"words": known.runbook})
    for quote in fix.quotes if fix else ():
        yield Sentence(kind="fix_noted", values={"words": quote.text}, tickets=(quote.ticket,))


def _escalate(issue: RecurringIssue, known: KnownError | None) -> Iterator[Sentence]:
    if known and known.stays_with_people:
        yield Sentence(kind="escalate_always", values={"words": known.stays_with_people})
    if issue.cause.owner:
        yield Sentence(kind="escalate_to", values={"words": issue.cause.owner})
    for impact in issue.impact:
        if impact.ticket and impact.kind in ("exam", "safety"):
            yield Sentence(kind="escalate_at_once", values={"words": impact.text}, tickets=(impact.ticket,))
