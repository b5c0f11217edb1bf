"""Tickets become rows that analysis reads: nothing private in them, nothing lost, whatever they hold."""

from __future__ import annotations

import base64
import json
import random
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.model.ticket import Message, Requester, Stage, Ticket
from unticket.patterns.text.reading import SHOWN, read_notes, read_texts
from unticket.patterns.text.table import NOTES, SCHEMA
from unticket.patterns.text.words import MOST

AT = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
CORA = Requester(name="Trần Cora", email="cora@school.example", contact_id="7")


def ticket(subject: str = "", body: str = "", **changes: Any) -> Ticket:
    whole: dict[str, Any] = {
        "requester": CORA,
        "stage": Stage(id="1", name="New"),
        "opened_at": AT,
        "changed_at": AT,
        "reference": "HT1",
    }
    return Ticket(key="odoo:1", subject=subject, body=body, **whole | changes)


def row(subject: str = "", body: str = "", **changes: Any) -> dict[str, Any]:
    (only,) = read_texts([ticket(subject, body, **changes)]).to_dicts()
    return only


def test_a_row_tells_what_the_ticket_says() -> None:
    told = row(
        "Video of lesson 3 does not play",
        "<p>Dear team,</p><p>50+ students wait <b>before 3 pm</b>.</p><p>Trần Cora<br>cora@school.example</p>",
    )
    assert told["key"] == "odoo:1"
    assert told["shown"] == "Dear team,\n\n50+ students wait before 3 pm.\n\n‹name›\n‹address›"
    assert told["language"] == "en"
    assert told["subject_words"] == ["video", "lesson", "play"]
    assert told["words"][:3] == ["video", "lesson", "play"]
    assert {"playback", "video"} <= set(told["concepts"])
    assert told["entities"] == ["lesson 3"]
    assert told["stated"] == [{"count": 50, "open_ended": True, "quote": "50+ students wait before 3 pm"}]
    assert told["impact"] == [{"kind": "deadline", "quote": "50+ students wait before 3 pm"}]


def test_no_tickets_are_no_rows_with_all_columns() -> None:
    assert read_texts([]).schema == SCHEMA
    assert read_notes([]).schema == NOTES


def test_rows_come_in_the_order_of_the_tickets() -> None:
    tickets = [replace(ticket("one"), key=f"odoo:{number}") for number in (3, 1, 2)]
    assert read_texts(iter(tickets))["key"].to_list() == ["odoo:3", "odoo:1", "odoo:2"]


def test_quoted_and_signed_words_of_others_are_not_read() -> None:
    body = "<p>The printer is broken.</p><blockquote>earlier: the video does not play</blockquote><p>-- <br>Head of Payroll</p>"
    told = row("Printer", body)
    assert "video" not in told["concepts"]
    assert "payroll" not in told["words"]


def test_what_is_forwarded_is_the_matter_where_its_sender_adds_little() -> None:
    head = "<p>---------- Forwarded message ---------<br>From: A &lt;a@b.example&gt;<br>Subject: x</p>"
    body = f"<p>FYI</p>{head}<p>The video does not play</p>"
    assert "playback" in row("Fwd: x", body)["concepts"]


def test_a_reply_sign_is_no_word_of_the_subject() -> None:
    assert row("Re: FW: Trả lời: printer")["subject_words"] == ["printer"]


def test_a_greeting_is_no_word() -> None:
    assert row("Printer", "<p>Dear Support and Anna Mustermann,</p><p>no toner</p>")["words"] == ["printer", "toner"]


@pytest.mark.parametrize(
    "body",
    [
        "my password is Hoa@2026",
        "call 0912 345 678 or write to cora@school.example",
        "user cora.tran, password: Hoa@2026",
        "<p>Trần <b>Cora</b></p><p>0912345678</p>",
        "https://lms.example/x?token=abcdef0912345678",
    ],
)
def test_nothing_private_is_in_any_column(body: str) -> None:
    told = json.dumps(row("Cora Tran asks: " + body, body), ensure_ascii=False).lower()
    for private in ("cora", "hoa@2026", "0912", "345678", "345 678", "token=", "address", "secret"):
        assert private not in told.replace("‹address›", "").replace("‹secret›", "")


@pytest.mark.parametrize("end", ["Trần Cora<br>Exam Office<br>T: 0912345678", "Trần Cora - GVCN 9A1", "Trần Cora | Payroll"])
def test_who_signs_is_no_word_also_without_a_goodbye(end: str) -> None:
    assert row("Printer", f"<p>no toner</p><p>{end}</p>")["words"] == ["printer", "toner"]


def test_a_last_line_that_begins_with_a_name_is_read() -> None:
    assert "cannot_log_in" in row("Help", "<p>hello</p><p>Trần Cora cannot log in</p>")["concepts"]


def test_masked_things_are_no_words() -> None:
    assert row("Trần Cora cora@school.example 0912345678")["words"] == []


def test_agents_are_masked_where_the_settings_say_so() -> None:
    assert "Ada" in row("Ada Lovelace said so")["subject"]
    (told,) = read_texts([ticket("Ada Lovelace said so")], names=["Ada Lovelace"]).to_dicts()
    assert told["subject"] == "‹name› said so"


def test_the_desks_own_form_is_not_read() -> None:
    (told,) = read_texts([ticket("x", "<p>Preferred room: none</p><p>no toner</p>")], forms={"preferred room: none"}).to_dicts()
    assert told["shown"] == "no toner"


def test_the_digest_tells_whether_anything_that_is_read_changed() -> None:
    first = row("a", "b")["digest"]
    assert row("a", "b", priority=3, assigned_at=AT)["digest"] == first
    others = [row("a", "c")["digest"], row("ab", "")["digest"], row("a", "b", requester=Requester(name="Theo"))["digest"]]
    named = read_texts([ticket("a", "b")], names=["Ada"])["digest"][0]
    assert len({first, named, *others}) == 5


def test_vietnamese_reads_the_same_with_and_without_tone_marks() -> None:
    marked = row("Video bài 3 không xem được", "<p>khoảng 20 học sinh lớp 10A không xem được, trước 15h hôm nay</p>")
    bare = row("Video bai 3 khong xem duoc", "<p>khoang 20 hoc sinh lop 10A khong xem duoc, truoc 15h hom nay</p>")
    for column in ("subject_words", "words", "entities", "language"):
        assert marked[column] == bare[column], column
    assert {"playback", "video"} <= set(marked["concepts"]) & set(bare["concepts"])
    assert [stated["count"] for stated in marked["stated"]] == [stated["count"] for stated in bare["stated"]] == [20]
    assert [found["kind"] for found in marked["impact"]] == [found["kind"] for found in bare["impact"]] == ["deadline"]


def reference_week() -> pl.DataFrame:
    told = json.loads((files("unticket.demo") / "reference_week.json").read_text(encoding="utf-8"))
    return read_texts(
        ticket(one["name"], one["description"], requester=Requester(name=one["partner_name"]), reference=one["number"])
        for one in told["helpdesk.ticket"]
    )


def test_the_reference_week_states_its_people() -> None:
    stated = [[(one["count"], one["open_ended"]) for one in told] for told in reference_week()["stated"].to_list()]
    assert stated == [[(5, False)], [(15, False)], [(6, False)], [], [(50, True)], [(3, False)], [], []]


def test_the_reference_weeks_matters_share_their_symptoms() -> None:
    found = [set(concepts) for concepts in reference_week()["concepts"].to_list()]
    assert {"playback", "video"} <= found[0] & found[2] & found[5]
    assert "outage" in found[1] & found[4]
    assert {"cannot_log_in", "deactivated"} <= found[3]
    assert "report_needed" in found[6]
    assert "feature_request" in found[7]
    for own, symptom in (
        ({0, 2, 5}, "playback"),
        ({1, 4}, "outage"),
        ({3}, "deactivated"),
        ({6}, "report_needed"),
        ({7}, "feature_request"),
    ):
        assert {place for place, concepts in enumerate(found) if symptom in concepts} == own


def test_the_reference_week_says_what_its_troubles_do() -> None:
    kinds = [{one["kind"] for one in told} for told in reference_week()["impact"].to_list()]
    assert kinds == [set(), set(), set(), set(), {"exam"}, set(), {"deadline"}, {"parents"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "help",
        "giúp",
        "😀🎉🔥" * 50,
        "请帮忙,我无法登录",
        "لا أستطيع تسجيل الدخول",
        "не могу войти",
        "ไม่สามารถเข้าสู่ระบบ",
        "a\x00b\x00",
        "\ud800lone\udfff",
        "\u202ereversed\u202c",
        "‹name›‹secret› ‹",
        "<" * 500,
        "&#0;&#xD800;&nbsp;",
        "=?utf-8?b?SGVsbG8=?=",
        "\n\n\n\t\r",
        "𝕧𝕚𝕕𝕖𝕠 ｖｉｄｅｏ",
        "Z̷̢a̶l̵g̶o̸" * 30,
        "'" * 300,
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_whatever_a_ticket_holds_it_is_one_row(text: str) -> None:
    frame = read_texts(
        [ticket(text, text), ticket(text), ticket(body=text), ticket("x", text, requester=Requester(name=text, email=text))]
    )
    assert frame.schema == SCHEMA
    assert frame.height == 4
    assert frame.write_ipc(None).getbuffer().nbytes > 0


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100), st.text(max_size=400), st.text(max_size=40))
def test_any_text_is_one_row(subject: str, body: str, name: str) -> None:
    assert read_texts([ticket(subject, body, requester=Requester(name=name))]).height == 1


HUGE = {
    "log": "2026-02-18 08:40:12,123 ERROR [worker-7] java.lang.NullPointerException at com.example.Lesson.play(L.java:42)\n"
    * 20_000,
    "base64": base64.b64encode(random.Random(1).randbytes(1_500_000)).decode(),
    "one line of words": "the video does not play " * 90_000,
    "numbers": "0 9 1 2 3 4 5 6 7 8 " * 100_000,
    "no spaces": "a" * 2_000_000,
    "html": "<div><p>the video does not play</p>" * 60_000,
    "labels": "password: x\n" * 160_000,
    "names": "Trần Cora " * 200_000,
}


@pytest.mark.parametrize("kind", HUGE)
@pytest.mark.timeout(20)
def test_two_megabytes_are_read_like_any_text(kind: str) -> None:
    told = row("Log", HUGE[kind])
    assert len(told["shown"]) <= SHOWN
    assert len(told["words"]) <= MOST
    assert len(told["stated"]) <= MOST


def message(body: str, **changes: Any) -> Message:
    whole: dict[str, Any] = {"author": "Ada", "by_agent": True, "internal": True}
    return Message(key="odoo:m1", ticket_key="odoo:1", posted_at=AT, body=body, **whole | changes)


def test_notes_are_what_people_wrote_masked() -> None:
    notes = read_notes(
        [
            message("<p>The CDN failed; told Trần Cora, cora@school.example.</p>"),
            message("<p>Ticket created</p>", automatic=True),
            message("<p>My password is Hoa@2026</p>", author="Trần Cora", by_agent=False, internal=False),
            message("<p> </p>"),
        ],
        [ticket()],
    )
    assert notes.schema == NOTES
    assert notes["text"].to_list() == ["The CDN failed; told ‹name›, ‹address›.", "My password is ‹secret›"]
    assert notes["author"].to_list() == ["Ada", ""]
    assert notes["ticket"].to_list() == ["odoo:1", "odoo:1"]


def test_an_agent_who_is_not_to_be_shown_has_no_name_in_notes() -> None:
    notes = read_notes([message("<p>Ada restarted it, says Ada Lovelace</p>", author="Ada Lovelace")], names=["Ada Lovelace"])
    assert notes["author"].to_list() == [""]
    assert "Lovelace" not in notes["text"][0]
