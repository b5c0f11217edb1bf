"""A form's own texts go, and what the person filled in stays."""

from __future__ import annotations

import pytest

from unticket.patterns.text.forms import form_lines, without_forms

FORM = (
    "Full name: Ada\nE-mail: a@b.example\nPhone: 1\nSubject: Video\nDescription: the video does not play: it buffers\nand stops"
)


def test_of_a_known_form_only_the_matter_stays() -> None:
    assert without_forms(FORM) == "Video\nthe video does not play: it buffers\nand stops"


def test_a_vietnamese_form_is_known_with_and_without_tone_marks() -> None:
    form = "Họ và tên: Ada\nSố điện thoại: 1\nNội dung: không xem được video"
    assert without_forms(form) == "không xem được video"
    assert without_forms("Ho va ten: Ada\nSo dien thoai: 1\nNoi dung: khong xem duoc video") == "khong xem duoc video"


@pytest.mark.parametrize(
    "text",
    [
        "Problem: the printer is out of toner",
        "Hello,\n\nhere is what happens: nothing.",
        "Class: 10A\nthe video does not play",
        "see https://lms.example/x\nand http://lms.example/y",
        "at 10:30 and 11:30",
        "",
    ],
)
def test_what_a_person_writes_with_a_colon_stays(text: str) -> None:
    assert without_forms(text) == text


def test_the_head_that_a_web_form_writes_goes() -> None:
    assert without_forms("This message was sent from the contact form\nI cannot log in") == "I cannot log in"


def test_the_desks_own_lines_go_where_they_are_given() -> None:
    text = "Campus: North\nAffected system: LMS\nPlease answer within two days.\nNo video"
    assert without_forms(text, {"campus: north", "affected system:", "please answer within two days."}) == "LMS\nNo video"


def bodies(count: int) -> list[str]:
    return [
        f"<p>Campus: {'North' if n % 2 else 'South'}</p><p>Channel: portal</p><p>Wanted: {n} things</p><p>text {n}</p>"
        for n in range(count)
    ]


def test_a_form_is_found_in_the_bodies_themselves() -> None:
    found = form_lines(bodies(60) + ["<p>free text</p>"] * 60)
    assert found >= {"campus:", "channel:", "wanted:", "channel: portal"}
    assert without_forms("Campus: North\nChannel: portal\nWanted: 3 things\ntext 3", found) == "North\n3 things\ntext 3"


def test_few_tickets_show_no_form() -> None:
    assert form_lines(bodies(10)) == frozenset()


def test_what_many_people_write_in_their_own_places_is_no_form() -> None:
    told = [f"<p>{'a<br>' * (n % 5)}Problem: the video</p><p>Since: {n} o'clock</p>" for n in range(100)]
    assert not {"problem:", "since:"} & form_lines(told)


def test_one_label_alone_is_no_form() -> None:
    assert form_lines(["<p>Problem: the video</p><p>it is slow</p>"] * 100) == frozenset()
