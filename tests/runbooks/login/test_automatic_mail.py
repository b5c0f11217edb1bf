"""A ticket that a machine's mail has made is left alone: no mail, no account, nobody looked up, and the reason is on record."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.model.ticket import Requester
from unticket.runbooks.automatic_mail import why_automatic
from unticket.runbooks.plan import Plan, Verdict

CANNOT = "I cannot log in. It says my account is deactivated."
BOUNCE = f"""This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients: cora.vu@school.example
------ This is a copy of the message ------
Subject: I cannot log in to the LMS
{CANNOT}"""


def left_alone(scene: Any, plan: Plan) -> bool:
    told = [trace.said for trace in plan.trace if trace.step == "loop"]
    return (plan.verdict, plan.effects, scene.hr.asked, scene.lms.asked) == (Verdict.SKIPPED, (), [], []) and len(told) == 1


def test_a_bounce_is_not_answered(scene: Any) -> None:
    scene.by_mail("mailer-daemon@mx.school.example").with_ticket(subject="Cannot log in", body=f"<p>{CANNOT}</p>")
    plan = scene.plan()
    assert left_alone(scene, plan)
    assert plan.reason == "it is not answered: a machine sent it"


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: I cannot log in to the LMS",
        "Out of office: cannot log in",
        "Re: [#101] Out of Office Re: cannot log in",
        "Undeliverable: Cannot log in to the LMS",
        "Mail delivery failed: cannot log in",
        "Delivery Status Notification (Failure) cannot log in",
        "Trả lời tự động: em không đăng nhập được",
        "Tự động trả lời: không đăng nhập được LMS",
    ],
)
def test_an_automatic_reply_is_known_by_its_subject(scene: Any, subject: str) -> None:
    scene.by_mail(trusted=True).with_ticket(subject=subject, body=f"<p>{CANNOT}</p>")
    assert left_alone(scene, scene.plan())


@pytest.mark.parametrize(
    "body",
    [
        f"{CANNOT} This is an automatic reply, nobody reads it.",
        f"I am currently out of office until Monday, I return on the 3rd. {CANNOT}",
        f"{CANNOT} Đây là thư trả lời tự động.",
        f"{CANNOT} &lt;{'0a1b' * 10}@school.example&gt;",
        f"{CANNOT}<br>Final-Recipient: rfc822; x@y.example",
        f"{CANNOT}<br>Auto-Submitted: auto-replied",
    ],
    ids=["says so", "out of office", "Vietnamese", "our own message-id", "delivery report", "quoted header"],
)
def test_an_automatic_reply_is_known_by_its_words(scene: Any, body: str) -> None:
    scene.by_mail(trusted=True).with_ticket(body=f"<p>{body}</p>")
    plan = scene.plan()
    assert plan.verdict is Verdict.SKIPPED
    assert not plan.effects


def test_our_own_mail_that_comes_back_is_not_answered(scene: Any) -> None:
    scene.by_mail("ServiceDesk@school.example").with_policy(own_addresses=("servicedesk@school.example",))
    plan = scene.plan()
    assert left_alone(scene, plan)
    assert "our own address" in plan.reason


def test_nor_where_the_contact_alone_shows_it(scene: Any) -> None:
    scene.by_mail("").with_ticket(requester=Requester(name="Mail Delivery System", email="x@mx.example"))
    assert left_alone(scene, scene.plan())


def test_a_person_who_is_signed_in_is_helped_whatever_they_call_it(scene: Any) -> None:
    plan = scene.with_ticket(subject="Automatic reply: cannot log in").plan()
    assert plan.verdict is Verdict.RESOLVED


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Cannot log in", CANNOT),
        (
            "I was on leave and my account is switched off",
            "I was on leave for a month. My account was automatically deactivated.",
        ),
        ("Không đăng nhập được", "Em không đăng nhập được, tài khoản tự động bị khoá ạ."),
        ("Automatically deactivated", "My account was deactivated automatically."),
    ],
)
def test_people_are_not_taken_for_machines(subject: str, body: str) -> None:
    assert why_automatic(sender="cora.vu@school.example", name="Cora Vu", subject=subject, body=body) == ""


def test_a_whole_bounce_is_known_even_from_an_unknown_sender() -> None:
    assert why_automatic(body=BOUNCE)
