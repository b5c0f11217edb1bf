"""Who works here by Odoo's employees: exactly the address asked for, the departed included."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from unticket.demo.desk.faults import CutBeforeAnswer, Faults, Unavailable
from unticket.model.errors import ConnectorError, CredentialsRefused, UnexpectedPayload, Unreachable
from unticket.model.person import Employment


def said(directory, email: str) -> list[Employment]:
    return [one.employment for one in directory.people(email)]


def test_an_active_employee_without_a_last_day_is_active(opened, school) -> None:
    before = datetime.now(UTC)
    (an,) = opened(school, name="staff").people("an.tran@school.example")
    assert (an.directory, an.name, an.emails, an.employment) == (
        "staff",
        "An Tran",
        ("an.tran@school.example",),
        Employment.ACTIVE,
    )
    assert before <= an.as_of <= datetime.now(UTC)
    assert an.starts_on is None  # the day on which the record was made is no first day


def test_an_archived_employee_is_gone_and_not_unknown(opened, school) -> None:
    assert said(opened(school), "binh.le@school.example") == [Employment.TERMINATED]


@pytest.mark.parametrize(
    ("last_day", "active", "expected"),
    [
        (-1, True, Employment.TERMINATED),
        (0, True, Employment.LEAVING),  # the last day is a day of work
        (40, True, Employment.LEAVING),
        (40, False, Employment.TERMINATED),  # archived is gone, whatever the date says
    ],
)
def test_a_last_day_tells_gone_from_leaving(opened, school, employ, days, last_day, active, expected) -> None:
    employ("minh", departure_date=days(last_day), active=active)
    (minh,) = opened(school).people("minh@school.example")
    assert minh.employment is expected
    assert minh.leaves_on == date.fromisoformat(days(last_day))


def test_past_is_past_in_the_desks_zone(opened, school, employ) -> None:
    """Two zones 26 hours apart never have the same day: what is today in the west has passed in the east."""
    west, east = "Etc/GMT+12", "Pacific/Kiritimati"
    employ("minh", departure_date=datetime.now(UTC).astimezone(ZoneInfo(west)).date().isoformat())
    assert said(opened(school, timezone=west), "minh@school.example") == [Employment.LEAVING]
    assert said(opened(school, timezone=east), "minh@school.example") == [Employment.TERMINATED]


def test_nobody_is_an_empty_answer(opened, school) -> None:
    assert opened(school).people("nobody@school.example") == []
    assert list(opened(school).people("")) == []


def test_letter_case_is_no_difference(opened, school, employ) -> None:
    employ("lan", work_email="Lan.Tran@School.Example")
    (lan,) = opened(school).people("lan.tran@SCHOOL.example")
    assert lan.emails == ("lan.tran@school.example",)


@pytest.mark.parametrize("pattern", ["%", "%@school.example", "_n.tran@school.example", "an.tran@school.exampl_", "\\%"])
def test_wildcards_find_nobody(opened, school, pattern) -> None:
    assert opened(school).people(pattern) == []


def test_an_address_with_a_wildcards_sign_finds_its_owner_only(opened, school, employ) -> None:
    employ("a_b")
    employ("axb")
    assert [one.emails for one in opened(school).people("a_b@school.example")] == [("a_b@school.example",)]


def test_a_letter_that_lower_case_turns_into_another_is_not_the_other(opened, school, employ) -> None:
    """U+212A, the Kelvin sign, becomes a k in Python's lower case."""
    employ("kim")
    assert opened(school).people("\u212aim@school.example") == []


def test_two_employees_of_one_address_are_both_told(opened, school, employ) -> None:
    employ("minh")
    employ("minh", active=False)
    assert sorted(said(opened(school), "minh@school.example")) == [Employment.ACTIVE, Employment.TERMINATED]


def test_a_private_address_counts_only_where_the_settings_say_so(opened, school, employ) -> None:
    employ("minh", private_email="minh@home.example")
    assert opened(school).people("minh@home.example") == []
    directory = opened(school, private_addresses=True)
    (minh,) = directory.people("minh@home.example")
    assert minh.emails == ("minh@school.example", "minh@home.example")
    assert len(directory.people("minh@school.example")) == 1


def test_the_first_day_is_the_earliest_contracts(opened, school, state, employ) -> None:
    minh = employ("minh")
    for start in ("2024-09-01", "2022-01-15", False):
        state.add("hr.version", name="v", active=True, employee_id=minh, contract_date_start=start)
    assert opened(school).people("minh@school.example")[0].starts_on == date(2022, 1, 15)


def test_the_staff_number_is_the_field_of_the_settings(opened, school, employ) -> None:
    employ("minh", registration_number="S-17", barcode="9001")
    number = {
        field: opened(school, staff_number_field=field).people("minh@school.example")[0].staff_number
        for field in ("registration_number", "barcode", "no_such_field", "")
    }
    assert number == {"registration_number": "S-17", "barcode": "9001", "no_such_field": "", "": ""}


def test_a_key_outside_hr_proves_that_somebody_is_gone_but_never_that_somebody_is_employed(opened, school) -> None:
    directory = opened(school, user="opsbot")
    assert said(directory, "binh.le@school.example") == [Employment.TERMINATED]
    assert directory.people("nobody@school.example") == []
    with pytest.raises(CredentialsRefused, match="no proof of employment") as refused:
        directory.people("an.tran@school.example")
    assert not refused.value.transient
    assert "active_is_enough" in refused.value.hint


def test_the_settings_may_let_active_be_enough(opened, school) -> None:
    directory = opened(school, user="opsbot", active_is_enough=True)
    assert said(directory, "an.tran@school.example") == [Employment.ACTIVE]


def test_a_refused_key_is_told_in_this_directorys_words(opened, school) -> None:
    with pytest.raises(CredentialsRefused) as refused:
        opened(school, api_key="0" * 40, name="staff").people("an.tran@school.example")
    assert "[[hr]] staff" in refused.value.hint
    assert "desk" not in refused.value.hint.lower()


def test_an_odoo_without_employees_is_told(opened, school, monkeypatch) -> None:
    from unticket.demo.desk import call

    monkeypatch.delitem(call.MODELS, "hr.employee")
    with pytest.raises(UnexpectedPayload, match="has no employees"):
        opened(school).people("an.tran@school.example")


def test_a_passing_failure_is_asked_again_and_a_lasting_one_is_transient(opened, faulty) -> None:
    desk = faulty(Faults().on_call(1, CutBeforeAnswer(), model="hr.employee", method="search_read"))
    assert said(opened(desk), "an.tran@school.example") == [Employment.ACTIVE]
    down = faulty(Faults().every(1, Unavailable(503), model="hr.employee", method="search_read"))
    with pytest.raises(Unreachable) as lost:
        opened(down).people("an.tran@school.example")
    assert lost.value.transient


def test_a_date_that_is_none_is_an_error_and_not_a_guess(opened, school, employ) -> None:
    employ("minh", departure_date="soon")
    with pytest.raises(ConnectorError, match="departure_date"):
        opened(school).people("minh@school.example")


def test_over_json_rpc_the_answers_are_the_same(opened, state, employ, days) -> None:
    from unticket.demo.desk.serve import serve

    state.serie = "17.0"
    employ("minh", departure_date=days(3))
    with serve(state) as desk:
        directory = opened(desk)
        assert said(directory, "minh@school.example") == [Employment.LEAVING]
        assert said(directory, "binh.le@school.example") == [Employment.TERMINATED]
