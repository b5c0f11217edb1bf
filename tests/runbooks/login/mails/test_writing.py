"""What people get to read: our own words in their language, the same in text and on the page, and nobody else's words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from unticket.model.errors import ConfigurationError, NotFound
from unticket.runbooks.login.effects import Steps
from unticket.runbooks.login.mails.letters import LoginLetters
from unticket.runbooks.login.mails.template import LANGUAGES, TEMPLATES
from unticket.runbooks.login.mails.writing import SAMPLE, lasting, preview, written
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.login.table import Action

EVERYWHERE = [(template, language) for template in TEMPLATES for language in (*LANGUAGES, "both")]


@pytest.mark.parametrize(("template", "language"), EVERYWHERE)
def test_text_and_page_say_the_same(template: str, language: str) -> None:
    mail = preview(template, language)
    page = LexborHTMLParser(mail.html).body
    assert page is not None
    only_in_text = ("—", "*")
    words = [word for word in mail.text.replace(":\nhttps", "\nhttps").split() if not word.startswith(("https", *only_in_text))]
    assert words == page.text(separator=" ").split()


@pytest.mark.parametrize(("template", "language"), EVERYWHERE)
def test_lines_of_text_are_short_and_addresses_whole(template: str, language: str) -> None:
    for line in preview(template, language).text.splitlines():
        assert len(line) <= 76 or line.startswith("https://")


@pytest.mark.parametrize("template", TEMPLATES)
def test_when_the_language_is_unsure_both_are_written(template: str) -> None:
    both, english, vietnamese = (preview(template, language) for language in ("both", "en", "vi"))
    assert english.text in both.text and vietnamese.text in both.text
    assert both.subject == f"{english.subject} / {vietnamese.subject.removeprefix('[HT00101] ')}"
    parts = LexborHTMLParser(both.html).css("div[lang]")
    assert [part.attributes["lang"] for part in parts] == ["en", "vi"]


@pytest.mark.parametrize(("template", "language"), EVERYWHERE)
def test_no_mail_claims_that_another_mail_was_sent_or_says_why_a_person_took_over(template: str, language: str) -> None:
    words = preview(template, language).text.lower()
    for claim in ("we have sent you", "was sent to you", "đã gửi cho anh/chị"):
        assert claim not in words
    if template in ("acknowledged", "escalated", "confirm"):
        for hint in ("employ", "terminat", "suspend", "deactivat", "your account has", "nghỉ việc", "vô hiệu", "khóa"):
            assert hint not in words


def test_a_reset_is_told_only_for_the_case_that_an_account_exists() -> None:
    assert "If an account exists" in preview("password_reset", "en").text.replace("\n", " ")
    assert "Nếu có tài khoản" in preview("password_reset", "vi").text.replace("\n", " ")


@pytest.mark.parametrize(
    "reference",
    ["HT1\r\nBcc: evil@evil.example", "<script>alert(1)</script>", "{{ link }}", "x" * 500, "[a] https://evil.example"],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_reference_can_neither_become_a_header_nor_markup_nor_a_link(template: str, reference: str) -> None:
    mail = written(template, "both", {**SAMPLE, "reference": reference})
    assert "\n" not in mail.subject and "\r" not in mail.subject and len(mail.subject) < 240
    page = LexborHTMLParser(mail.html)
    assert not page.css("script")
    assert {link.attributes["href"] for link in page.css("a")} <= {SAMPLE["link"], SAMPLE["sign_in_url"]}
    assert "evil@evil" not in mail.text


def test_the_organisation_s_name_is_text_on_the_page() -> None:
    mail = written("escalated", "en", {"reference": "HT1", "organisation": "Field & <Sons>"})
    assert "Field & <Sons>" in mail.text
    assert "Field &amp; &lt;Sons&gt;" in mail.html


@pytest.mark.parametrize(
    "link",
    [
        "http://desk.example/c",
        "javascript:alert(1)",
        "https://a b",
        'https://a"onclick="x',
        "http://127.0.0.1.evil.example/",
        "",
    ],
)
def test_a_link_is_https_or_there_is_no_mail(link: str) -> None:
    with pytest.raises(ConfigurationError):
        written("confirm", "en", {**SAMPLE, "link": link})


def test_the_link_is_a_button_on_the_page_and_stands_alone_in_the_text() -> None:
    mail = preview("confirm", "en")
    (button,) = LexborHTMLParser(mail.html).css("a")
    assert (button.attributes["href"], button.text()) == (SAMPLE["link"], "Yes, I asked for help")
    assert SAMPLE["link"] in mail.text.splitlines()


def test_without_an_address_to_sign_in_at_there_is_no_button() -> None:
    mail = written("reactivated", "vi", {"reference": "HT1"})
    assert not LexborHTMLParser(mail.html).css("a")
    assert "\n\n\n" not in mail.text


@pytest.mark.parametrize(
    ("minutes", "english", "vietnamese"),
    [(1, "1 minute", "1 phút"), (30, "30 minutes", "30 phút"), (60, "60 minutes", "60 phút"), (120, "2 hours", "2 giờ")],
)
def test_how_long_a_link_lasts(minutes: int, english: str, vietnamese: str) -> None:
    assert (lasting(timedelta(minutes=minutes), "en"), lasting(timedelta(minutes=minutes), "vi")) == (english, vietnamese)


def test_what_is_not_there_is_named_with_what_is() -> None:
    with pytest.raises(NotFound, match="Known: acknowledged"):
        preview("terminated", "en")
    with pytest.raises(NotFound, match="Known: en, vi, both"):
        preview("escalated", "fr")


@pytest.mark.parametrize("action", list(Action))
def test_every_mail_that_the_runbook_plans_has_a_template(action: Action) -> None:
    steps = Steps(
        ticket_key="odoo:1", generation=1, confirmed=False, language="both", mail_to="cora@school.example", policy=LoginPolicy()
    )
    planned = {str(effect.values["template"]) for effect in steps.of(action, "because") if "template" in effect.values}
    assert planned <= set(TEMPLATES)


def test_letters_carry_the_words_the_recipient_and_the_id() -> None:
    letters = LoginLetters(organisation="Hoa Sen", sign_in_url="https://lms.school.example", link_lasts=timedelta(minutes=30))
    mail = letters(
        "confirm",
        to="cora@school.example",
        language="vi",
        reference="HT00101",
        message_id="<a@school.example>",
        link="https://desk.school.example/confirm/x",
    )
    assert (mail.to, mail.message_id, mail.language) == ("cora@school.example", "<a@school.example>", "vi")
    assert "30 phút" in mail.text and "https://desk.school.example/confirm/x" in mail.html
