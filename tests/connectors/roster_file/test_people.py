"""Who is employed by a roster: what its words and dates say on the day of the question, and nothing that it doesn't say."""

from __future__ import annotations

import io
import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
import xlsxwriter

from unticket.model.errors import ConnectorError
from unticket.model.person import Employment


def said(directory, email: str) -> list[Employment]:
    return [one.employment for one in directory.people(email)]


def test_each_row_says_what_it_says(opened, write, now) -> None:
    write()
    staff = opened()
    assert said(staff, "an.tran@school.example") == [Employment.ACTIVE]
    assert said(staff, "binh.le@school.example") == [Employment.TERMINATED]
    assert said(staff, "minh.nguyen@school.example") == [Employment.LEAVING]
    assert staff.people("nobody@school.example") == []
    (an,) = staff.people("AN.TRAN@school.example")
    assert (an.directory, an.id, an.name, an.staff_number) == ("staff", "S-1", "An Tran", "S-1")
    assert (an.emails, an.starts_on, an.leaves_on) == (("an.tran@school.example",), date(2022, 1, 15), None)
    assert an.as_of == now - timedelta(hours=1)


def test_each_of_several_addresses_finds_the_person(opened, write) -> None:
    write()
    staff = opened()
    assert staff.people("lan@home.example") == staff.people("lan.pham@school.example")
    assert len(staff.people("lan@home.example")) == 1


@pytest.mark.parametrize("asked", ["%", "_", "*@school.example", "an.tran", "@school.example", "", "\u212aim@school.example"])
def test_only_exactly_the_address_is_found(opened, write, asked) -> None:
    write("Name,Email,Status\nKim Do,kim@school.example,active\nAn,an.tran@school.example,active\n")
    assert list(opened().people(asked)) == []


@pytest.mark.parametrize(
    ("timezone", "expected"), [("Asia/Ho_Chi_Minh", Employment.TERMINATED), ("America/New_York", Employment.LEAVING)]
)
def test_a_last_day_ends_at_midnight_in_the_desks_zone(opened, write, timezone, expected) -> None:
    write("Name,Email,Last day\nMinh,minh@school.example,2026-11-23\n")
    assert said(opened(timezone=timezone), "minh@school.example") == [expected]


def test_a_last_day_that_passes_is_noticed_without_a_new_file(opened, write) -> None:
    write("Name,Email,Last day\nMinh,minh@school.example,2026-11-25\n")
    staff = opened()
    assert said(staff, "minh@school.example") == [Employment.LEAVING]
    staff.now = lambda: datetime(2026, 11, 26, 3, tzinfo=UTC)
    assert said(staff, "minh@school.example") == [Employment.TERMINATED]


def test_gone_by_word_is_gone_though_the_last_day_is_to_come(opened, write) -> None:
    write("Name,Email,Status,Last day\nMinh,minh@school.example,Terminated,2027-01-01\n")
    assert said(opened(), "minh@school.example") == [Employment.TERMINATED]


def test_a_graduation_far_away_need_not_mean_leaving(opened, write) -> None:
    write("Student name,Email,Status,End date\nMinh,minh@school.example,Enrolled,2029-06-30\n")
    assert said(opened(), "minh@school.example") == [Employment.LEAVING]
    (minh,) = opened(leaving_days=60).people("minh@school.example")
    assert (minh.employment, minh.leaves_on) == (Employment.ACTIVE, None)
    near = opened(leaving_days=60, max_age_days=9999, now=datetime(2029, 6, 1, tzinfo=UTC))
    assert said(near, "minh@school.example") == [Employment.LEAVING]


def test_two_people_of_one_address_are_both_told(opened, write) -> None:
    write("Staff ID,Name,Email,Status\n1,Minh,m@school.example,active\n2,Mai,m@school.example,left\n")
    assert said(opened(), "m@school.example") == [Employment.ACTIVE, Employment.TERMINATED]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Active", Employment.ACTIVE),
        ("đang làm việc", Employment.ACTIVE),
        ("ĐANG HỌC", Employment.ACTIVE),
        ("Sắp nghỉ việc", Employment.LEAVING),
        ("Đã nghỉ việc", Employment.TERMINATED),
        ("Đa\u0303 nghi\u0309 viê\u0323c", Employment.TERMINATED),  # accents stored apart
        ("Thôi học", Employment.TERMINATED),
        ("graduated", Employment.TERMINATED),
        ("inactive", Employment.TERMINATED),
    ],
)
def test_status_words_are_known_in_both_languages(opened, write, word, expected) -> None:
    write(f"Name,Email,Status\nMinh,minh@school.example,{word}\n")
    assert said(opened(), "minh@school.example") == [expected]


def test_the_settings_words_win(opened, write) -> None:
    write("Name,Email,Status\nMinh,minh@school.example,Thai sản\nMai,mai@school.example,Active\n")
    staff = opened(status_words={"thai sản": "active", "Active": "leaving"})
    assert said(staff, "minh@school.example") == [Employment.ACTIVE]
    assert said(staff, "mai@school.example") == [Employment.LEAVING]


@pytest.mark.parametrize(("told", "expected"), [("TRUE", Employment.ACTIVE), ("no", Employment.TERMINATED)])
def test_yes_and_no_count_where_the_heading_asks_whether_active(opened, write, told, expected) -> None:
    write(f"Name,Email,Active\nMinh,minh@school.example,{told}\n")
    assert said(opened(), "minh@school.example") == [expected]


def test_yes_under_a_status_is_not_guessed(opened, write) -> None:
    """The column may be named "Has left"."""
    write("Name,Email,Has left\nMinh,minh@school.example,yes\n")
    with pytest.raises(ConnectorError, match="not known"):
        opened(columns={"status": "Has left"}).people("minh@school.example")


def test_a_list_of_present_people_needs_a_word_of_the_owner(opened, write) -> None:
    write("Name,Email\nMinh,minh@school.example\n")
    with pytest.raises(ConnectorError, match="no column tells who left"):
        opened().people("minh@school.example")
    assert said(opened(listed_means_active=True), "minh@school.example") == [Employment.ACTIVE]


def test_vietnamese_headings_below_a_title_and_semicolons(opened, write) -> None:
    write(
        "TRƯỜNG PHỔ THÔNG MẪU;;;;\nDANH SÁCH GIÁO VIÊN;;;;\n\n"
        "Mã giáo viên;Họ đệm;Tên;Địa chỉ email;Trạng thái\nGV01;Trần Thị;An;an@school.example;Đang công tác\n"
    )
    (an,) = opened().people("an@school.example")
    assert (an.name, an.staff_number, an.employment) == ("Trần Thị An", "GV01", Employment.ACTIVE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_encodings_are_seen(opened, write, encoding) -> None:
    text = "Họ và tên,Email,Trạng thái\nTrần Thị Bích,bich@school.example,Đang làm việc\n"
    if encoding == "cp1258":  # writes tones as marks of their own
        marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
        text = "".join(
            "".join(p if p in marks else unicodedata.normalize("NFC", p) for p in _apart(letter, marks)) for letter in text
        )
    write(text.encode(encoding))
    (bich,) = opened().people("bich@school.example")
    assert (bich.name, bich.employment) == ("Trần Thị Bích", Employment.ACTIVE)


def test_a_workbook_keeps_its_dates_and_numbers(opened, write) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Staff")
        sheet.write_row(0, 0, ["STAFF LIST"])
        sheet.write_row(2, 0, ["Staff ID", "Name", "Email", "Status", "Last day"])
        sheet.write_row(3, 0, [17, "Minh", "minh@school.example", "Active"])
        sheet.write_datetime(3, 4, datetime(2026, 12, 31), book.add_format({"num_format": "yyyy-mm-dd"}))
        book.add_worksheet("Notes").write(0, 0, "nothing here")
    write(stream.getvalue(), "staff.xlsx")
    (minh,) = opened(path="staff.xlsx").people("minh@school.example")
    assert (minh.staff_number, minh.employment, minh.leaves_on) == ("17", Employment.LEAVING, date(2026, 12, 31))


def test_other_dates_are_read_as_the_settings_say_and_never_guessed(opened, write) -> None:
    write("Name,Email,Last day\nMinh,minh@school.example,03/04/2026\n")
    with pytest.raises(ConnectorError, match="last day is not a date"):
        opened().people("minh@school.example")
    assert opened(date_format="%d/%m/%Y").people("minh@school.example")[0].leaves_on == date(2026, 4, 3)


def test_of_a_pattern_the_newest_file_counts(opened, write) -> None:
    write("Name,Email,Status\nMinh,minh@school.example,active\n", "staff-1.csv", age=timedelta(days=2))
    write("Name,Email,Status\nMinh,minh@school.example,left\n", "staff-2.csv", age=timedelta(days=1))
    assert said(opened(path="staff-*.csv"), "minh@school.example") == [Employment.TERMINATED]


def test_a_new_file_is_read_at_the_next_question(opened, write) -> None:
    write("Name,Email,Status\nMinh,minh@school.example,active\n", age=timedelta(hours=2))
    staff = opened()
    assert said(staff, "minh@school.example") == [Employment.ACTIVE]
    write("Name,Email,Status\nMinh,minh@school.example,left\n")
    assert said(staff, "minh@school.example") == [Employment.TERMINATED]


def _apart(letter: str, marks: set[str]) -> list[str]:
    """The letter with its tone apart, as cp1258 writes it; other accents stay on."""
    parts = unicodedata.normalize("NFD", letter)
    tones = [part for part in parts if part in marks]
    rest = "".join(part for part in parts if part not in marks)
    return [unicodedata.normalize("NFC", rest), *tones]
