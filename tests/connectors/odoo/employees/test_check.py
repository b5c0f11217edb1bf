"""`check` of the employees: what is seen, what is missing, and where the key may do more than is needed."""

from __future__ import annotations

from unticket.demo.desk.rights import HELPDESK_USER, HR_OFFICER, INTERNAL
from unticket.model.finding import Level


def by_kind(directory) -> dict:
    return {finding.kind: finding for finding in directory.check()}


def test_an_hr_officers_key_sees_who_is_here_gone_and_leaving(opened, school, employ, days) -> None:
    employ("minh", departure_date=days(9))
    found = by_kind(opened(school))
    assert found["employees_visible"].what == "3 employees visible: 2 active, 1 archived, 1 with a last day."
    assert {finding.level for finding in found.values()} <= {Level.OK, Level.NOTE}
    assert "no group that only reads" in found["hr_rights_change_employees"].what
    assert school.state.key_of("hrbot") not in str(found)


def test_a_key_that_cannot_see_leavers_is_a_fault_or_a_warning_where_allowed(opened, school) -> None:
    assert by_kind(opened(school, user="opsbot"))["departures_unreadable"].level is Level.FAULT
    assert by_kind(opened(school, user="opsbot", active_is_enough=True))["departures_unreadable"].level is Level.WARNING


def test_a_key_shared_with_the_desk_is_warned_of(opened, school, state) -> None:
    state.add_user("Both", "both", groups=(INTERNAL, HELPDESK_USER, HR_OFFICER))
    state.add_key("both")
    assert by_kind(opened(school, user="both"))["hr_rights_desk"].level is Level.WARNING
    assert "hr_rights_desk" not in by_kind(opened(school))


def test_an_administrators_key_is_warned_of(opened, school, state) -> None:
    state.add_key("admin")
    assert by_kind(opened(school, user="admin"))["hr_rights_administrator"].level is Level.WARNING


def test_shared_and_missing_addresses_are_counted(opened, school, employ) -> None:
    employ("minh")
    employ("minh")
    employ("lan", work_email=False)
    found = by_kind(opened(school))
    assert found["addresses_shared"].what.startswith("1 addresses belong")
    assert found["employees_without_address"].what.startswith("1 active")


def test_a_refused_key_is_one_fault(opened, school) -> None:
    faults = [f for f in opened(school, api_key="0" * 40).check() if f.level is Level.FAULT]
    assert [finding.kind for finding in faults] == ["hr_credentials_refused"]
