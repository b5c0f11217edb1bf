"""An article says nothing that no ticket and no register says, and nothing that names a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from unticket.model.recurring_issue import Cause, CauseSource, Impact, People, Quote, RecurringIssue
from unticket.patterns.causes.fixes import UsualFix
from unticket.patterns.causes.register import KnownError
from unticket.plan.article import Article, Part, draft, without_article

KNOWN = KnownError(
    id="video",
    title="Videos",
    patterns=(),
    cause="CDN failure",
    runbook="video",
    stays_with_people="Grades stay with teachers.",
)
CAUSE = Cause(
    source=CauseSource.REGISTER, text="CDN failure", workaround="Download it.", owner="development", known_error="video"
)


def _video(issue: Callable[..., RecurringIssue]) -> RecurringIssue:
    quotes = (Quote(ticket="1", text="5 students affected"),)
    impact = (Impact(kind="exam", text="during the exam", ticket="2"), Impact(kind="lessons", text="no lesson"))
    made = issue("P1", "1", "2", "3", cause=CAUSE, impact=impact)
    return replace(made, people=People(stated=5, at_least=5, quotes=quotes, requesters=3))


def _kinds(article: Article, part: Part) -> list[str]:
    return [sentence.kind for sentence in article.parts[part]]


def test_each_part_says_what_is_known_with_its_tickets(issue: Callable[..., RecurringIssue]) -> None:
    fix = UsualFix(action="restart", tickets=("3",), noted=1, at_least=0.2, quotes=(Quote(ticket="3", text="Restarted it"),))
    article = draft(_video(issue), {"1": "Video broken", "2": "video  Broken", "3": "No picture"}, known=KNOWN, fix=fix)
    symptoms = article.parts[Part.SYMPTOM]
    assert [(one.values["words"], one.tickets) for one in symptoms] == [("Video broken", ("1", "2")), ("No picture", ("3",))]
    assert _kinds(article, Part.AFFECTED) == ["stated", "impact", "impact"]
    assert _kinds(article, Part.CAUSE) == ["cause_known"]
    assert _kinds(article, Part.FIX) == ["fix_runbook", "fix_noted"]
    assert _kinds(article, Part.ESCALATE) == ["escalate_always", "escalate_to", "escalate_at_once"]
    assert article.tickets == ("1", "2", "3")


def test_every_sentence_rests_on_a_ticket_or_on_the_register(issue: Callable[..., RecurringIssue]) -> None:
    article = draft(_video(issue), {"1": "Video broken"}, known=KNOWN)
    by_register = {"cause_known", "workaround_known", "fix_runbook", "escalate_always", "escalate_to", "impact"}
    for sentences in article.parts.values():
        assert all(one.tickets or one.kind in by_register or one.kind.endswith("_unknown") for one in sentences)


def test_what_nobody_knows_is_said_to_be_unknown(issue: Callable[..., RecurringIssue]) -> None:
    article = draft(replace(issue("P2", "1"), people=People()), {})
    assert {part: _kinds(article, part) for part in Part} == {part: [f"{part}_unknown"] for part in Part}


def test_a_hypothesis_is_never_told_as_known(issue: Callable[..., RecurringIssue]) -> None:
    guess = Cause(source=CauseSource.HYPOTHESIS, text="the cache", confidence=0.4, quotes=(Quote(ticket="2", text="cache"),))
    (sentence,) = draft(issue("P1", "1", "2", cause=guess), {}).parts[Part.CAUSE]
    assert (sentence.kind, sentence.tickets) == ("cause_perhaps", ("2",))
    assert _kinds(draft(issue("P1", "1", cause=replace(guess, quotes=())), {}), Part.CAUSE) == ["cause_unknown"]


def test_frequent_issues_without_an_article_are_listed_once_and_muted_ones_never(issue: Callable[..., RecurringIssue]) -> None:
    some: list[Any] = [issue("P1", "1", "2", "3"), issue("P2", *"456789"), issue("P3", "10"), issue("P4", *"abc", muted=True)]
    assert [one.id for one in without_article(some, ())] == ["P2", "P1"]
    assert [one.id for one in without_article(some, ["P2"])] == ["P1"]
