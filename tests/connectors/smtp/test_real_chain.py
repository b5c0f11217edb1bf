"""Through a real mail server into a real box: what comes back from it is known for what it is and never answered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from unticket.connectors.smtp.mailer import SmtpMailer
from unticket.runbooks.login.mails.loops import MailFacts, reason_not_to_answer
from unticket.runbooks.login.mails.writing import preview
from unticket.runbooks.ports import Delivery, Mail

Make = Callable[..., Any]
BOUNCES = "bounces@school.example"


@pytest.fixture(scope="session")
def real(chain_module: Any) -> Iterator[Any]:
    if why := chain_module.missing():
        pytest.skip(why)
    with chain_module.chain() as running:
        yield running


def _to(to: str, **changes: Any) -> Mail:
    written = preview("reactivated", "both")
    number = hashlib.sha256(f"{to}{changes}".encode()).hexdigest()[:16]
    return Mail(
        **{
            "to": to,
            "subject": written.subject,
            "text": written.text,
            "html": written.html,
            "language": "both",
            "message_id": f"<{number}@school.example>",
        }
        | changes
    )


def test_a_mail_arrives_as_it_was_written(real: Any, mailer: Callable[..., SmtpMailer]) -> None:
    mail = _to("cora@school.example")
    assert mailer(real).send(mail) is Delivery.ACCEPTED
    (arrived,) = real.box("cora@school.example")
    assert arrived["Subject"] == mail.subject
    assert arrived["From"].addresses[0].display_name == "Bộ phận hỗ trợ"
    assert arrived["Return-Path"] == "<>"
    assert _text(arrived, "plain") == mail.text
    assert _text(arrived, "html").strip() == mail.html.strip()


def test_a_bounce_names_the_mail_that_it_is_of_and_is_not_answered(real: Any, mailer: Make) -> None:
    mail = _to("nobody@school.example")
    assert mailer(real, bounces_to=BOUNCES).send(mail) is Delivery.ACCEPTED  # the server learns of it only later
    (bounce,) = real.box(BOUNCES)
    assert bounce["X-Failed-Recipients"] == "nobody@school.example"
    assert mail.message_id in bounce["References"]
    assert reason_not_to_answer(MailFacts.of(bounce)) is not None
    for left in ("Return-Path", "Auto-Submitted", "X-Failed-Recipients"):  # each mark is enough
        only = EmailMessage()
        only["From"] = "cora@school.example"
        only[left] = bounce[left]
        assert reason_not_to_answer(MailFacts.of(only)) is not None, left
    assert bounce.get_content_type() == "multipart/report"


def test_a_bounce_comes_to_the_mail_s_own_tag(real: Any, mailer: Make) -> None:
    """Into the box of the address without its tag, as servers do that know such tags."""
    mail = _to("nobody@school.example", message_id="<tagged@school.example>")
    mailer(real, bounces_to="tagged@school.example", bounces_tagged=True).send(mail)
    (bounce,) = real.box("tagged@school.example")
    tag = hashlib.sha256(b"<tagged@school.example>").hexdigest()[:16]
    assert bounce["To"].addresses[0].addr_spec == f"tagged+{tag}@school.example"


def test_an_automatic_answer_is_not_answered(real: Any, mailer: Make) -> None:
    mailer(real, bounces_to="answers@school.example").send(_to("away@school.example"))
    (answer,) = real.box("answers@school.example")
    assert answer["From"].addresses[0].addr_spec == "away@school.example"
    assert reason_not_to_answer(MailFacts.of(answer)) == "it has no return path: nothing may be sent back"
    del answer["Return-Path"]
    assert reason_not_to_answer(MailFacts.of(answer)) == "a machine sent it (Auto-Submitted)"


def test_without_a_return_path_nothing_ever_comes_back(real: Any, mailer: Make) -> None:
    """The mail that follows on the same way has arrived, and neither bounce nor holiday answer has."""
    quiet = mailer(real, sender="quiet@school.example")
    for to in ("nobody@school.example", "away@school.example", "last@school.example"):
        assert quiet.send(_to(to, message_id=f"<quiet.{to}>")) is Delivery.ACCEPTED
    assert len(real.box("away@school.example", at_least=2)) >= 1
    assert len(real.box("last@school.example")) == 1
    assert real.box("quiet@school.example", at_least=0) == []


def test_our_own_mail_is_known_as_a_machine_s(real: Any, mailer: Make) -> None:
    mailer(real).send(_to("theo@school.example"))
    (arrived,) = real.box("theo@school.example")
    assert reason_not_to_answer(MailFacts.of(arrived)) is not None


def _text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
