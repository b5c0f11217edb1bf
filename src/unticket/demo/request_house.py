"""The demo's school with all of its runbooks set up: wishes go to a product list, and one report is offered to its staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from unticket.demo.login_cases import DOMAIN, Case
from unticket.demo.login_house import ENGINEER, LoginHouse, login_house
from unticket.settings.runbooks import RunbookSettings

PRODUCT_LIST = "Product list"
OWNER = "agent2"  # Boris, who looks after the product list
ATTENDANCE: dict[str, Any] = {
    "name": "attendance",
    "title": "Attendance by class",
    "title_vi": "Điểm danh theo lớp",
    "words": ("attendance", "absences", "điểm danh", "chuyên cần"),
    "holds": "It shows absences and lateness of each class, by week.",
    "holds_vi": "Báo cáo có số buổi vắng và đi trễ của từng lớp, theo tuần.",
    "link": f"https://lms.{DOMAIN}/reports/attendance",
    "comes": "every Monday at 07:00, by mail",
    "comes_vi": "thứ Hai hằng tuần lúc 07:00, qua e-mail",
}


@contextmanager
def request_house(cases: Sequence[Case]) -> Iterator[LoginHouse]:
    """The peers with the people of `cases`. Reads no file and no environment."""
    with login_house(cases) as school:
        state = school.desk.state
        state.add(
            "helpdesk.ticket.stage", name=PRODUCT_LIST, sequence=7, closed=False, fold=False, unattended=False, team_ids=[],
            mail_template_id=False,
        )  # fmt: skip
        login = school.settings.runbooks.login
        shared = {"domains": (DOMAIN,), "bot_id": login.bot_id, "escalation_assignee": str(state.user(ENGINEER)["id"])}
        runbooks = RunbookSettings.model_validate(
            {
                "login": login,
                "feature_request": shared
                | {
                    "stages": {"product": PRODUCT_LIST, "escalated": "In Progress"},
                    "product_tag": "feature-request",
                    "product_owner": str(state.user(OWNER)["id"]),
                    "product_link": f"https://help.{DOMAIN}/wishes",
                    "breaker": {"enough": 1000},
                },
                "report_request": shared
                | {
                    "stages": {"resolved": "Done", "waiting": "Awaiting", "escalated": "In Progress"},
                    "tag_handled": "report",
                    "tag_escalated": "report",
                    "reports": (ATTENDANCE,),
                    "breaker": {"enough": 1000},
                },
            }
        )
        yield replace(school, settings=school.settings.model_copy(update={"runbooks": runbooks}))
