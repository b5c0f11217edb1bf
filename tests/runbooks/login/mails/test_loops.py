"""Mail of machines is not answered; mail of people is."""

from __future__ import annotations

from email import message_from_string

import pytest

from unticket.runbooks.login.mails.loops import MailFacts, reason_not_to_answer


def _mail(headers: str = "", sender: str = "Cora <cora@school.example>") -> MailFacts:
    return MailFacts.of(message_from_string(f"From: {sender}\nTo: desk@school.example\nSubject: x\n{headers}\n\nbody\n"))


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Auto-Submitted: no\n",
        "Return-Path: <cora@school.example>\n",
        "Precedence: first-class\n",
        "Content-Type: text/html\n",
    ],
)
def test_a_person_is_answered(headers: str) -> None:
    assert reason_not_to_answer(_mail(headers)) is None


@pytest.mark.parametrize(
    ("headers", "because"),
    [
        ("Return-Path: <>\n", "return path"),
        ("Auto-Submitted: auto-replied\n", "Auto-Submitted"),
        ("Auto-Submitted: Auto-Generated; owner-email=x@y\n", "Auto-Submitted"),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n", "reports on another"),
        ("Precedence: Bulk\n", "Precedence"),
        ("List-Id: <staff.school.example>\n", "mailing list"),
        ("LIST-UNSUBSCRIBE: <https://x.example>\n", "mailing list"),
        ("X-Autoreply: yes\n", "a machine"),
        ("X-Failed-Recipients: a@b.example\n", "a machine"),
    ],
)
def test_a_machine_is_not_answered(headers: str, because: str) -> None:
    reason = reason_not_to_answer(_mail(headers))
    assert reason is not None and because in reason


@pytest.mark.parametrize(
    "sender", ["noreply@lms.example", "MAILER-DAEMON@mx.example", "Do Not Reply <do-not-reply@x.example>", ""]
)
def test_a_sender_that_nobody_reads_is_not_answered_even_without_any_header(sender: str) -> None:
    assert reason_not_to_answer(_mail(sender=sender)) is not None


def test_our_own_mail_is_not_answered_by_its_sender_alone() -> None:
    """A desk that keeps no headers still knows who wrote."""
    own = MailFacts(sender="ServiceDesk@school.example")
    assert reason_not_to_answer(own, own=["servicedesk@school.example"]) == "it comes from ourselves"
