"""The texts are as many and as various as those of a real school's desk."""

from __future__ import annotations

import html
import random
import re
import unicodedata
from datetime import date

import pytest

from unticket.demo.generator import generate
from unticket.demo.generator.style import like_a_message, with_capitals, with_slips, without_marks

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")


def visible(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<br>", "\n", body)))


def tickets(desk):
    return desk.tables["helpdesk.ticket"]


def test_at_least_60_percent_of_the_texts_are_distinct(desk):
    assert len({(row["name"], row["description"]) for row in tickets(desk)}) >= 0.6 * len(tickets(desk))


def test_the_words_themselves_are_distinct_not_only_names_and_layout(desk):
    """Without markup, names, addresses, numbers and capitals, more than 60 % of the texts still differ."""

    def bare(row):
        text = ADDRESS.sub("", visible(row["name"] + " " + row["description"]).replace(row["partner_name"], ""))
        return " ".join(re.findall(r"[^\W\d_]+", text.lower()))

    assert len({bare(row) for row in tickets(desk)}) >= 0.6 * len(tickets(desk))


@pytest.mark.parametrize("mix", [0.0, 0.3, 0.5, 1.0])
def test_the_share_of_vietnamese_tickets_is_the_one_asked_for(mix):
    made = generate(seed=3, tickets=1500, first_day=date(2025, 9, 1), last_day=date(2026, 5, 31), language_mix=mix)
    share = sum(ticket.language == "vi" for ticket in made.truth.tickets.values()) / 1500
    assert abs(share - mix) <= 0.06


def test_some_write_vietnamese_with_tone_marks_and_some_without(desk):
    texts = [visible(row["description"]) for row in tickets(desk) if desk.truth.tickets[row["id"]].language == "vi"]
    marked = [any(unicodedata.combining(sign) for sign in unicodedata.normalize("NFD", text)) for text in texts]
    assert 0.5 < sum(marked) / len(texts) < 0.97


def test_mails_carry_what_mails_carry(desk):
    bodies = " ".join(row["description"] for row in tickets(desk))
    for sign in ("gmail_quote", "MsoNormal", "<pre>", "data-o-mail-quote", "<ul>", "<br>", "Sent from my", "đã viết:",
                 "Forwarded message", "0100 555", "confidential"):  # fmt: skip
        assert sign in bodies, sign


def test_a_stated_number_of_people_stands_in_the_text(desk):
    """As digits, or as a word for the small ones."""
    stated = [row for row in tickets(desk) if desk.truth.tickets[row["id"]].stated_people]
    in_digits = [row for row in stated if str(desk.truth.tickets[row["id"]].stated_people) in visible(row["description"])]
    assert len(stated) > 300
    assert len(in_digits) > 0.85 * len(stated)


def test_other_numbers_are_about_too(desk):
    texts = [visible(row["name"] + " " + row["description"]).lower() for row in tickets(desk)]
    for sign in ("lesson ", "error ", "room ", "bài ", "phòng "):
        assert any(re.search(sign + r"\w?\d", text) for text in texts), sign


def test_every_address_belongs_to_nobody(desk):
    for row in (*tickets(desk), *desk.tables["mail.message"]):
        for key in ("name", "description", "body", "email_from", "partner_email"):
            assert all(found.endswith(".example") for found in ADDRESS.findall(str(row.get(key) or ""))), row


def test_no_phrase_is_left_half_said(desk):
    for row in (*tickets(desk), *desk.tables["mail.message"]):
        text = visible(row.get("body") or row["name"] + " " + row["description"])
        assert not re.search(r"[{}\[\]]|\b_|_\b", text), text


def test_typing_without_tone_marks_leaves_plain_letters():
    assert without_marks("Đặt lại mật khẩu, được không ạ?") == "Dat lai mat khau, duoc khong a?"


def test_sentences_begin_with_capitals():
    assert with_capitals("em chào cô. không vào được!\nđã thử") == "Em chào cô. Không vào được!\nĐã thử"


@pytest.mark.parametrize("seed", range(20))
def test_slips_and_short_words_leave_numbers_and_addresses_right(seed):
    text = "Không đăng nhập được từ 7h45 tài khoản an.tran@school.example phòng 304, khoảng 12 học sinh"
    rng = random.Random(seed)
    shaped = with_slips(like_a_message(text, "vi", rng), rng, 3)
    assert "an.tran@school.example" in shaped
    assert re.findall(r"\d+", shaped) == ["7", "45", "304", "12"]
