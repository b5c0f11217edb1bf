"""Writes the sample files beside it: the reference week as Odoo's export dialog would give it. Run by hand.

No real export was at hand: the headings are those of the module's source (English) and of Odoo's published community
translations (Vietnamese); the shapes (all cells quoted, ' before a formula, extra rows for further tags, naive local times) are
those of Odoo's public export code.
"""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

FILES = Path(__file__).parent / "files"
AGENT, TEAM = "Anna Agent", "LMS Support"
WEEK = (
    # number, opened (Asia/Ho_Chi_Minh), minutes, subject, tags, contact, body
    ("HT20289", "2026-02-18 08:40:00", 30, "Video in lesson 3 does not play", "LMS,video,lesson-3", "Student Class A",
     "<p>Students of class A cannot play the video of lesson 3. It loads forever. 5 students affected.</p>"),
    ("HT20290", "2026-02-18 13:05:00", 50, "LMS very slow since this morning", "LMS,outage", "Academic Coordinator",
     "<p>The LMS is unstable: pages time out for about 15 students.</p>"),
    ("HT20291", "2026-02-19 09:15:00", 30, "Lesson 3 video keeps buffering", "LMS,video,lesson-3", "Student Class B",
     "<p>Same as yesterday: the lesson 3 video keeps buffering, 6 students in class B cannot watch it.</p>"),
    ("HT20292", "2026-02-19 14:30:00", 7, "Cannot log in to the LMS - account deactivated", "LMS,login", "Teacher One",
     ('<p>I cannot log in. It says my account is deactivated. My e-mail is <a href="mailto:teacher.one@school.example">'
      "teacher.one@school.example</a>.</p>")),
    ("HT20293", "2026-02-20 08:10:00", 70, "LMS down during exam submission", "LMS,outage,exam", "Exam Office",
     "<p>The LMS went down during the exam. 50+ students cannot submit.</p>"),
    ("HT20294", "2026-02-20 10:20:00", 30, "Video lesson 3 not playing at home", "LMS,video,lesson-3", "Parent Contact",
     "<p>My children and their friends (3 students) cannot play the lesson 3 video.</p>"),
    ("HT20295", "2026-02-20 11:45:00", 120, "Need attendance report before 3 pm", "report", "Director Office",
     "<p>The director needs the attendance report before 15:00 today.</p>"),
    ("HT20296", "2026-02-20 15:00:00", 60, "Feature request: automatic progress notification to parents",
     "LMS,feature-request", "Executive Office",
     "<p>Please add an automatic progress message from the LMS to parents. Parents keep asking.</p>"),
)  # fmt: skip
ENGLISH = ("Ticket number", "Title", "Description", "Stage", "Team", "Assigned user", "Tags", "Priority", "Contact", "Email",
           "Category", "Channel", "Created on", "Last Updated on", "Assigned Date", "Closed Date", "Active")  # fmt: skip
VIETNAMESE = ("Số phiếu", "Tiêu đề", "Mô tả", "Giai đoạn", "Nhóm", "Người phụ trách", "Thẻ", "Mức ưu tiên", "Liên hệ", "Email",
              "Danh mục", "Kênh", "Được tạo vào", "Cập nhật lần cuối vào", "Ngày phân công", "Ngày đóng",
              "Đang hoạt động")  # fmt: skip
TECHNICAL = ("number", "name", "description", "stage_id", "team_id", "user_id", "tag_ids", "priority", "partner_id",
             "partner_email", "category_id", "channel_id", "create_date", "write_date", "assigned_date", "closed_date",
             "active")  # fmt: skip


def rows(stage: str, priority: str) -> list[list[object]]:
    found: list[list[object]] = []
    for number, opened, minutes, subject, tags, contact, body in WEEK:
        opened_at = datetime.fromisoformat(opened)
        closed_at = opened_at + timedelta(minutes=minutes)
        found.append([number, subject, body, stage, TEAM, AGENT, tags, priority, contact, "", "", "",
                      opened_at, closed_at, opened_at, closed_at, True])  # fmt: skip
    return found


def with_extra_rows(found: list[list[object]], place: int = 6) -> list[list[object]]:
    spread: list[list[object]] = []
    for row in found:
        first, *more = str(row[place]).split(",")
        spread.append([*row[:place], first, *row[place + 1 :]])
        spread += [[name if n == place else "" for n in range(len(row))] for name in more]
    return spread


def as_csv(headings: tuple[str, ...], found: list[list[object]], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, delimiter=delimiter)
    writer.writerow(headings)
    for row in found:
        writer.writerow([f"'{cell}" if str(cell)[:1] in ("=", "-", "+") else cell for cell in row])
    return out.getvalue()


def as_xlsx(path: Path, headings: tuple[str, ...], found: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(headings)
    for row in found:
        sheet.append(row)
    book.save(path)


def main() -> None:
    FILES.mkdir(exist_ok=True)
    english, vietnamese = rows("Done", "Medium"), rows("Hoàn thành", "Trung bình")
    (FILES / "odoo_english.csv").write_text(as_csv(ENGLISH, english), "utf-8", newline="")
    (FILES / "odoo_english_tag_rows.csv").write_text(
        as_csv(tuple("Tags/Name" if name == "Tags" else name for name in ENGLISH), with_extra_rows(english)),
        "utf-8",
        newline="",
    )
    (FILES / "odoo_technical.csv").write_text(as_csv(TECHNICAL, rows("Done", "1")), "utf-8", newline="")
    (FILES / "odoo_vietnamese.csv").write_text(as_csv(VIETNAMESE, vietnamese), "utf-8", newline="")
    (FILES / "excel_vietnamese_utf16.csv").write_text(as_csv(VIETNAMESE, vietnamese, "\t"), "utf-16", newline="")
    as_xlsx(FILES / "odoo_english.xlsx", ENGLISH, english)
    as_xlsx(FILES / "odoo_vietnamese.xlsx", VIETNAMESE, with_extra_rows(vietnamese))


if __name__ == "__main__":
    main()
