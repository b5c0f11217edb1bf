"""Who is near the end is warned, once; nobody else is ever written to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.model.errors import Conflict
from unticket.runbooks.plan import Mode
from unticket.runbooks.pre_deactivation.record import Sequel, WarningState

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def rows(school: Any, moment: datetime = NOW) -> dict[str, int]:
    """How many people there are by each row of the table."""
    with school.opened(moment) as warnings:
        return dict(warnings.found().rows)


def test_who_is_near_is_warned_once_and_told_how_to_keep_the_account(school: Any) -> None:
    lan = school.add("Lan Tran", days=25)
    school.add("Minh Nguyen", days=3)
    school.look(NOW, NOW + timedelta(minutes=1), NOW + DAY, NOW + 2 * DAY)
    (mail,) = school.mails_to(lan)
    assert mail["Auto-Submitted"]
    assert mail["Subject"] == "Your account is about to be switched off / Tài khoản của Anh/Chị sắp bị vô hiệu hoá"
    text, page = (" ".join(mail.get_body((kind,)).get_content().split()) for kind in ("plain", "html"))
    for words in (text, page):
        assert lan in words
        assert "https://lms.school.example" in words
        assert "Saturday, 28 November 2026" in words, "the last day that is wholly before the end"
        assert "thứ Bảy, 28/11/2026" in words
    assert school.warned() == [lan]
    assert school.told() == []


def test_nobody_else_is_written_to_and_each_is_counted_under_its_reason(school: Any) -> None:
    school.add("An Le", days=25, status="terminated")
    school.add("Binh Do", days=25, status="leaving")
    school.add("Cuc Ta", days=22.9)
    school.add("Dung Vo", days=30.1)
    school.add("Em Ngo", days=25, suspended=True)
    school.add("Giang Ton", days=0, lastaccess=0, firstaccess=0)
    school.add("Hai Pham", days=-2)
    school.add("Khoa Admin", days=25, username="admin")
    school.add("Sync Job", days=25, auth="webservice")
    school.add("Rector Magna", days=25, address="rector@school.example")
    school.add("Exam Office", days=25, address="exams@school.example")
    school.add("Old Friend", days=25, address="friend@elsewhere.example")
    school.add("Vy Ngo", days=25, address="vy.ngo@schoo1.example")
    school.rows.append("Trang Ho,trang.ho@school.example,active")
    school.account("Trung Mai", "trang.ho@school.example")
    school.rows.append("Uyen Vo,uyen.vo@school.example,active")
    mai = school.add("Mai Dinh", days=25)
    school.account("Mai Dinh", mai, days=25)
    for name in ("Ha Do", "Hai Do"):
        school.rows.append(f"{name},twins@school.example,active")
    school.account("Ha Do", "twins@school.example", days=25)
    school.account("Not Listed", "not.listed@school.example", days=25)
    school.write_roster()
    found = rows(school)
    school.look()
    assert school.post.taken == []
    assert found == {
        "terminated": 1,
        "not_looked_at": 1,
        "in_use": 1,
        "overdue": 1,
        "off": 1,
        "never_used": 1,
        "unreadable": 1,
        "admin_account": 1,
        "not_a_person": 1,
        "no_go": 1,
        "shared_box": 1,
        "outside": 1,
        "suspicious_address": 1,
        "another_name": 1,
        "no_account": 1,
        "several_accounts": 1,
        "ambiguous_person": 1,
    }


def test_the_next_use_begins_a_new_time_and_an_earlier_one_does_not(school: Any) -> None:
    lan = school.add("Lan Tran", days=25)
    user = next(user for user in school.lms.state.users.values() if user.email == lan)
    first = user.lastaccess
    school.look()
    user.lastaccess = first - 86_400  # the platform was put back from a backup
    school.look(NOW + DAY)
    assert school.warned() == [lan]
    user.lastaccess = int((NOW + DAY).timestamp())
    school.look(NOW + 23 * DAY)
    assert school.warned() == [lan]
    school.look(NOW + 25 * DAY)
    assert school.warned() == [lan, lan]


def test_a_missed_day_still_warns_and_a_missed_week_is_told_of(school: Any) -> None:
    lan = school.add("Lan Tran", days=10)
    school.look(NOW, NOW + 17 * DAY)  # three days before the end
    assert school.warned() == [lan]
    (told,) = school.told()
    assert "16 days" in told["Subject"]


def test_before_the_hour_nobody_is_warned_and_a_day_is_looked_at_once(school: Any) -> None:
    school.add("Lan Tran", days=25)
    school.look(NOW - timedelta(hours=2))
    assert school.warned() == []
    school.look(NOW)
    school.lms.calls.clear()
    school.look(NOW + timedelta(hours=5))
    assert sum(school.lms.calls.values()) == 0


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.SHADOW])
def test_off_and_in_shadow_nobody_is_written_to(make_school: Callable[..., Any], mode: Mode) -> None:
    school = make_school()
    school.add("Lan Tran", days=25)
    if mode is Mode.OFF:
        with school.opened() as warnings:
            warnings._acting.demote("pre_deactivation", by="Theo")
    school.look()
    with school.opened() as warnings:
        states = [warning.state for warning in warnings.warnings.log()]
        assert states == ([WarningState.SHADOW] if mode is Mode.SHADOW else [])
        with pytest.raises(Conflict, match="nobody is written to"):
            warnings.run(by="Theo")
    assert school.post.taken == []


def test_in_supervised_mode_a_persons_word_lets_them_go(make_school: Callable[..., Any]) -> None:
    school = make_school()
    lan = school.add("Lan Tran", days=25)
    school.promote(Mode.SUPERVISED)
    school.look(NOW, NOW + timedelta(minutes=1))
    assert school.warned() == []
    assert [mail["Subject"] for mail in school.told()] == ["One warning waits for your word"]
    with school.opened() as warnings:
        for expected in ([WarningState.SENT], []):
            assert [warning.state for warning in warnings.run(by="Ada")] == expected
    assert school.warned() == [lan]


def test_what_was_listed_in_shadow_goes_out_after_promotion(make_school: Callable[..., Any]) -> None:
    school = make_school()
    lan = school.add("Lan Tran", days=25)
    school.look()
    school.promote()
    school.look(NOW + DAY)
    assert school.warned() == [lan]


@pytest.mark.parametrize("name", ["STOP", "STOP.pre_deactivation"])
def test_a_stop_holds_everything_and_going_on_sends(school: Any, name: str) -> None:
    lan = school.add("Lan Tran", days=25)
    (school.folder / name).touch()
    school.look()
    with school.opened() as warnings, pytest.raises(Conflict, match="stopped"):
        warnings.run(by="Theo")
    assert school.post.taken == []
    (school.folder / name).unlink()
    school.look(NOW + timedelta(minutes=1))
    assert school.warned() == [lan]


def test_what_changes_between_the_look_and_the_mail_counts(school: Any) -> None:
    """The mail server says "later"; meanwhile one signs in, one leaves, one is switched off, and one stays away."""
    names = ("Lan Tran", "Minh Nguyen", "Hoa Pham", "Bao Luu")
    lan, minh, hoa, bao = (school.add(name, days=25 + number / 10) for number, name in enumerate(names))
    users = {user.email: user for user in school.lms.state.users.values()}
    school.post.script["RCPT"] = "451 4.3.0 later"
    school.look()
    school.post.script.clear()
    users[lan].lastaccess = int(NOW.timestamp())
    school.rows = [row.replace("active", "resigned") if minh in row else row for row in school.rows]
    school.write_roster()
    users[hoa].suspended = True
    school.look(NOW + timedelta(minutes=5))
    assert school.warned() == [bao]
    assert ["without a warning" in mail["Subject"] for mail in school.told()] == [True], "of who was switched off"
    with school.opened() as warnings:
        assert {one.address: one.state for one in warnings.warnings.log()} == {
            lan: WarningState.DROPPED,
            minh: WarningState.DROPPED,
            hoa: WarningState.DROPPED,
            bao: WarningState.SENT,
        }


def test_it_is_measured_what_the_accounts_came_to(make_school: Callable[..., Any]) -> None:
    school = make_school()
    lan, minh, hoa = (school.add(name, days=25) for name in ("Lan Tran", "Minh Nguyen", "Hoa Pham"))
    school.promote()
    school.look()
    users = {user.email: user for user in school.lms.state.users.values()}
    users[lan].lastaccess = int((NOW + DAY).timestamp())
    users[minh].suspended = True
    school.look(NOW + 13 * DAY)
    with school.opened(NOW + 13 * DAY) as warnings:
        found = {one.address: one.sequel for one in warnings.warnings.log()}
    assert found == {lan: Sequel.CAME_BACK, minh: Sequel.DEACTIVATED, hoa: Sequel.STILL_ON}


def test_the_audit_holds_each_and_an_erased_person_is_named_nowhere(school: Any) -> None:
    lan = school.add("Lan Tran", days=25)
    school.look()
    with school.opened() as warnings:
        acting = warnings._acting
        kinds = [line.kind for line in acting.records.audit.lines() if line.runbook == "pre_deactivation"]
        assert kinds[-2:] == ["looked", "warning_sent"]
        assert acting.erase(lan) == 1
        assert acting.audit_faults() == []
        assert [one.address for one in warnings.warnings.log()] == [""]
    school.look(NOW + DAY)
    assert school.warned() == [lan], "that she was warned is still known"
