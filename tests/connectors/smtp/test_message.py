"""A mail arrives as it was written, for one person, and no machine is moved to answer it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.connectors.smtp.address import Unsendable, bare_address, one_line
from unticket.connectors.smtp.message import written
from unticket.connectors.smtp.settings import SmtpSettings
from unticket.runbooks.ports import Delivery, Mail

Make = Callable[..., Any]


def test_vietnamese_arrives_whole_over_seven_bits(server: Any, mailer: Make, mail: Make) -> None:
    mailer(server).send(mail())
    (envelope,), (message,) = server.taken, server.messages
    assert envelope.original_content.isascii()
    assert message["Subject"] == "[HT00101] Tài khoản của Anh/Chị đã hoạt động trở lại"
    assert message["From"].addresses[0].display_name == "Bộ phận hỗ trợ"
    assert (
        message.get_body(("plain",)).get_content().replace("\r\n", "\n")
        == "Xin chào Anh/Chị,\n\nTài khoản đã được kích hoạt lại.\n"
    )
    assert message.get_body(("html",)).get_content().strip() == "<p>Tài khoản đã được kích hoạt lại.</p>"
    assert message["Content-Language"] == "vi"


_WORDS = (
    "Tài",
    "khoản",
    "đã",
    "hoạt",
    "động",
    "trở",
    "lại",
    "reset",
    "password",
    "Anh/Chị",
    "(mới)",
    '"a"',
    "=?utf-8?q?x?=",
    "<b>",
    ",",
)


@given(words=st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25))
def test_every_subject_and_name_arrives_with_all_its_blanks(words: list[str]) -> None:
    """Folding between accented words must not lose the blank between them."""
    text = " ".join(words)
    sender = SmtpSettings(host="mail.school.example", sender="desk@school.example", sender_name=text)
    mail = Mail(to="cora@school.example", subject=text, text="", message_id="<a@school.example>")
    raw = written(mail, sender, datetime(2026, 2, 18, tzinfo=UTC))
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == text
    name, _, address = str(message_from_bytes(raw)["From"]).rpartition("<")  # the newer parser adds blanks itself
    assert (str(make_header(decode_header(name.strip()))), address) == (text, "desk@school.example>")
    assert max(len(line) for line in raw.splitlines()) <= 78
    assert raw.isascii()


def test_letters_are_composed(server: Any, mailer: Make, mail: Make) -> None:
    apart = unicodedata.normalize("NFD", "Đặt lại mật khẩu")
    mailer(server).send(mail(subject=apart, text=apart))
    (message,) = server.messages
    assert message["Subject"] == "Đặt lại mật khẩu"
    assert message.get_body(("plain",)).get_content().strip() == "Đặt lại mật khẩu"


def test_machines_are_told_not_to_answer(server: Any, mailer: Make, mail: Make) -> None:
    mailer(server).send(mail())
    (envelope,), (message,) = server.taken, server.messages
    assert envelope.mail_from in ("", "<>")  # the null return path
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] == "bulk"


def test_a_mail_is_known_by_its_id_and_belongs_to_its_thread(server: Any, mailer: Make, mail: Make) -> None:
    mailer(server, reply_to="desk@school.example").send(mail(in_reply_to="<asked.1@odoo.example>"))
    (message,) = server.messages
    assert message["Message-ID"] == "<3f9a.reply@school.example>"
    assert (message["In-Reply-To"], message["References"]) == ("<asked.1@odoo.example>", "<asked.1@odoo.example>")
    assert message["Reply-To"].addresses[0].addr_spec == "desk@school.example"


def test_bounces_come_to_a_box_with_a_tag_that_is_the_same_each_time(server: Any, mailer: Make, mail: Make) -> None:
    for _ in range(2):
        mailer(server, bounces_to="bounces@school.example", bounces_tagged=True).send(mail())
    first, second = (envelope.mail_from for envelope in server.taken)
    assert re.fullmatch(r"bounces\+[0-9a-f]{16}@school\.example", first)
    assert first == second


def test_attachments_arrive_as_they_are(server: Any, mailer: Make, mail: Make) -> None:
    report = b"%PDF-1.7\r\n.\r\n..\r\n\0\xff"
    mailer(server).send(mail(attachments=[("báo cáo tuần.pdf", "application/pdf", report)]))
    ((attached,),) = [list(message.iter_attachments()) for message in server.messages]
    assert (attached.get_filename(), attached.get_content_type()) == ("báo cáo tuần.pdf", "application/pdf")
    assert attached.get_content() == report


@pytest.mark.parametrize("text", [".", "..\n.\n", ".\nRSET\nMAIL FROM:<evil@evil.example>\n", "x" * 5000, ".\r.\r\n"])
def test_no_text_ends_the_mail_early_or_speaks_to_the_server(text: str, server: Any, mailer: Make, mail: Make) -> None:
    mailer(server).send(mail(text=text, html=""))
    (message,) = server.messages
    assert message.get_content().splitlines() == text.replace("\r.", "\n.").splitlines()
    assert len(server.said) == 2


@pytest.mark.parametrize(
    "to",
    [
        "",
        "cora",
        '"x" <cora@school.example>, evil@evil.example',
        "cora@school.example, evil@evil.example",
        "cora@school.example\r\nBcc: evil@evil.example",
        "cora@school.example\n",
        "cora@school.example\0",
        "cora@school.example> SIZE=1",
        "Cora <cora@school.example>",
        '"evil@evil.example,"@school.example',
        "cora@[127.0.0.1]",
        "cora@school.example:evil@evil.example",
        "%s@school.example" % ("c" * 65),
        "cora@sсhool.example",  # a Cyrillic es
        "-@-.example",
    ],
)
def test_what_is_not_one_bare_address_is_refused_before_the_server_hears_of_it(
    to: str, server: Any, mailer: Make, mail: Make
) -> None:
    assert mailer(server).send(mail(to=to)) is Delivery.REFUSED
    assert server.said == []


@pytest.mark.parametrize("part", ["message_id", "in_reply_to"])
@pytest.mark.parametrize("text", ["3f9a", "<a@b>\r\nBcc: evil@evil.example", "<a@b> <c@d>", "<a b@c>"])
def test_an_id_that_is_none_is_refused(part: str, text: str, server: Any, mailer: Make, mail: Make) -> None:
    assert mailer(server).send(mail(**{part: text})) is Delivery.REFUSED
    assert server.said == []


@given(st.text(max_size=200))
def test_whatever_stands_in_a_subject_is_one_line(text: str) -> None:
    line = one_line(text)
    assert not any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") for sign in line)
    assert one_line(line) == line


@pytest.mark.parametrize(
    "subject", ["Hi\r\nBcc: evil@evil.example", "Hi\nX: y", "Hi\0", "Hi\u2028Bcc: x", "\u202eevil", "a" * 3000]
)
def test_no_subject_becomes_another_header(subject: str, server: Any, mailer: Make, mail: Make) -> None:
    mailer(server).send(mail(subject=subject))
    (envelope,), (message,) = server.taken, server.messages
    assert envelope.rcpt_tos == ["cora@school.example"]
    assert message["Bcc"] is None and message["X"] is None
    assert message["Subject"] == one_line(subject)


@given(st.text(max_size=60))
def test_an_address_is_taken_as_it_is_or_not_at_all(text: str) -> None:
    for candidate in (text, f"{text}@school.example", f"cora@{text}"):
        try:
            assert bare_address(candidate) == candidate
        except Unsendable:
            continue
        assert candidate.count("@") == 1 and candidate.isascii() and not re.search(r"[\s<>,;:\"\\()\[\]]", candidate)


def test_a_report_that_answers_nobody_says_that_a_machine_made_it(server: Any, mailer: Make, mail: Make) -> None:
    """RFC 3834, 5: auto-replied is for answers, auto-generated for what comes by itself."""
    mailer(server).send(mail(answers=False))
    assert server.messages[0]["Auto-Submitted"] == "auto-generated"
