"""Who asks for a report that is made anyway is told where it is, if they may know; nothing of it is ever sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from unticket.model.errors import Unreachable
from unticket.model.person import Employment
from unticket.patterns.text.folding import fold
from unticket.runbooks.plan import EffectKind, Verdict
from unticket.runbooks.reading.said import Said
from unticket.runbooks.report_request.audience import Standing
from unticket.runbooks.report_request.offered import Audience, Match, OfferedReport
from unticket.runbooks.report_request.plan import plan, report_requests
from unticket.runbooks.report_request.policy import ReportPolicy
from unticket.runbooks.report_request.table import REPORT_REQUEST, Action, Data
from unticket.runbooks.request.asker import Asker
from unticket.runbooks.request.recognise import Outcome, recognise

ATTENDANCE = OfferedReport(
    name="attendance",
    title="Attendance by class",
    title_vi="Điểm danh theo lớp",
    words=("attendance", "điểm danh", "chuyên cần"),
    holds="Absences of each class, by week.",
    holds_vi="Số buổi vắng của từng lớp.",
    link="https://lms.school.example/attendance",
    audience=Audience.STAFF,
)
CANTEEN = replace(
    ATTENDANCE, name="canteen", title="Meals", words=("canteen", "căng tin"), personal=False, audience=Audience.ANYONE
)
POLICY = ReportPolicy(
    domains=("school.example",),
    own_addresses=("servicedesk@school.example",),
    escalation_assignee="7",
    assigns_to=("7",),
    offered=(ATTENDANCE, CANTEEN),
)
ASKED = "Attendance report for class B\nPlease send me the attendance report for class B."
SIGNED_IN = {
    "creator_is_portal_user": True,
    "creator_email": "cora@school.example",
    "channel_is_portal": True,
    "came_by_mail": False,
}


def works_here(_address: str) -> Employment:
    return Employment.ACTIVE


def decided(view: Any, look: Any, policy: ReportPolicy = POLICY, employed: Callable[[str], Employment] = works_here) -> Any:
    return plan("odoo:7", look(view), desk=None, policy=policy, employed=employed)  # type: ignore[arg-type]


def outcome(text: str) -> Outcome:
    return recognise(Said(text=text), report_requests()).outcome


def unmarked(text: str) -> str:
    return "\n".join(fold(line) for line in text.split("\n"))


def test_a_request_is_recognised_with_and_without_tone_marks(report_taken: str, view: Any, look: Any) -> None:
    for text in (report_taken, unmarked(report_taken)):
        assert decided(view(text, **SIGNED_IN), look).decision.row == "tell_where_shown", text


def test_what_may_be_anything_else_is_left_untouched(report_left: str, view: Any, look: Any) -> None:
    made = decided(view(report_left, **SIGNED_IN), look)
    assert (made.verdict, made.effects) == (Verdict.SKIPPED, ()), made.reason


@pytest.mark.parametrize("week", ["reference_week", "reference_week_in_vietnamese"])
@pytest.mark.parametrize("change", [str, unmarked])
def test_of_the_reference_week_one_ticket_asks_for_a_report(texts: Any, week: str, change: Callable[[str], str]) -> None:
    assert [key for key, text in texts[week].items() if outcome(change(text)) is Outcome.OURS] == ["HT20295"]


def test_it_is_told_where_the_report_is_and_nothing_of_it_is_sent(view: Any, look: Any) -> None:
    made = decided(view(ASKED, **SIGNED_IN), look)
    assert made.verdict is Verdict.RESOLVED
    first = made.effects[0]
    assert (first.kind, dict(first.values)) == (
        EffectKind.ANSWER,
        {"to": "cora@school.example", "template": "where", "language": "en", "about": "attendance"},
    )
    assert {effect.kind for effect in made.effects} == {EffectKind.ANSWER, EffectKind.NOTE, EffectKind.MOVE}
    assert "a person's work" in str(made.effects[1].values["text"])


@pytest.mark.parametrize(
    ("row", "verdict", "asked"),
    [
        ("claimed_personal", Verdict.ESCALATED, {}),
        ("outside", Verdict.ESCALATED, {"email": "otto@elsewhere.example"}),
        ("suspicious_address", Verdict.ESCALATED, {"email": "cora@schoo1.example"}),
        ("suspicious_address", Verdict.ESCALATED, {"email": "cora@school.example.evil.example"}),
        ("suspicious_address", Verdict.ESCALATED, {"email": "córa@school.example"}),
        ("suspicious_address", Verdict.ESCALATED, {"name": "Director <director@school.example>", "email": "otto@mail.example"}),
        ("no_address", Verdict.SKIPPED, {"email": ""}),
        ("unread_box", Verdict.SKIPPED, {"email": "no-reply@school.example"}),
        ("several_addresses", Verdict.SKIPPED, {"came_by_mail": True, "sender_email": "otto@elsewhere.example"}),
    ],
)
def test_who_is_not_shown_to_be_allowed_gets_nothing_by_itself(
    view: Any, look: Any, row: str, verdict: Verdict, asked: dict[str, Any]
) -> None:
    made = decided(view(ASKED, **asked), look)
    assert (made.decision.row, made.verdict) == (row, verdict)
    assert EffectKind.ANSWER not in {effect.kind for effect in made.effects}
    assert not made.decision.automatic


@pytest.mark.parametrize(
    ("said", "row"),
    [
        (Employment.TERMINATED, "outside"),
        (Employment.UNKNOWN, "outside"),
        (Employment.LEAVING, "outside"),
        (Employment.AMBIGUOUS, "directory_silent"),
        (Employment.STALE, "directory_silent"),
        (Employment.UNREACHABLE, "directory_silent"),
    ],
)
def test_whom_the_registers_do_not_know_as_active_is_no_staff(view: Any, look: Any, said: Employment, row: str) -> None:
    assert decided(view(ASKED, **SIGNED_IN), look, employed=lambda _: said).decision.row == row


def test_a_register_that_does_not_answer_is_a_row_of_the_table(view: Any, look: Any) -> None:
    def down(_address: str) -> Employment:
        raise Unreachable("HR does not answer.", transient=True)

    assert decided(view(ASKED, **SIGNED_IN), look, employed=down).decision.row == "directory_silent"


def test_without_a_fitting_report_or_with_several_nothing_is_answered(view: Any, look: Any) -> None:
    assert decided(view("We need the library figures", **SIGNED_IN), look).verdict is Verdict.SKIPPED
    twice = replace(POLICY, offered=(ATTENDANCE, replace(ATTENDANCE, name="lateness", title="Lateness")))
    made = decided(view(ASKED, **SIGNED_IN), look, twice)
    assert (made.verdict, made.decision.row) == (Verdict.ESCALATED, "several_reports")
    assert "Attendance by class, Lateness" in " ".join(made.packet.found)


def test_what_only_comes_later_is_no_answer_to_who_needs_it_now(view: Any, look: Any) -> None:
    weekly = replace(POLICY, offered=(replace(ATTENDANCE, link="", comes="every Monday at 07:00, by mail"),))
    asked = "Need attendance report before 3 pm\nThe director needs the attendance report before 15:00 today."
    assert decided(view(asked, **SIGNED_IN), look, weekly).decision.row == "comes_too_late"
    assert decided(view(ASKED, **SIGNED_IN), look, weekly).decision.row == "tell_where_shown"


def test_a_report_without_personal_data_may_be_told_of_to_whoever_asks(view: Any, look: Any) -> None:
    made = decided(view("Please send me the canteen statistics", email="otto@elsewhere.example"), look)
    assert (made.decision.row, made.verdict) == ("tell_where", Verdict.RESOLVED)


def test_every_case_meets_one_row_and_personal_data_need_proof() -> None:
    for asker, match, standing, data in REPORT_REQUEST.combinations():
        row = REPORT_REQUEST.decide(asker, match, standing, data)
        if row.action is not Action.TELL_WHERE:
            continue
        assert (asker, match) == (Asker.ANSWERABLE, Match.ONE)
        assert standing is Standing.SHOWN or (standing is Standing.CLAIMED and data is Data.NOT_PERSONAL)


def test_no_row_sends_a_report_or_puts_anybody_on_its_list() -> None:
    assert {action.value for action in Action} == {"tell_where", "escalate", "leave"}
