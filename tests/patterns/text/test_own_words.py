"""The writer's own words are told from what was quoted, forwarded, signed and disclaimed."""

from __future__ import annotations

import pytest

from unticket.patterns.text.own_words import own_words

QUOTED = "old text by someone else"


@pytest.mark.parametrize(
    "introduction",
    [
        "On Mon, 16 Feb 2026 at 08:10, An Tran <an.tran@school.example> wrote:",
        "On Mon, 16 Feb 2026 at 08:10, An Tran\n<an.tran@school.example>\nwrote:",
        "Vào Th 2, 16 thg 2, 2026 vào lúc 08:10 An Trần <an.tran@school.example> đã viết:",
        "Le lun. 16 févr. 2026 à 08:10, An <an@school.example> a écrit :",
        "Am 16.02.2026 um 08:10 schrieb An Tran <an@school.example>:",
        "-----Original Message-----",
        "-------- Thư gốc --------",
        "From: An Tran <an@school.example>\nSent: Monday, February 16, 2026 8:10 AM\nTo: Helpdesk\nSubject: RE: login",
        "________________________________\nTừ: An <an@school.example>\nĐã gửi: Thứ Hai\nĐến: Hỗ trợ\nChủ đề: LMS",
    ],
    ids=lambda text: text.split("\n")[0][:24],
)
def test_a_reply_is_only_what_stands_above_the_quote(introduction: str) -> None:
    words = own_words(f"I still cannot log in.\n\n{introduction}\n\n{QUOTED}\nmore of it")
    assert words.own == "I still cannot log in."
    assert QUOTED in words.quoted


def test_answers_between_quoted_lines_are_own_words() -> None:
    words = own_words("> Which lesson?\nLesson 3.\n> Which class?\nClass B.")
    assert words.own == "Lesson 3.\nClass B."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAn Tran\nMath teacher\n+84 90 000 0000",
        "Best regards,\nAn Tran\nSchool A",
        "Trân trọng,\nAn Trần",
        "Em cảm ơn ạ!\nAn",
        "Sent from my iPhone",
        "Gửi từ iPhone của tôi",
        "Regards\nAn\n\nDISCLAIMER: This e-mail is confidential and may be privileged.",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
    ],
    ids=lambda text: text.split("\n")[0],
)
def test_a_signature_is_no_part_of_the_message(signature: str) -> None:
    assert own_words(f"The video stops after a minute.\n\n{signature}").own == "The video stops after a minute."


def test_thanks_in_the_middle_cut_nothing() -> None:
    text = "Thanks\n\n" + "\n".join(f"This is line {n} of a long explanation of what I did and saw." for n in range(12))
    assert own_words(text).own.endswith("line 11 of a long explanation of what I did and saw.")


def test_a_forwarded_message_is_kept_apart_without_its_head() -> None:
    head = "---------- Forwarded message ---------\nFrom: Parent <p@x.example>\nDate: Mon\nSubject: video"
    words = own_words(f"Please see below.\n\n{head}\n\nIt does not play.")
    assert (words.own, words.forwarded) == ("Please see below.", "It does not play.")


def test_words_that_only_look_like_a_head_stay() -> None:
    text = "On Monday I wrote: please help.\nFrom: here it is slow."
    assert own_words(text).own == text
