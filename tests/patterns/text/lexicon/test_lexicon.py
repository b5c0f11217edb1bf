"""Everyday wordings land on the right concept, in both languages, with tone marks and without."""

from __future__ import annotations

from collections.abc import Set

import pytest

from unticket.patterns.text.folding import fold
from unticket.patterns.text.lexicon.lexicon import lexicon
from unticket.patterns.text.tokens import tokens


def concepts(text: str) -> Set[str]:
    return set(lexicon().read(tokens(text)).concepts)


def impacts(text: str) -> Set[str]:
    return {kind for found in lexicon().read(tokens(text)).impacts for kind in found.meanings}


ENGLISH = {
    "The recording of yesterday's lecture won't play": "playback video",
    "Video keeps freezing every few seconds": "playback video",
    "The clip just buffers": "playback video",
    "I can't watch the lesson video": "playback video",
    "The video does not load at all": "playback video",
    "The website is down again": "outage platform",
    "Moodle is not reachable": "outage",
    "The portal cannot be opened by anybody, server error": "outage platform",
    "The system keeps timing out": "outage platform",
    "Intranet went offline this morning": "outage platform",
    "503 service unavailable": "outage",
    "The system keeps kicking me out": "outage platform",
    "Everything is so slow today": "slow",
    "It takes forever to open a page": "slow",
    "The app lags a lot": "slow",
    "I can't log in": "cannot_log_in login",
    "Unable to sign in to my account": "cannot_log_in login account",
    "Login problem": "cannot_log_in login",
    "I am locked out": "cannot_log_in",
    "My account has been deactivated": "deactivated account",
    "it says my account is disabled": "deactivated account",
    "please unlock my account": "deactivated account",
    "I forgot my password": "wrong_password password",
    "Please reset the password": "wrong_password password",
    "My password has expired": "wrong_password password",
    "I do not receive the code": "no_code",
    "The OTP never arrives": "no_code",
    "I have no access to the shared folder": "no_access file",
    "Permission denied": "no_access",
    "Please add me to the course": "no_access course",
    "I am not enrolled in the course": "no_access course",
    "Parents do not receive e-mails": "not_received email",
    "No notifications on my phone": "not_received notification",
    "I cannot open the document": "cannot_open file",
    "The link is broken": "cannot_open",
    "I can't upload my homework": "cannot_submit assignment",
    "The file is too large": "cannot_submit file",
    "Students cannot submit": "cannot_submit",
    "I cannot download the slides": "cannot_download file",
    "The projector does not work": "not_working screen",
    "Keyboard stopped working": "not_working keyboard_or_mouse",
    "My laptop won't turn on": "not_working computer",
    "It shows an error": "error",
    "The computer froze": "stuck computer",
    "Word crashes when I save": "crash software",
    "Blue screen on my laptop": "crash computer",
    "My grades have disappeared": "missing grade",
    "Wrong mark in mathematics": "wrong_content grade",
    "There is a mistake in my name": "wrong_content",
    "Calendar does not sync": "not_updated timetable",
    "No sound in the meeting": "no_sound audio meeting",
    "Nobody can hear me": "no_sound",
    "The microphone is not working": "no_sound audio",
    "I can't join the Zoom meeting": "cannot_join meeting",
    "The wifi keeps dropping": "disconnected network",
    "No internet in the office": "disconnected network",
    "The VPN does not connect": "disconnected vpn",
    "The printer does not print": "not_printing printer",
    "Paper jam": "not_printing",
    "The printer is out of toner": "supplies_out printer",
    "The window is broken": "broken",
    "Water is leaking from the ceiling": "leaking water",
    "The toilet is clogged": "leaking water",
    "There is no light in the hall": "power_out electricity",
    "The air conditioner does not cool": "too_warm_or_cold air_conditioning",
    "It is too hot in the classroom": "too_warm_or_cold room",
    "My mailbox is full": "full email",
    "The licence expired": "expired software",
    "The payment failed": "payment_problem payment",
    "I was charged twice": "payment_problem payment",
    "I got a phishing mail": "suspicious email",
    "I lost my access card": "lost door_or_card",
    "We need the attendance report by Friday": "report_needed report attendance",
    "Please export the list of students": "report_needed",
    "Monthly report please": "report_needed report",
    "Could you add a dark mode": "feature_request",
    "It would be great if the app reminded us": "feature_request",
    "Suggestion: automatic reminders": "feature_request notification",
    "I need a certificate of enrolment": "document_needed certificate",
    "Please change my phone number": "change_needed personal_record",
    "New employee needs an account": "new_needed account",
    "Please install Photoshop": "install_needed software",
    "How do I change the language": "how_to",
    "Please extend the deadline of the assignment": "extension_needed assignment",
    "Booking of the meeting room": "booking_needed room",
    "Timetable clash on Monday": "schedule_problem timetable",
    "I would like to request annual leave": "leave_needed leave",
}
VIETNAMESE = {
    "Video bài giảng không xem được": "playback video",
    "Không mở được video": "playback video",
    "Video cứ giật liên tục": "playback video",
    "Xem video bị đứng hình hoài": "playback video",
    "Bài 3 video tải mãi không lên": "playback video",
    "Hệ thống bị sập": "outage platform",
    "Không vào được trang web": "outage platform",
    "LMS chập chờn từ sáng": "outage platform",
    "Không truy cập được hệ thống": "outage platform",
    "Trang học không ổn định, hay bị văng ra": "outage platform",
    "Web chậm quá": "slow platform",
    "Máy tính chạy rất chậm": "slow computer",
    "Em không đăng nhập được": "cannot_log_in login",
    "Đăng nhập báo lỗi": "cannot_log_in login",
    "Không vào được tài khoản": "cannot_log_in account",
    "Tài khoản của em bị khoá": "deactivated account",
    "tk bị vô hiệu hoá": "deactivated account",
    "Nhờ mở khóa tài khoản": "deactivated account",
    "Em quên mật khẩu": "wrong_password password",
    "Xin cấp lại mật khẩu": "wrong_password password",
    "mk bị sai": "wrong_password password",
    "Không nhận được mã OTP": "no_code",
    "Em không có quyền xem thư mục": "no_access file",
    "Nhờ thêm em vào lớp": "no_access",
    "Phụ huynh không nhận được thông báo": "not_received notification",
    "Em chưa nhận được email": "not_received email",
    "Không mở được file": "cannot_open file",
    "Em không nộp được bài tập": "cannot_submit assignment",
    "Nộp bài bị lỗi": "cannot_submit assignment",
    "File quá nặng không up được": "cannot_submit file",
    "Không tải được tài liệu về": "cannot_download file",
    "Máy chiếu bị hỏng": "not_working screen",
    "Chuột không hoạt động": "not_working",
    "Máy bị treo": "stuck",
    "Máy tính bị màn hình xanh": "crash computer",
    "Điểm của em bị mất": "missing grade",
    "Điểm thi bị sai": "wrong_content grade",
    "Sai ngày sinh trong hồ sơ": "wrong_content personal_record",
    "Dữ liệu chưa cập nhật": "not_updated",
    "Loa không có tiếng": "no_sound audio",
    "Không nghe được gì": "no_sound",
    "Không vào được Zoom": "cannot_join meeting",
    "Mất mạng ở phòng 304": "disconnected network",
    "Wifi yếu quá": "disconnected network",
    "Máy in không in được": "not_printing printer",
    "Máy in kẹt giấy": "not_printing printer",
    "Máy in hết mực": "supplies_out printer",
    "Ghế bị gãy": "broken furniture",
    "Trần nhà bị dột": "leaking water",
    "Phòng học mất điện": "power_out room",
    "Máy lạnh không mát": "too_warm_or_cold air_conditioning",
    "Hộp thư đầy": "full email",
    "Phần mềm hết bản quyền": "expired software",
    "Đã đóng học phí mà vẫn báo nợ": "payment_problem payment",
    "Chuyển khoản bị trừ tiền hai lần": "payment_problem payment",
    "Em bị mất thẻ học sinh": "lost door_or_card",
    "Cần báo cáo điểm danh trước 15h": "report_needed report attendance",
    "Nhờ xuất giúp danh sách lớp": "report_needed",
    "Đề xuất thêm tính năng nhắc bài": "feature_request",
    "Hệ thống có thể tự động gửi thông báo không": "feature_request notification",
    "Xin giấy xác nhận học sinh": "document_needed certificate",
    "Nhờ sửa lại số điện thoại": "change_needed personal_record",
    "Xin cấp tài khoản cho giáo viên mới": "new_needed account",
    "Nhờ cài phần mềm Photoshop": "install_needed software",
    "Làm sao để đổi ảnh đại diện": "how_to",
    "Xin gia hạn nộp bài": "extension_needed assignment",
    "Đăng ký phòng họp": "booking_needed room",
    "Thời khoá biểu bị trùng": "schedule_problem timetable",
    "Em xin nghỉ phép": "leave_needed leave",
}


@pytest.mark.parametrize(("text", "expected"), [*ENGLISH.items(), *VIETNAMESE.items()])
def test_an_everyday_wording_lands_on_its_concepts(text: str, expected: str) -> None:
    assert set(expected.split()) <= concepts(text)


@pytest.mark.parametrize(("text", "expected"), VIETNAMESE.items())
def test_it_does_so_without_tone_marks(text: str, expected: str) -> None:
    assert set(expected.split()) <= concepts(fold(text))


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("The system is no longer slow", "slow"),
        ("The LMS is not down", "outage"),
        ("Hệ thống không bị chậm", "slow"),
        ("He thong khong bi cham", "slow"),
        ("mạng không bị lỗi gì", "error"),
        ("There is no error message", "error"),
        ("Please scroll down", "outage"),
        ("I downloaded it", "outage"),
        ("Thầy chấm điểm bài thi", "slow"),
        ("Thời gian chờ", "cleaning"),
        ("thank you very much", "slow"),
        ("Hết giờ làm việc", "how_to"),
        ("The video plays fine", "playback"),
        ("Video vẫn xem được bình thường", "playback"),
    ],
)
def test_what_is_denied_or_only_looks_alike_is_no_symptom(text: str, absent: str) -> None:
    assert absent not in concepts(text)


WEEK = {
    "video": (
        "Video in lesson 3 does not play. It loads forever.",
        "Lesson 3 video keeps buffering, they cannot watch it",
        "They cannot play the lesson 3 video at home",
    ),
    "video, vi": (
        "Video bài 3 không phát được. Nó tải mãi.",
        "Video bài 3 cứ bị giật, không xem được",
        "Các con không xem được video bài 3 ở nhà",
    ),
    "outage": (
        "LMS very slow since this morning. The LMS is unstable: pages time out.",
        "LMS down during exam submission. The LMS went down during the exam.",
    ),
    "outage, vi": ("LMS rất chậm từ sáng nay. LMS không ổn định, trang bị timeout.", "LMS bị sập trong lúc nộp bài thi"),
    "login": ("Cannot log in to the LMS - account deactivated",),
    "login, vi": ("Không đăng nhập được LMS - tài khoản bị vô hiệu hoá",),
    "report": ("Need attendance report before 3 pm",),
    "report, vi": ("Cần báo cáo điểm danh trước 3 giờ chiều",),
    "feature": ("Feature request: automatic progress notification to parents",),
    "feature, vi": ("Đề xuất tính năng: tự động thông báo tiến độ cho phụ huynh",),
}
SYMPTOM = {
    "video": "playback",
    "outage": "outage",
    "login": "deactivated",
    "report": "report_needed",
    "feature": "feature_request",
}


@pytest.mark.parametrize("matter", WEEK)
@pytest.mark.parametrize("unmarked", [False, True], ids=["as written", "without marks"])
def test_a_weeks_tickets_of_one_matter_share_their_symptom_and_no_other_matters(matter: str, unmarked: bool) -> None:
    symptom = SYMPTOM[matter.removesuffix(", vi")]
    others = set(SYMPTOM.values()) - {symptom}
    for text in WEEK[matter]:
        found = concepts(fold(text) if unmarked else text)
        assert symptom in found
        assert not found & others


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("LMS down during exam submission", "exam"),
        ("students are taking the midterm", "exam"),
        ("before 3 pm", "deadline"),
        ("before 15:00 today", "deadline"),
        ("by tomorrow please", "deadline"),
        ("the deadline is tonight", "deadline"),
        ("Parents keep asking", "parents"),
        ("we cannot teach the class", "teaching"),
        ("there is smoke in the lab", "safety"),
        ("đang thi thì bị sập", "exam"),
        ("trước 15h hôm nay", "deadline"),
        ("hạn nộp là tối nay", "deadline"),
        ("nhiều phụ huynh phản ánh", "parents"),
        ("cả lớp không học được", "teaching"),
        ("mùi khét trong phòng", "safety"),
    ],
)
def test_what_a_trouble_does_is_told_by_the_text(text: str, kind: str) -> None:
    assert kind in impacts(text)
    assert kind in impacts(fold(text))


@pytest.mark.parametrize("text", ["the printer does not work", "máy in không hoạt động", "I cannot log in", "before we start"])
def test_a_plain_trouble_tells_no_impact(text: str) -> None:
    assert impacts(text) == set()


def test_every_concept_is_told_in_both_languages() -> None:
    import tomllib
    from importlib.resources import files

    folder = files("unticket.patterns.text.lexicon")
    for name in ("symptoms", "things", "impacts"):
        for concept, entry in tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")).items():
            assert entry["en"], concept
            assert entry["vi"], concept


@pytest.mark.parametrize(
    "piece", ["không ", "please ", "cannot ", "lms ", "video bài 3 không ", "need the ", "~ # ", "tu dong gui "]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    concepts(piece * 5_000)
