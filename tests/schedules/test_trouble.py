"""What does not arrive is told of: refusals at once, what may pass when it is late, what nobody knows never sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEFORE = datetime(2026, 2, 18, 5, tzinfo=UTC)
DUE = datetime(2026, 2, 19, 0, 0, 30, tzinfo=UTC)
ADA, THEO = "ada@school.example", "theo@school.example"
OFF = '[desk]\nkind = "ticket_file"\npath = "gone.csv"\n'


def reports_and_notices(house: Any) -> tuple[int, list[str]]:
    return len(house.mails_to(ADA)), [mail["Subject"] for mail in house.mails_to(THEO)]


def test_a_refused_one_is_told_of_at_once_and_not_tried_again(house: Any) -> None:
    house.look(BEFORE)
    house.post.script["RCPT"] = "550 5.1.1 no such user"
    house.look(DUE)  # the notice is refused as well
    house.post.script.clear()
    house.look(DUE + 5 * MINUTE, DUE + 60 * MINUTE)
    with house.opened(DUE) as schedules:
        states = {mail.key: str(mail.state) for mail in schedules.sendings.log()}
        assert schedules.sendings.untold() == 1
    assert states == {
        "daily-ada:2026-02-18:ada@school.example": "refused",
        "notice:daily-ada:2026-02-18:refused:ada@school.example:theo@school.example": "refused",
    }
    assert house.post.taken == []


def test_a_server_that_cannot_now_is_tried_again_in_silence_and_then_told_of(house: Any) -> None:
    house.look(BEFORE)
    house.post.script["DATA"] = "451 4.3.0 later"
    house.look(DUE, DUE + MINUTE, DUE + 4 * MINUTE)
    with house.opened(DUE) as schedules:
        assert [str(mail.kind) for mail in schedules.sendings.log()] == ["report"], "nobody is bothered with five minutes"
    house.look(DUE + 45 * MINUTE)
    house.post.script.clear()
    house.look(DUE + 120 * MINUTE, DUE + 121 * MINUTE)
    reports, notices = reports_and_notices(house)
    assert reports == 1
    assert notices == ["Unticket: the report daily-ada 2026-02-18 cannot be sent to ada@school.example"]


def test_between_tries_there_is_a_pause(house: Any) -> None:
    house.look(BEFORE)
    house.post.script["MAIL"] = "451 4.3.0 later"
    house.look(*(DUE + timedelta(seconds=n) for n in range(20)))
    assert len([line for line in house.post.said if line.startswith("MAIL")]) == 1


@pytest.mark.parametrize("ending", ["cut", "silence", "nonsense"])
def test_where_the_servers_last_word_is_lost_it_is_doubtful_told_of_and_never_sent_again(house: Any, ending: str) -> None:
    house.look(BEFORE)
    house.post.script["dot"] = ending
    house.look(DUE)
    house.post.script.clear()
    house.look(*(DUE + n * 10 * MINUTE for n in range(1, 8)))
    with house.opened(DUE + 90 * MINUTE) as schedules:
        schedules.run("daily-ada", "2026-02-18", by="Theo")
    reports, notices = reports_and_notices(house)
    assert reports == 1, "as often as the server had taken it before its word was lost"
    assert set(notices) == {"Unticket: the report daily-ada 2026-02-18 may not have reached ada@school.example"}


def test_a_notice_is_rather_told_twice_than_not_at_all(house: Any) -> None:
    house.look(BEFORE)
    house.post.script["dot"] = "cut"
    house.look(DUE, DUE + 2 * MINUTE)
    house.post.script.clear()
    house.look(DUE + 30 * MINUTE)
    told = house.mails_to(THEO)
    assert len(told) >= 2
    assert len({mail["Message-ID"] for mail in told}) == 1, "by its id a mail program knows it for the same"


def test_a_desk_that_cannot_be_read_is_told_of_and_the_report_comes_when_it_can(house: Any) -> None:
    house.look(BEFORE)
    tickets = house.folder / "tickets.csv"
    tickets.rename(house.folder / "elsewhere.csv")
    house.look(DUE, DUE + 2 * MINUTE, DUE + 40 * MINUTE)
    reports, notices = reports_and_notices(house)
    assert reports == 0
    assert notices, "somebody was told"
    (house.folder / "elsewhere.csv").rename(tickets)
    house.look(DUE + 90 * MINUTE)
    reports, after = reports_and_notices(house)
    assert (reports, after) == (1, notices)


def test_what_could_not_be_made_before_the_next_was_due_is_told_of_with_whom_it_missed(house: Any) -> None:
    house.look(BEFORE)
    tickets = house.folder / "tickets.csv"
    tickets.rename(house.folder / "elsewhere.csv")
    house.look(DUE)
    (house.folder / "elsewhere.csv").rename(tickets)
    house.look(DUE + DAY)
    reports, notices = reports_and_notices(house)
    assert reports == 1
    assert "Unticket: the report daily-ada 2026-02-18 was not sent" in notices


def test_a_fault_of_the_program_is_told_of_too(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret: hunter2")

    house.look(BEFORE)
    monkeypatch.setattr("unticket.app.schedules.report_mail", broken)
    house.look(DUE)
    (told,) = house.mails_to(THEO)
    assert "ZeroDivisionError" in told.get_content()
    assert "hunter2" not in told.get_content()


def test_without_a_mail_server_in_the_settings_nothing_is_lost(make_house: Callable[..., Any]) -> None:
    house = make_house()
    house.look(BEFORE)
    file = house.folder / "unticket.toml"
    whole = file.read_text("utf-8")
    file.write_text(whole.replace('kind = "smtp"', 'kind = "pigeon"'), "utf-8")
    house.look(DUE)
    file.write_text(whole, "utf-8")
    house.look(DUE + 10 * MINUTE)
    reports, notices = reports_and_notices(house)
    assert reports == 1
    assert notices == ["Unticket: the report daily-ada 2026-02-18 cannot be sent to ada@school.example"]
