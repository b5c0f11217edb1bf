"""LDAP people: read over an encrypted connection, employed only where every mark that the settings want says so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from unticket.model.errors import ConfigurationError, ConnectorError, CredentialsRefused, UnexpectedPayload
from unticket.model.person import Employment

Open = Callable[..., Any]
WORDS = {"status": "employeeType", "employed_words": ["Teacher", "Staff"], "departed_words": ["Former"]}


def _only(directory: Any, mail: str) -> Any:
    (person,) = directory.people(mail)
    return person


@pytest.mark.parametrize("url", ["url", "secure_url"], ids=["StartTLS", "LDAPS"])
def test_people_are_read_over_an_encrypted_connection(url: str, server: Any, opened: Open, person: Open) -> None:
    assert _only(opened(url=getattr(server, url)), person()).employment is Employment.ACTIVE


@pytest.mark.parametrize("url", ["url", "secure_url"], ids=["StartTLS", "LDAPS"])
def test_a_certificate_of_nobody_known_is_refused(url: str, server: Any, opened: Open, person: Open) -> None:
    with pytest.raises(ConnectorError, match="not over an encrypted connection"):
        opened(url=getattr(server, url), ca_file=None).people(person())


def test_a_certificate_for_another_name_is_refused(server: Any, opened: Open, person: Open) -> None:
    with pytest.raises(ConnectorError, match="not over an encrypted connection"):
        opened(url=server.secure_url.replace("127.0.0.1", "localhost")).people(person())


@pytest.mark.parametrize(
    ("types", "employment"),
    [
        ("teacher", Employment.ACTIVE),
        (["Teacher", "Staff"], Employment.ACTIVE),
        (["Teacher", "Former"], Employment.TERMINATED),
        (["Teacher", "Guest"], Employment.AMBIGUOUS),
        ("Guest", Employment.AMBIGUOUS),
        (None, Employment.AMBIGUOUS),
    ],
)
def test_words(types: Any, employment: Employment, opened: Open, person: Open) -> None:
    told = {} if types is None else {"employeeType": types}
    assert _only(opened(**WORDS), person(**told)).employment is employment


def test_groups_count_however_their_names_are_written(ldap: Any, server: Any, opened: Open, person: Open) -> None:
    inside, outside, gone = person(), person(), person()
    dns = {mail: f"uid=p{mail.partition('@')[0].removeprefix('person')},{ldap.PEOPLE}" for mail in (inside, outside, gone)}
    for name, members in (("now", [inside, gone]), ("left", [gone])):
        member = [dns[mail] for mail in members]
        server.add(f"cn={name},ou=groups,{ldap.BASE}", objectClass="groupOfNames", cn=name, member=member)
    directory = opened(
        employed_groups=[f"CN=Now, OU=Groups, {ldap.BASE}"],
        departed_groups=[f"cn=left,ou=groups,{ldap.BASE}"],
        everybody_is_employed=False,
    )
    said = [_only(directory, mail).employment for mail in (inside, outside, gone)]
    assert said == [Employment.ACTIVE, Employment.AMBIGUOUS, Employment.TERMINATED]


def test_a_staff_number_keeps_its_zeros(opened: Open, person: Open) -> None:
    found = _only(opened(), person(employeeNumber="007", displayName="Lê Cora"))
    assert (found.staff_number, found.name) == ("007", "Lê Cora")


def test_a_person_is_known_by_every_address_of_theirs(opened: Open, person: Open) -> None:
    mail = person(mail=["Cora.Two@School.Example", "c2@home.example"])
    assert mail not in _only(opened(), "c2@home.example").emails
    assert _only(opened(), "cora.two@school.example").emails == ("cora.two@school.example", "c2@home.example")


def test_a_day_that_cannot_be_read_is_an_error_and_never_no_end(opened: Open, person: Open) -> None:
    with pytest.raises(UnexpectedPayload, match="cannot be read"):
        opened(last_day="carLicense").people(person(carLicense="end of June"))


def test_an_account_control_that_is_hidden_is_an_error_and_never_a_good_sign(opened: Open, person: Open) -> None:
    with pytest.raises(UnexpectedPayload, match="does not show"):
        opened(account_control="carLicense").people(person())


@pytest.mark.parametrize(
    "asked", ["*)(uid=*@school.example", "person*@school.example", "x)(|(mail=*@school.example", "\\2a@x.example"]
)
def test_a_filter_cannot_be_broken_out_of(asked: str, opened: Open, person: Open) -> None:
    person()
    assert list(opened().people(asked)) == []


def test_an_address_with_signs_of_filters_is_found_as_it_is(opened: Open, person: Open) -> None:
    person(mail="o'neil+(a)*b@school.example")
    assert len(opened().people("O'Neil+(a)*b@school.example")) == 1


def test_more_people_than_one_address_can_have_are_an_error(opened: Open, person: Open) -> None:
    for _ in range(51):
        person(mail="crowd@school.example")
    with pytest.raises(UnexpectedPayload, match="more people"):
        opened().people("crowd@school.example")


@pytest.mark.parametrize(
    ("wrong", "error", "what"),
    [
        ({"password": "wrong"}, CredentialsRefused, "refused the sign-in"),
        ({"bind_dn": "cn=nobody,dc=school,dc=example"}, CredentialsRefused, "refused the sign-in"),
        ({"base": "ou=nowhere,dc=school,dc=example"}, ConnectorError, "no entry"),
        ({"base": "not a dn"}, ConnectorError, "no distinguished name"),
        ({"bind_dn": "", "password": ""}, ConnectorError, "no entry"),
    ],
)
def test_what_is_refused_says_why_and_is_not_tried_again(
    wrong: dict[str, Any], error: type[ConnectorError], what: str, opened: Open
) -> None:
    with pytest.raises(error, match=what) as refused:
        opened(**wrong).people("cora@school.example")
    assert not refused.value.transient and refused.value.hint


def test_check_sees_what_is_hidden(opened: Open, person: Open) -> None:
    person()
    findings = opened(status="roomNumber", employed_words=["x"], everybody_is_employed=False).check()
    assert {"people_visible", "attribute_hidden"} == {finding.kind for finding in findings}


def test_check_warns_where_nobody_is_seen(ldap: Any, opened: Open) -> None:
    assert [finding.kind for finding in opened(base=f"ou=groups,{ldap.BASE}").check()] == ["nobody_visible"]


def test_without_the_package_the_next_move_is_named(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bonsai", None)
    monkeypatch.delitem(sys.modules, "unticket.connectors.ldap.search", raising=False)
    monkeypatch.delitem(sys.modules, "unticket.connectors.ldap.directory", raising=False)
    with pytest.raises(ConfigurationError, match="bonsai") as refused:
        opened()
    assert "unticket[ldap]" in refused.value.hint
