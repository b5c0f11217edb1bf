"""The words that a generated desk sorts tickets by: stages, teams, tags, categories, channels."""

from __future__ import annotations

from typing import Any

NEW, IN_PROGRESS, AWAITING, DONE, CANCELLED, REJECTED = range(1, 7)
CLOSED = (DONE, CANCELLED, REJECTED)
TEAMS = ("IT Support", "LMS Support", "Facilities", "School Office")
TAGS = (
    "LMS", "video", "login", "outage", "exam", "report", "feature-request", "password", "otp", "grades", "upload", "wifi",
    "hardware", "printer", "email", "enrolment", "parents", "fees", "meeting", "timetable", "app", "quiz", "certificate",
    "card", "profile", "software", "facilities", "request",
)  # fmt: skip
CATEGORIES = (
    "Learning platform", "Accounts", "Exams", "Grades", "Reports", "Network", "Hardware", "Communication", "Enrolment",
    "Payments", "Timetable", "Documents", "Requests",
)  # fmt: skip
CHANNELS = ("Web", "Email", "Phone", "Other")
WEB, EMAIL, PHONE, OTHER = range(1, 5)
STAGE_NAMES = {
    NEW: "New",
    IN_PROGRESS: "In Progress",
    AWAITING: "Awaiting",
    DONE: "Done",
    CANCELLED: "Cancelled",
    REJECTED: "Rejected",
}
DISCUSSION, NOTE, TICKET_CREATED, STAGE_CHANGED = (
    [1, "Discussions"], [2, "Note"], [4, "Ticket Created"], [5, "Stage Changed"],
)  # fmt: skip


def stages() -> list[dict[str, Any]]:
    """Rows of helpdesk.ticket.stage, as OCA's helpdesk_mgmt installs them; closing stages mail the customer."""
    mails = [9, "Helpdesk Closed Ticket Notification Email"]
    return [
        {"id": id_, "name": name, "sequence": id_, "closed": id_ in CLOSED, "fold": id_ in CLOSED, "unattended": id_ == NEW,
         "team_ids": [], "mail_template_id": mails if id_ in CLOSED else False}
        for id_, name in STAGE_NAMES.items()
    ]  # fmt: skip


def named(names: tuple[str, ...], **more: Any) -> list[dict[str, Any]]:
    """Rows with an id and a name, numbered from 1."""
    return [{"id": place, "name": name, **more} for place, name in enumerate(names, start=1)]
