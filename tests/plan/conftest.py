"""Issues as patterns give them, in the small: those of the reference week, and any other that a test makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.model.recurring_issue import AgentTime, Cause, CauseSource, People, RecurringIssue, TimeSource, Trend
from unticket.patterns.findings import Patterns, Risk, RiskKind
from unticket.plan.catalogue import Case, Replayed

START = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
MakeIssue = Callable[..., RecurringIssue]


@pytest.fixture
def issue() -> MakeIssue:
    """An issue with these tickets; anything else as a keyword."""

    def made(id_: str, *tickets: str, minutes: float = 30, people: int = 0, **more: Any) -> RecurringIssue:
        cause = more.pop("cause", Cause())
        return RecurringIssue(
            id=id_,
            label=more.pop("label", f"issue {id_}"),
            tickets=tickets,
            first_seen=START,
            last_seen=START + timedelta(days=len(tickets)),
            share=0.1,
            trend=Trend(count=len(tickets), before=0),
            people=People(stated=people, at_least=people, requesters=len(tickets)),
            time=AgentTime(minutes=minutes, sources={TimeSource.TIMESHEET: len(tickets)}),
            cause=cause,
            **more,
        )

    return made


@pytest.fixture
def week(issue: MakeIssue) -> tuple[Patterns, dict[str, Case]]:
    """The reference week as patterns find it, with the demo's register."""

    def known(text: str, runbook: str = "") -> Cause:
        return Cause(source=CauseSource.REGISTER, text=text, runbook=runbook)

    video = issue("P1", "289", "291", "294", people=14, cause=known("CDN"), duplicates=("291", "294"),
                  prevented_by_broadcast=("291", "294"))  # fmt: skip
    outage = issue("P2", "290", "293", people=65, minutes=120, cause=known("infrastructure"))
    login = issue("P3", "292", minutes=7, cause=known("the 30-day rule", "login"))
    report = issue("P4", "295", minutes=120, cause=known("no scheduled reporting"))
    feature = issue("P5", "296", minutes=60, cause=known("no route"))
    cases = {
        "P1": Case(issue=video, topics=frozenset({"playback", "video"}), fixable_now=True),
        "P2": Case(issue=outage, topics=frozenset({"outage", "platform"}), fixable_now=False),
        "P3": Case(issue=login, topics=frozenset({"deactivated"}), fixable_now=False, chosen=True,
                   replayed=Replayed(taken=("292",)), built=True),
        "P4": Case(issue=report, topics=frozenset({"report_needed"})),
        "P5": Case(issue=feature, topics=frozenset({"feature_request"})),
    }  # fmt: skip
    risk = Risk(kind=RiskKind.SINGLE_POINT_OF_FAILURE, subject="Minh", tickets=tuple(str(289 + n) for n in range(8)))
    issues = (video, outage, login, report, feature)
    return Patterns(period=None, made_at=START, total=8, issues=issues, risks=(risk,)), cases
