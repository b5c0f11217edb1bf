"""Numbers of people are found as they are stated, in both languages; other numbers are no people."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.patterns.text.folding import fold
from unticket.patterns.text.stated_people import stated_people
from unticket.patterns.text.tokens import tokens


def told(text: str) -> list[tuple[int, bool]]:
    return [(found.count, found.open_ended) for found in stated_people(tokens(text))]


COUNTS = [
    ("50+ students cannot submit", 50, True),
    ("pages time out for about 15 students", 15, False),
    ("It loads forever. 5 students affected.", 5, False),
    ("6 students in class B cannot watch it", 6, False),
    ("My children and their friends (3 students) cannot play it", 3, False),
    ("all 30 pupils are waiting", 30, False),
    ("three teachers cannot log in", 3, False),
    ("twenty-five students see a blank page", 25, False),
    ("thirty two students see a blank page", 32, False),
    ("a dozen students", 12, False),
    ("half a dozen teachers", None, False),
    ("a couple of teachers", 2, False),
    ("two dozen users", 24, False),
    ("dozens of users", 24, True),
    ("hundreds of students are locked out", 200, True),
    ("more than 50 students", 50, True),
    ("over 200 employees", 200, True),
    ("at least 12 users", 12, True),
    ("10-15 students", 10, True),
    ("10 to 15 students", 10, True),
    ("10–15 of my students", 10, True),
    ("50 or more students", 50, True),
    ("nearly 40 colleagues", 40, False),
    ("5 of my students", 5, False),
    ("3 of 20 students", 3, False),
    ("3 out of the 20 students", None, False),
    ("15 grade 10 students", 15, False),
    ("12 class 3B pupils", 12, False),
    ("4 other teachers", 4, False),
    ("3 English teachers", 3, False),
    ("1,200 users", 1200, False),
    ("in lesson 3, 5 students are affected", 5, False),
    ("in room 304, 7 students wait", 7, False),
    ("Students affected: 15", 15, False),
    ("Number of users affected: 8", 8, False),
    ("20 học sinh không nộp được bài", 20, False),
    ("khoảng 30 em không vào được", 30, False),
    ("cả lớp 25 bạn đều bị", 25, False),
    ("cả lớp 40 học sinh", 40, False),
    ("hơn 50 hs không nộp được", 50, True),
    ("trên 100 sinh viên", 100, True),
    ("ít nhất 10 người", 10, True),
    ("hai giáo viên không đăng nhập được", 2, False),
    ("hai mươi lăm học sinh", 25, False),
    ("mười lăm em học sinh", 15, False),
    ("ba bạn trong lớp em", 3, False),
    ("năm phụ huynh phản ánh", 5, False),
    ("3 thầy cô", 3, False),
    ("15 nhân viên phòng kế toán", 15, False),
    ("10-15 bạn bị văng ra", 10, True),
    ("từ 10 đến 15 em bị", 10, True),
    ("lớp em có 12 bạn không xem được", 12, False),
    ("50+ em không thi được", 50, True),
    ("số học sinh bị ảnh hưởng: 30", 30, False),
    ("20 em học sinh lớp 10A", 20, False),
    ("1.200 sinh viên", 1200, False),
    ("vài chục em", None, False),
    ("hai trăm học sinh", 200, False),
    ("2,3 bạn không vào được", 2, True),
    ("32 of us cannot continue", 32, False),
    ("a dozen of us are stuck", 12, False),
    ("my class of 30 cannot work", 30, False),
    ("Số HS bị: khoảng 10.", 10, False),
    ("Số người bị ảnh hưởng: 80", 80, False),
    ("Affected: 10. Please help", 10, False),
]


@pytest.mark.parametrize(("text", "count", "open_ended"), [case for case in COUNTS if case[1]])
def test_a_number_of_people_is_found(text: str, count: int, open_ended: bool) -> None:
    assert told(text) == [(count, open_ended)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("20 hoc sinh khong nop duoc bai", 20),
        ("khoang 30 em khong vao duoc", 30),
        ("ca lop 25 ban deu bi", 25),
        ("hon 50 hs khong nop duoc", 50),
        ("hai giao vien khong dang nhap duoc", 2),
        ("muoi lam em hoc sinh", 15),
        ("3 thay co khong vao dc", 3),
        ("15 nhan vien", 15),
        ("so hoc sinh bi anh huong: 30", 30),
    ],
)
def test_it_is_found_without_tone_marks_too(text: str, count: int) -> None:
    assert [found for found, _ in told(text)] == [count]


@pytest.mark.parametrize(
    "text",
    [
        "video of lesson 3 students cannot play",
        "room 304 students wait",
        "error 502 users see",
        "grade 10 students cannot log in",
        "grades 10, 11 and 12 students",
        "class 3B students cannot log in",
        "year 7 pupils",
        "at 3 pm students could not log in",
        "since 15:00 students cannot log in",
        "on 20/02/2026 students could not log in",
        "in 2026 students will use it",
        "20 minutes later students were out",
        "2 videos for students",
        "50% of students",
        "50 % of students",
        "unit 5 teachers guide",
        "up to 50 students",
        "fewer than 10 students",
        "under 5 users",
        "$50 for students",
        "0 students",
        "students of class A",
        "many students, several teachers",
        "0912345678 students",
        "week 5 students get the exam",
        "question 4 students cannot answer",
        "bài 3 em không xem được",
        "lớp 10 em không vào được",
        "lớp 10A học sinh không vào được",
        "phòng 304 em thấy máy hỏng",
        "lúc 8 em vào không được",
        "câu 5 em không hiểu",
        "lần 3 em bị như vậy",
        "tiết 4 học sinh mới vào",
        "khối 12 học sinh thi",
        "năm 2026 học sinh thi",
        "ngày 20 học sinh thi",
        "lỗi 502 người dùng thấy",
        "học phí 500 nghìn một tháng",
        "in 20 bản cho giáo viên",
        "20 bàn trong phòng",
        "nam học sinh lớp 10",
        "sau học sinh mới vào",
        "bà em không vào được",
        "3 trên 10 câu",
        "dưới 10 học sinh",
        "tối đa 30 em",
        "một số học sinh không vào được",
        "một vài giáo viên",
        "one of our teachers cannot log in",
        "một giáo viên không đăng nhập được",
        "one of my two children cannot log in",
        "We have three children at this school",
        "nhà có 2 cháu học ở trường",
        "chỉ thấy 1 trong 2 cháu",
        "trong danh sách lại là tên người khác",
        "sai ten hoc sinh",
    ],
)
def test_other_numbers_are_no_people(text: str) -> None:
    assert told(text) == []


def test_several_numbers_are_all_told() -> None:
    assert told("5 students in class A and 6 students in class B. Also 2 teachers.") == [(5, False), (6, False), (2, False)]


def test_what_subject_and_body_both_tell_counts_once() -> None:
    text = tokens("5 students cannot log in\n\nIn my class 5 students cannot log in, and 5 students of the other class.")
    subject = len(tokens("5 students cannot log in").folded)
    assert [found.count for found in stated_people(text, subject_length=subject)] == [5, 5]


def test_the_words_around_are_quoted() -> None:
    (found,) = stated_people(
        tokens(
            "Good day. The LMS went down during the exam and 50+ students of the two upper "
            "grades cannot submit any of their papers or pictures. Please help."
        )
    )
    assert found.quote == "The LMS went down during the exam and 50+ students of the two upper grades cannot submit any …"


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 1989),
    st.sampled_from(
        [
            "{} students cannot log in",
            "about {} teachers wait",
            "It is slow for {} users.",
            "{} học sinh không vào được",
            "khoảng {} em bị",
            "cả lớp {} bạn",
        ]
    ),
    st.booleans(),
)
def test_another_number_in_the_text_is_another_count(number: int, text: str, unmarked: bool) -> None:
    written = text.format(number)
    assert told(fold(written) if unmarked else written) == [(number, False)]


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 1989), st.sampled_from(["{}+ students", "more than {} users", "hơn {} học sinh", "ít nhất {} em bị"]))
def test_an_open_number_stays_open(number: int, text: str) -> None:
    assert told(text.format(number)) == [(number, True)]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 9999), st.sampled_from(["lesson {}", "room {}", "error {}", "phòng {}", "bài {}", "lỗi {}"]))
def test_what_is_numbered_is_never_people(number: int, text: str) -> None:
    assert told(f"{text.format(number)} students cannot see it") == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(found.count > 0 and found.quote for found in stated_people(tokens(text)))


@pytest.mark.parametrize("piece", ["5 ", "5 to ", "lesson 3 and ", "hai mươi ", "10-", "5 students, ", "students: 5 "])
def test_long_texts_take_linear_time(piece: str) -> None:
    stated_people(tokens(piece * 10_000))
