"""Where a system fails, or everybody is away at once, nobody is warned by mistake, and a person hears of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.model.errors import Conflict
from unticket.runbooks.plan import Mode
from unticket.runbooks.pre_deactivation.record import LookState, WarningState

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def crowd(school: Any, near: int, busy: int) -> None:
    for number in range(near + busy):
        days = 25 if number < near else 3
        address = f"person{number}@school.example"
        school.rows.append(f"Person Number{chr(97 + number // 26)}{chr(97 + number % 26)},{address},active")
        school.account(f"Person Number{chr(97 + number // 26)}{chr(97 + number % 26)}", address, days=days)
    school.write_roster()


def subjects(school: Any) -> list[str]:
    return [str(mail["Subject"]) for mail in school.told()]


def test_so_many_at_once_are_no_matter_of_single_people(make_school: Callable[..., Any]) -> None:
    school = make_school(rest='[patterns]\nholidays = ["2026-11-20..2026-11-30 Autumn break"]')
    crowd(school, near=6, busy=19)
    school.promote()
    school.look(NOW, NOW + MINUTE)
    assert school.warned() == []
    (told,) = school.told()
    assert "stopped the warnings" in told["Subject"]
    text = told.get_content()
    assert "6 of 25 accounts" in text
    assert "Autumn break" in text
    with school.opened() as warnings:
        assert warnings.stopped().by == "breaker"
        with pytest.raises(Conflict, match="stopped"):
            warnings.run(by="Theo", at_most=6)
        warnings._acting.resume("pre_deactivation", by="Theo")
    school.look(NOW + 2 * MINUTE)
    assert school.warned() == [], "going on means from the next look on"
    with school.opened(NOW + 3 * MINUTE) as warnings:
        with pytest.raises(Conflict, match="6 of 25"):
            warnings.run(by="Theo")
        assert len(warnings.run(by="Theo", at_most=6)) == 6
    assert len(set(school.warned())) == 6
    assert len(school.told()) == 1


def test_a_process_that_dies_before_it_stops_is_made_up_for(school: Any) -> None:
    crowd(school, near=6, busy=19)
    with school.opened() as warnings:
        warnings._acting.records.stops.stop = _dead
        with pytest.raises(KeyboardInterrupt):
            warnings.look()
    school.look(NOW + MINUTE)
    with school.opened() as warnings:
        assert warnings.stopped().by == "breaker"
    assert len(school.told()) == 1


def _dead(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_more_than_the_days_limit_waits_and_the_nearest_end_goes_first(make_school: Callable[..., Any]) -> None:
    school = make_school(runbook="per_day = 2")
    first, second, third = (school.add(name, days=days) for name, days in (("An Le", 29), ("Binh Do", 28), ("Cuc Ta", 24)))
    school.promote()
    school.look(NOW, NOW + HOUR)
    assert school.warned() == [first, second]
    assert subjects(school) == ["One warning must wait: the day's limit is reached"]
    school.look(NOW + DAY + HOUR)
    assert school.warned() == [first, second, third]


def test_where_last_uses_are_hidden_nobody_is_warned(school: Any) -> None:
    """As with a token that lost the capability moodle/user:viewhiddendetails."""
    crowd(school, near=2, busy=2)
    for value, token in school.lms.state.tokens.items():
        school.lms.state.tokens[value] = type(token)(
            token.owner, token.functions, token.capabilities - {"moodle/user:viewhiddendetails"}
        )
    school.look()
    assert school.warned() == []
    (told,) = school.told()
    assert "Nobody can be warned" in told["Subject"]


def test_where_many_last_uses_cannot_be_nobody_is_warned(school: Any) -> None:
    crowd(school, near=2, busy=2)
    list(school.lms.state.users.values())[-1].lastaccess = int((NOW + DAY).timestamp())
    school.look()
    assert school.warned() == []
    assert "1 of 4 accounts do not show" in school.told()[0].get_content()


def test_a_platform_that_does_not_answer_is_tried_again_and_told_of_when_late(school: Any) -> None:
    from unticket.demo.lms.state import Maintenance

    lan = school.add("Lan Tran", days=25)
    school.lms.state.maintenance = Maintenance.SOFT
    school.look(NOW, NOW + 2 * MINUTE)
    assert subjects(school) == []
    school.look(NOW + 3 * HOUR, NOW + 4 * HOUR)
    assert subjects(school) == ["Nobody can be warned of switched-off accounts at present"]
    school.lms.state.maintenance = Maintenance.OFF
    school.look(NOW + 5 * HOUR)
    assert school.warned() == [lan]


@pytest.mark.parametrize("how", ["old", "gone", "shrunk"])
def test_a_roster_that_cannot_be_relied_on_warns_nobody(school: Any, how: str) -> None:
    crowd(school, near=2, busy=20)
    school.look(NOW - DAY)  # too early to find anything, but the roster is known from here
    warned = len(school.warned())
    if how == "old":
        with school.opened(NOW) as warnings:
            school.age_roster(NOW - 3 * DAY)
            warnings.look()
    elif how == "gone":
        (school.folder / "roster.csv").unlink()
        with school.opened(NOW) as warnings:
            warnings.look()
    else:
        school.rows = school.rows[:3]
        school.write_roster()
        school.look(NOW)
    with school.opened(NOW) as warnings:
        assert warnings.warnings.looks(1)[0].state is LookState.OPEN
    assert len(school.warned()) == warned
    assert subjects(school) == ["Nobody can be warned of switched-off accounts at present"]


def test_a_second_register_that_is_silent_keeps_everybody_from_being_warned(make_school: Callable[..., Any]) -> None:
    """Gone anywhere is gone: without its answer nobody is known to be employed."""
    school = make_school(rest='[[hr]]\nkind = "roster_file"\nname = "students"\npath = "students.csv"')
    school.add("Lan Tran", days=25)
    school.promote()
    school.look()
    assert school.warned() == []
    students = school.folder / "students.csv"
    students.write_text("name,email,status\nLan Tran,lan.tran@school.example,expelled\n", "utf-8")
    os.utime(students, (NOW.timestamp(), NOW.timestamp()))
    school.look(NOW + HOUR)
    assert school.warned() == []
    with school.opened() as warnings:
        assert dict(warnings.warnings.looks(1)[0].counts)["terminated"] == 1 + 1, "on the list, and by everybody's word"


def test_a_refused_mail_is_told_of_and_not_tried_again(school: Any) -> None:
    school.add("Lan Tran", days=25)
    school.post.script["RCPT"] = "550 5.1.1 unknown"
    with school.opened() as warnings:
        warnings.schedules.send_notices = list  # the notice would be refused as well
        warnings.look()
    school.post.script.clear()
    school.look(NOW + HOUR, NOW + DAY)
    assert school.warned() == []
    assert subjects(school) == ["A warning could not be sent to lan.tran@school.example"]


def test_a_mail_that_waits_until_its_time_is_over_is_told_of(school: Any) -> None:
    school.add("Lan Tran", days=29.9)
    school.post.script["RCPT"] = "451 4.3.0 later"
    school.look()
    school.post.script.clear()
    school.look(NOW + 3 * HOUR)
    assert school.warned() == []
    assert any("without a warning" in subject for subject in subjects(school))
    with school.opened() as warnings:
        assert [one.state for one in warnings.warnings.log()] == [WarningState.DROPPED]


def test_a_database_that_was_put_back_warns_nobody(school: Any) -> None:
    """Its copy does not know whom it warned since."""
    school.add("Lan Tran", days=25)
    (school.folder / "unticket.db.instance").unlink()
    school.look()
    assert school.post.taken == []
    with school.opened() as warnings:
        assert warnings.standing().mode is Mode.SHADOW


def test_what_people_wrote_into_their_names_reaches_no_mail(school: Any) -> None:
    evil = "Lan Tran\\r\\nBcc: all@school.example {{ 7*7 }} <script>"
    school.rows.append(f'"{evil}",lan.tran@school.example,active')
    school.account(evil, "lan.tran@school.example", days=25)
    school.write_roster()
    school.look()
    for mail in school.post.messages:
        assert "Bcc" not in mail
        assert "all@school.example" not in str(mail)
        assert "script" not in mail.get_body(("html",)).get_content()


def test_check_warns_of_a_key_that_can_write_or_is_the_acting_ones(make_school: Callable[..., Any], unticket: Any) -> None:
    school = make_school()
    school.add("Lan Tran", days=25)
    shown = unticket("check", "--json", cwd=school.folder)
    kinds = {finding["kind"]: finding["level"] for finding in json.loads(shown.out)}
    assert kinds["functions"] == "ok"
    assert "functions_too_many" not in kinds
    assert "key_shared" not in kinds
    state = school.lms.state
    wide = state.add_token(state.user("reader"))
    file = school.folder / "unticket.toml"
    text = file.read_text("utf-8")
    file.write_text(
        text.replace(text.split('token = "')[1].split('"')[0], wide)
        + f'[lms]\nkind = "moodle"\nurl = "{school.lms.url}"\ntoken = "{wide}"\n',
        "utf-8",
    )
    findings = json.loads(unticket("check", "--json", cwd=school.folder).out)
    told = {finding["kind"]: finding["what"] for finding in findings if finding["level"] == "warning"}
    assert "core_user_update_users" in told["functions_too_many"]
    assert "key_shared" in told
