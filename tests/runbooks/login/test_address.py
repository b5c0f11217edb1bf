"""An address is asked about only where it is plain and poses as no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.runbooks.reading.address import bare, in_text, is_machine, trouble_with

SCHOOL = ("school.example",)


@pytest.mark.parametrize(
    "address", ["cora@school.example", "o'neil+lms@pupils.school.example", "cora@gmail.example", "a_b-c@school.example"]
)
def test_plain_addresses_are_fine(address: str) -> None:
    assert trouble_with(address, SCHOOL) == ""


@pytest.mark.parametrize(
    "address",
    [
        "%@school.example",
        "cora_%@school.example",
        "*@school.example",
        "c*@school.example",
        "cora)(mail=*@school.example",
        "cora@school.example)(uid=*",
        "cora@school.example\x00",
        "cora@school.example\r\nbcc: x@y.example",
        '"cora vu"@school.example',
        "cora@@school.example",
        "a@b@school.example",
        "cora@localhost",
        "cora@[127.0.0.1]",
        "",
        "cora",
        "cora..vu@school.example",
        "{{7*7}}@school.example",
        "cora@" + "a" * 260 + ".example",
    ],
)
def test_wildcards_and_broken_addresses_are_refused(address: str) -> None:
    """What LIKE, an LDAP filter, a mail header or a template could read as more than one address."""
    assert trouble_with(address, SCHOOL)


@pytest.mark.parametrize(
    "domain",
    [
        "schooI.example",
        "sch00l.example",
        "schoo1.example",
        "shcool.example",
        "school.exarnple",
        "schooll.example",
        "school-example.com",
        "school.example.evil.test",
        "scho-ol.example",
        "xn--schol-9qa.example",
        "schоol.example",
        "school.examp1e",
        "school.test",
    ],
)
def test_domains_that_look_like_the_schools_are_refused(domain: str) -> None:
    assert trouble_with(f"cora@{domain.lower()}", SCHOOL)


def test_the_schools_own_domains_do_not_look_like_each_other() -> None:
    own = ("school.example", "schools.example")
    assert not trouble_with("cora@schools.example", own)


@given(st.text(max_size=80))
def test_nothing_that_passes_could_be_read_as_a_pattern(text: str) -> None:
    if not trouble_with(text, SCHOOL):
        assert text.count("@") == 1
        assert not set(text) & set('%*?()\\"<>{}[]$`,;: \t\r\n\x00')
        assert text == text.lower()


def test_an_address_is_taken_out_of_its_display_form() -> None:
    assert bare('"Cora Vu" <Cora.Vu@School.example>') == "cora.vu@school.example"
    assert bare(" cora@school.example ") == "cora@school.example"


def test_several_addresses_in_one_field_are_none() -> None:
    """A name that holds an address, and a list, are left as they are, and so refused."""
    for field in (
        '"cora@school.example" <otto@evil.test>',
        "cora@school.example, otto@evil.test",
        "cora@school.example <otto@evil.test>",
    ):
        assert trouble_with(bare(field), SCHOOL)


def test_addresses_in_text_keep_their_wildcards() -> None:
    assert in_text("Mine is Cora@school.example, or (%@school.example).") == ("cora@school.example", "%@school.example")


def test_machines_are_known_by_their_names() -> None:
    assert is_machine("no-reply@school.example")
    assert is_machine("MAILER-DAEMON@school.example".lower())
    assert not is_machine("nora@school.example")
