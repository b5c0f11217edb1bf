"""The week that the product must reproduce: its five issues, from subjects and bodies alone, however it is turned."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from unticket.patterns.grouping.group import group
from unticket.patterns.text.folding import fold

FIVE = {frozenset({1, 3, 6}), frozenset({2, 5}), frozenset({4}), frozenset({7}), frozenset({8})}
# The same tickets as a Vietnamese school would write them.
VIETNAMESE = [
    ("Video bài 3 không chạy", "<p>Học sinh lớp A không xem được video bài 3, cứ xoay mãi. 5 học sinh bị.</p>"),
    ("LMS rất chậm từ sáng nay", "<p>Hệ thống LMS không ổn định, khoảng 15 học sinh bị hết thời gian chờ.</p>"),
    ("Video bài 3 cứ giật liên tục", "<p>Giống hôm qua: video bài 3 giật lag, 6 học sinh lớp B không xem được.</p>"),
    ("Không đăng nhập được LMS, tài khoản bị vô hiệu hoá", "<p>Tôi không đăng nhập được, báo tài khoản đã bị vô hiệu hoá.</p>"),
    ("LMS bị sập khi đang nộp bài thi", "<p>LMS sập trong giờ thi. Hơn 50 học sinh không nộp bài được.</p>"),
    ("Ở nhà không xem được video bài 3", "<p>Con tôi và các bạn (3 học sinh) không xem được video bài 3.</p>"),
    ("Cần báo cáo điểm danh trước 15 giờ", "<p>Ban giám hiệu cần báo cáo điểm danh trước 15:00 hôm nay.</p>"),
    (
        "Đề xuất tính năng: tự động thông báo tiến độ cho phụ huynh",
        "<p>Đề nghị bổ sung tin nhắn tự động về tiến độ học tập cho phụ huynh.</p>",
    ),
]


def test_the_week_gives_the_five_issues_of_its_engineer(desk, week, parts) -> None:
    assert parts(group(*desk(week)).issues) == FIVE


def test_the_order_of_rows_their_keys_and_their_days_change_nothing(desk, week, parts) -> None:
    tickets, texts = desk(week, first=datetime(2031, 7, 1, tzinfo=UTC), prefix="zendesk:99")
    turned = parts(group(tickets.reverse(), texts.sample(fraction=1, shuffle=True, seed=3)).issues)
    assert {frozenset(number % 10 for number in part) for part in turned} == FIVE


@pytest.mark.parametrize("dropped", range(1, 9))
def test_without_one_ticket_the_others_stay_together_as_they_were(desk, week, parts, dropped) -> None:
    tickets, texts = desk(week)
    found = group(tickets.filter(pl.col("key") != f"odoo:{dropped}"), texts)
    assert parts(found.issues) == {part - {dropped} for part in FIVE} - {frozenset()}


@pytest.mark.parametrize("marks", [True, False], ids=["with tone marks", "without tone marks"])
@pytest.mark.parametrize("kept", [0, 1], ids=["even tickets", "odd tickets"])
def test_half_of_it_in_vietnamese_gives_the_same_five(desk, week, parts, marks, kept) -> None:
    mixed = [
        ((vi[0], vi[1]) if marks else (fold(vi[0]), fold(vi[1]))) if number % 2 == kept else en
        for number, (en, vi) in enumerate(zip(week, VIETNAMESE, strict=True))
    ]
    assert parts(group(*desk(mixed)).issues) == FIVE


@pytest.mark.parametrize("marks", [True, False], ids=["with tone marks", "without tone marks"])
def test_all_of_it_in_vietnamese_gives_the_same_five(desk, parts, marks) -> None:
    said = VIETNAMESE if marks else [(fold(subject), fold(body)) for subject, body in VIETNAMESE]
    assert parts(group(*desk(said)).issues) == FIVE


def test_a_number_changed_in_a_text_changes_no_group(desk, week, parts) -> None:
    changed = [(subject, body.replace("15", "40").replace("50+", "200+")) for subject, body in week]
    assert parts(group(*desk(changed)).issues) == FIVE


def test_another_lesson_is_the_same_issue_and_its_label_does_not_claim_the_lesson(desk, week) -> None:
    other = [*week, ("Lesson 7 video does not play", "<p>The video of lesson 7 keeps buffering.</p>")]
    found = group(*desk(other))
    issue = dict(found.issues.iter_rows())
    assert issue["odoo:9"] == issue["odoo:1"]


def test_what_all_tickets_of_an_issue_name_stands_in_its_label(desk, week) -> None:
    found = group(*desk(week))
    assert "lesson 3" in found.labels[dict(found.issues.iter_rows())["odoo:1"]].text.lower()
