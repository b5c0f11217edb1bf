"""The demo's people who wish for something or need a report, beside those whose tickets are another's or nobody's."""

from __future__ import annotations

from dataclasses import dataclass

from unticket.demo.login_cases import Case, Way
from unticket.runbooks.plan import Verdict

ELSEWHERE = "parents.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCase:
    """A ticket, and the runbook that takes it; "": nobody does."""

    runbook: str
    case: Case


_NEEDED = ("Need attendance report before 3 pm", "The director needs the attendance report before 15:00 today.")
_NEEDED_VI = ("Xin báo cáo điểm danh lớp 7A", "Kính gửi phòng kỹ thuật,\nNhờ gửi báo cáo điểm danh lớp 7A ạ.")
_WISH = (
    "Feature request: automatic progress notification to parents",
    "Please add an automatic progress message from the LMS to parents. Parents keep asking.",
)
_WISH_VI = ("Đề xuất: giao diện tối", "Sẽ rất tiện nếu app có giao diện tối.")
_WRONG = ("The attendance report is wrong", "The report shows class B twice.")
_BESIDE = ("Suggestion: a button", "Please add a button to the app. The old one does not work any more.")

# fmt: off
REQUESTS: tuple[RequestCase, ...] = (
    RequestCase(runbook="feature_request", case=Case(row="thank_and_route", ends=Verdict.ROUTED, name="Kim Ngo", words=_WISH)),
    RequestCase(runbook="feature_request",
                case=Case(row="thank_and_route", ends=Verdict.ROUTED, name="Bich Vo", way=Way.MAIL, words=_WISH_VI)),
    RequestCase(runbook="report_request",
                case=Case(row="tell_where_shown", ends=Verdict.RESOLVED, name="Director Office", box="director",
                          words=_NEEDED)),
    RequestCase(runbook="report_request",
                case=Case(row="claimed_personal", ends=Verdict.ESCALATED, name="Thanh Ly", way=Way.MAIL, words=_NEEDED_VI)),
    RequestCase(runbook="report_request",
                case=Case(row="outside", ends=Verdict.ESCALATED, name="Otto Stern", way=Way.MAIL, domain=ELSEWHERE,
                          words=_NEEDED)),
    RequestCase(runbook="login", case=Case(row="reactivate", ends=Verdict.RESOLVED, name="Lan Tran")),
    RequestCase(runbook="", case=Case(row="", ends=Verdict.SKIPPED, name="Hoa Pham", words=_WRONG)),
    RequestCase(runbook="", case=Case(row="", ends=Verdict.SKIPPED, name="Tuan Mai", words=_BESIDE)),
)
# fmt: on
