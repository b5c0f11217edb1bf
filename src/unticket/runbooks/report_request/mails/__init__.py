"""The letters to those who asked for a report."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from unticket.runbooks.mails.template import ALWAYS, MailSet

MAILS = MailSet(
    Path(__file__).with_name("templates"),
    {
        "where": ALWAYS | {"title", "title_vi", "holds", "holds_vi", "comes", "comes_vi", "report_link", "closed"},
        "escalated": ALWAYS,
    },
)
SAMPLE: Mapping[str, str] = {
    "reference": "HT00101",
    "organisation": "Trường Phổ thông Hoa Sen",
    "title": "Attendance by class",
    "title_vi": "Điểm danh theo lớp",
    "holds": "Absences and lateness of each class, by week.",
    "holds_vi": "Số buổi vắng và đi trễ của từng lớp, theo tuần.",
    "comes": "every Monday at 07:00, by mail",
    "comes_vi": "thứ Hai hằng tuần lúc 07:00, qua e-mail",
    "report_link": "https://lms.school.example/reports/attendance",
    "closed": "yes",
}
