"""What a real Moodle was seen to do beyond the recordings: mails, tokens, rights, switches, both databases, faults."""

from __future__ import annotations

from datetime import timedelta
from http.client import RemoteDisconnected
from typing import Any

import pytest

from unticket.demo.desk.faults import CutBeforeAnswer, Faults, TooManyRequests
from unticket.demo.lms.doors import PATH
from unticket.demo.lms.lookup import Database
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, LEAST, RESET, SITE_INFO, UPDATE, UPDATE_USERS, VIEW_IDENTITY
from unticket.demo.lms.state import Maintenance

MINH = "minh.nguyen@example.com"


def test_a_reset_is_mailed_twice_in_half_an_hour_and_never_a_third_time(site: Any) -> None:
    answers = [site.call(RESET, email=MINH) for _ in range(3)]
    assert [mail.kind for mail in site.state.mails] == ["reset", "reset"]
    assert answers[0] == answers[1] == answers[2], "the answers do not tell"
    site.clock.forward(minutes=31)
    site.call(RESET, email=MINH)
    assert len(site.state.mails) == 3


@pytest.mark.parametrize(
    ("username", "kinds"), [("nologinu", []), ("ldapu", ["info"]), ("minh", ["reset"]), ("MINH", ["reset"]), ("nobody", [])]
)
def test_what_is_mailed_depends_on_the_sign_in_method(site: Any, username: str, kinds: list[str]) -> None:
    site.call(RESET, username=username)
    assert [mail.kind for mail in site.state.mails] == kinds


@pytest.mark.parametrize("field", ["suspended", "confirmed"])
def test_nothing_is_mailed_to_an_account_that_cannot_be_used(site: Any, field: str) -> None:
    setattr(site.state.user("minh"), field, field == "suspended")
    assert site.call(RESET, email=MINH)["status"] == "emailpasswordconfirmmaybesent"
    assert site.state.mails == []


def test_a_site_that_does_not_protect_its_usernames_tells(opened: Any) -> None:
    site = opened(protect_usernames=False)
    told = [site.call(RESET, email=MINH)["status"] for _ in range(3)]
    assert told == ["emailresetconfirmsent", "emailresetconfirmsent", "emailalreadysent"]
    assert site.call(RESET, email="nobody@example.com")["status"] == "dataerror"
    assert site.call(RESET, username="nologinu")["status"] == "emailresetconfirmsent"
    assert len(site.state.mails) == 2


def test_a_mail_server_that_is_down_uses_up_the_first_request(site: Any) -> None:
    site.state.smtp_down = True
    assert site.call(RESET, email=MINH)["errorcode"] == "cannotmailconfirm"
    site.state.smtp_down = False
    site.call(RESET, email=MINH)
    site.call(RESET, email=MINH)
    assert len(site.state.mails) == 1


def test_an_empty_address_is_an_error_of_data(site: Any) -> None:
    assert site.call(RESET, email="")["status"] == "dataerror"


@pytest.mark.parametrize(("database", "found"), [(Database.MARIADB, 1), (Database.POSTGRESQL, 0)])
@pytest.mark.parametrize("asked", ["MINH.Nguyen@example.com", "mính.nguyen@example.com", f"{MINH} "])
def test_only_mariadb_looks_past_case_accents_and_trailing_spaces(opened: Any, database: Any, found: int, asked: str) -> None:
    assert len(opened(database=database).call(BY_FIELD, field="email", values__0=asked)) == found


@pytest.mark.parametrize("database", list(Database))
def test_criteria_are_patterns_without_case_on_both(opened: Any, database: Any) -> None:
    site = opened(database=database)

    def found(pattern: str) -> list[int]:
        return [user["id"] for user in site.call(BY_CRITERIA, criteria__0__key="email", criteria__0__value=pattern)["users"]]

    assert found("MINH.nguyen@EXAMPLE.com") == [3]
    assert found("%") == [2, 3, 4, 5, 6, 7, 8]
    assert found("min_.nguyen@example.com") == [3]
    assert found(r"min\_.nguyen@example.com") == []
    assert found("minh.nguyen@example.com ") == []


def test_an_unknown_criterion_is_a_warning_and_no_restriction(site: Any) -> None:
    answer = site.call(BY_CRITERIA, criteria__0__key="phone", criteria__0__value="1")
    assert (len(answer["users"]), answer["warnings"][0]["warningcode"]) == (7, "invalidfieldparameter")


def test_an_expired_token_is_deleted_by_being_used(site: Any) -> None:
    token = site.state.add_token(site.state.user("helpdeskbot"), expires_at=site.clock() + timedelta(days=1))
    assert site.call(SITE_INFO, token)["userid"] == 8
    site.clock.forward(days=1)
    assert [site.call(SITE_INFO, token)["errorcode"] for _ in range(2)] == ["accessexception", "invalidtoken"]


def test_a_token_works_from_its_address_for_its_functions_and_for_an_owner_in_use(site: Any) -> None:
    bot = site.state.user("helpdeskbot")
    elsewhere = site.state.add_token(bot, only_from="192.0.2.1")
    assert site.call(SITE_INFO, elsewhere)["errorcode"] == "accessexception"
    narrow = site.state.add_token(bot, functions=(SITE_INFO,))
    assert site.call(BY_FIELD, narrow, field="email", values__0=MINH)["errorcode"] == "accessexception"
    bot.suspended = True
    assert site.call(SITE_INFO)["errorcode"] == "wsaccessusersuspended"


def test_without_the_capability_to_see_identities_nobody_is_found_by_address(site: Any) -> None:
    token = site.state.add_token(site.state.user("helpdeskbot"), capabilities=LEAST - {VIEW_IDENTITY})
    assert site.call(BY_FIELD, token, field="email", values__0=MINH) == []
    assert site.call(BY_CRITERIA, token, criteria__0__key="email", criteria__0__value=MINH)["users"] == []
    (user,) = site.call(BY_FIELD, token, field="username", values__0="minh")
    assert "email" not in user


def test_without_the_capability_to_update_nothing_changes(site: Any) -> None:
    token = site.state.add_token(site.state.user("helpdeskbot"), capabilities=LEAST - {UPDATE_USERS})
    assert site.call(UPDATE, token, users__0__id=3, users__0__suspended=1)["errorcode"] == "nopermissions"
    assert site.state.updates == []


def test_an_update_may_change_any_field_and_applies_the_good_half_of_a_batch(site: Any) -> None:
    """Why the token belongs to the connector alone, and why that sends one user and one field."""
    batch = {"users__0__id": 2, "users__0__suspended": 1, "users__1__id": 3, "users__1__email": "other@example.com"}
    assert len(site.call(UPDATE, **batch)["warnings"]) == 1
    assert site.state.user("minh").email == "other@example.com"
    (update,) = site.state.updates
    assert update.changed == {"email": (MINH, "other@example.com")}


@pytest.mark.parametrize("form", [{}, {"users__0__suspended": 1}, {"users__0__id": 3, "users__0__suspended": "maybe"}])
def test_an_update_that_cannot_be_read_is_an_invalid_parameter(site: Any, form: dict[str, Any]) -> None:
    assert site.call(UPDATE, **form)["errorcode"] == "invalidparameter"


def test_the_switches_of_a_site(site: Any) -> None:
    site.state.maintenance = Maintenance.SOFT
    assert site.call(SITE_INFO)["errorcode"] == "sitemaintenance"
    site.state.maintenance = Maintenance.CLI
    assert site.send("POST", PATH, {}).status == 503
    site.state.maintenance = Maintenance.OFF
    site.state.web_services = False
    answer = site.send("POST", PATH, {})
    assert (answer.status, answer.text, answer.kind[:9]) == (403, "", "text/html")


def test_a_token_in_the_address_works_and_one_in_a_header_does_not(site: Any) -> None:
    query = f"wsfunction={SITE_INFO}&moodlewsrestformat=json"
    assert site.send("GET", f"{PATH}?{query}&wstoken={site.lms.token}", {}).body["userid"] == 8
    answer = site.send("GET", f"{PATH}?{query}", {}, {"Authorization": f"Bearer {site.lms.token}"})
    assert answer.body["errorcode"] == "invalidtoken"


def test_without_a_format_it_answers_in_xml(site: Any) -> None:
    form = {"wstoken": site.lms.token, "wsfunction": SITE_INFO}
    assert site.send("POST", PATH, form).text.startswith("<?xml")


def test_a_fault_befalls_the_function_it_is_for_before_or_after_its_effect(opened: Any) -> None:
    plan = Faults().on_call(1, CutBeforeAnswer(), method=UPDATE).on_call(2, CutBeforeAnswer(worked=True), method=UPDATE)
    site = opened(faults=plan.on_call(1, TooManyRequests(retry_after=7), method=RESET))
    for effects in (0, 1):
        with pytest.raises(RemoteDisconnected):
            site.call(UPDATE, users__0__id=3, users__0__suspended=1)
        assert len(site.state.updates) == effects
    assert site.send("POST", PATH, {"wsfunction": RESET}).status == 429
    assert site.lms.calls == {UPDATE: 2, RESET: 1}


def test_only_who_may_sign_in_signs_in(site: Any) -> None:
    minh = site.state.user("minh")
    minh.suspended = True
    assert not site.state.sign_in(minh)
    minh.suspended = False
    assert site.state.sign_in(minh)
    assert minh.lastaccess == int(site.clock().timestamp())
