"""Reports go out when they are due, in their reader's language and zone; each once; what was missed is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest

from unticket.app import opened
from unticket.model.errors import Conflict, UserError
from unticket.model.sending import SendingState

DAY = timedelta(days=1)
BEFORE = datetime(2026, 2, 18, 5, tzinfo=UTC)  # the schedule is known from here on
DUE = datetime(2026, 2, 19, 0, 0, 30, tzinfo=UTC)  # 07:00 on the 19th in Ho Chi Minh City
WEEKLY = """
[[schedules]]
name = "weekly-lead"
report = "weekly"
to = ["theo@school.example", "ada@school.example"]
tell = ["cora@school.example"]
language = "vi"
timezone = "Europe/Warsaw"
"""
ADA, THEO = "ada@school.example", "theo@school.example"


def test_nothing_is_sent_that_was_due_before_the_schedule_was_known(house: Any) -> None:
    house.look(BEFORE, BEFORE + timedelta(hours=18))
    assert house.post.taken == []


def test_a_daily_report_goes_out_once_with_a_workbook_that_opens(house: Any) -> None:
    house.look(BEFORE, DUE, DUE, DUE + timedelta(hours=5))
    (mail,) = house.mails_to(ADA)
    assert mail["Subject"] == "Daily ticket summary: 18 February 2026"
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "daily-2026-02-18.xlsx"
    sheets = openpyxl.load_workbook(io.BytesIO(attached.get_content())).sheetnames
    assert sheets
    assert len(house.post.taken) == 1, "nobody else hears anything"


def test_a_weekly_report_is_in_its_readers_language_and_zone_and_its_pdf_is_one(make_house: Callable[..., Any]) -> None:
    house = make_house(WEEKLY)
    house.look(BEFORE, datetime(2026, 2, 23, 5, 59, tzinfo=UTC))
    assert house.post.taken == [], "07:00 in Warsaw is 06:00 UTC"
    house.look(datetime(2026, 2, 23, 6, 1, tzinfo=UTC))
    for address in (ADA, THEO):
        (mail,) = house.mails_to(address)
        assert mail["To"] == address, "nobody learns who else gets it"
        assert mail["Subject"] == "Báo cáo tuần: Tuần 8, 2026"
        assert mail["Content-Language"] == "vi"
        page = mail.get_body(("html",)).get_content()
        assert "Europe/Warsaw" in page
        assert "LMS" in page
        contents = {attached.get_filename(): attached.get_content() for attached in mail.iter_attachments()}
        assert contents["weekly-2026-W08.pdf"].startswith(b"%PDF")
        openpyxl.load_workbook(io.BytesIO(contents["weekly-2026-W08.xlsx"]))


def test_what_was_sent_is_frozen(house: Any) -> None:
    """What changes at the desk afterwards changes nothing of what is kept, nor of a mail that is tried again."""
    house.post.script["RCPT"] = "451 4.3.0 later"
    house.look(BEFORE, DUE)
    assert house.mails_to(ADA) == []
    (house.folder / "tickets.csv").write_text(
        "Ticket number,Title,Stage,Created on\nHT1,new,New,2026-02-18 03:00:00\n", "utf-8"
    )
    house.post.script.clear()
    house.look(DUE + timedelta(minutes=2))
    (mail,) = house.mails_to(ADA)
    with house.opened(DUE) as schedules, opened(schedules._settings) as unticket:
        (kept,) = unticket.archive.list()
        assert unticket.again(kept.number).totals.count == 1
        assert f"Kept as report {kept.number}" in mail.get_body(("plain",)).get_content()
    assert "HT1" not in mail.get_body(("html",)).get_content()


def test_of_several_missed_ones_only_the_newest_is_made_up_for_and_somebody_hears_of_the_others(house: Any) -> None:
    house.look(BEFORE, DUE, DUE + 4 * DAY, DUE + 4 * DAY + timedelta(minutes=1))
    assert len(house.mails_to(ADA)) == 2
    (told,) = house.mails_to(THEO)
    words = told.get_content()
    assert all(day in words for day in ("2026-02-19", "2026-02-20", "2026-02-21"))
    assert "2026-02-18" not in words


def test_one_that_comes_late_says_so(house: Any) -> None:
    house.look(BEFORE, DUE + timedelta(hours=3))
    (mail,) = house.mails_to(ADA)
    assert "comes late" in mail.get_body(("plain",)).get_content()
    assert "comes late" in mail.get_body(("html",)).get_content()


def test_a_changed_hour_sends_the_same_day_no_second_time(house: Any) -> None:
    house.look(BEFORE, DUE)
    house.schedule(DAILY_AT.format(at="09:30"))
    house.look(DUE + timedelta(hours=3))
    assert len(house.mails_to(ADA)) == 1
    house.look(DUE + DAY + timedelta(hours=3))
    assert len(house.mails_to(ADA)) == 2
    assert house.mails_to(THEO) == []


def test_an_hour_moved_into_the_future_of_the_first_day_is_kept(house: Any) -> None:
    house.look(DUE)  # new at 07:00: that hour is past
    house.schedule(DAILY_AT.format(at="09:30"))
    house.look(DUE + timedelta(hours=3))
    assert len(house.mails_to(ADA)) == 1


def test_a_schedule_that_is_taken_out_while_its_report_waits_is_told_of(make_house: Callable[..., Any]) -> None:
    house = make_house(DAILY_AT.format(at="07:00") + WEEKLY)
    house.post.script["RCPT"] = "451 4.3.0 later"
    house.look(BEFORE, DUE)
    house.post.script.clear()
    house.schedule(WEEKLY)
    house.look(DUE + timedelta(hours=1))
    assert house.mails_to(ADA) == []
    (told,) = house.mails_to("cora@school.example")
    assert "dropped with its schedule" in told["Subject"]


def test_a_person_can_send_a_missed_one_and_nobody_gets_it_twice(house: Any) -> None:
    house.look(BEFORE, DUE, DUE + 3 * DAY)
    with house.opened(DUE + 3 * DAY) as schedules:
        for _ in range(2):
            _, sent = schedules.run("daily-ada", "2026-02-20", by="Theo")
            assert [mail.state for mail in sent] == [SendingState.SENT]
    assert len(house.mails_to(ADA)) == 3
    house.look(DUE + 3 * DAY + timedelta(minutes=5))
    assert len(house.post.taken) == 4, "three reports and one notice"


def test_a_period_that_is_not_over_is_not_sent(house: Any) -> None:
    with house.opened(DUE) as schedules, pytest.raises(UserError, match="not over yet"):
        schedules.run("daily-ada", "2026-02-19", by="Theo")


def test_a_stop_of_everything_holds_reports_back_and_resuming_lets_them_go(house: Any) -> None:
    house.look(BEFORE)
    (house.folder / "STOP").touch()
    house.look(DUE)
    with house.opened(DUE) as schedules, pytest.raises(Conflict, match="everything was stopped"):
        schedules.run("daily-ada", by="Theo")
    assert house.post.taken == []
    (house.folder / "STOP").unlink()
    house.look(DUE + timedelta(minutes=1))
    assert len(house.mails_to(ADA)) == 1


def test_every_mail_stands_in_the_audit_which_stays_whole(house: Any) -> None:
    house.look(BEFORE, DUE)
    with house.opened(DUE) as schedules:
        records = schedules._acting.records
        assert [line.kind for line in records.audit.lines()] == ["report_sent"]
        assert list(records.audit.faults([])) == []


def test_preview_sends_and_keeps_nothing(house: Any) -> None:
    with house.opened(DUE) as schedules:
        schedules_before = schedules.sendings.log()
        with opened(schedules._settings) as unticket:
            unticket.sync()
        occasion, mail = schedules.preview("daily-ada", "2026-02-18")
        assert occasion.label == "2026-02-18"
        assert mail.attachments[0][2].startswith(b"PK")
        assert schedules.sendings.log() == schedules_before == []
    assert house.post.taken == []


DAILY_AT = """
[[schedules]]
name = "daily-ada"
report = "daily"
at = "{at}"
to = ["ada@school.example"]
tell = ["theo@school.example"]
forms = ["xlsx"]
"""
