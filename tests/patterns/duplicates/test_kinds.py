"""The kinds of duplicates are told apart: one thing that hit many, one person who asks again, one text sent twice."""

from __future__ import annotations

from dataclasses import replace

from unticket.patterns.duplicates.duplicates import duplicates
from unticket.patterns.findings import DuplicateKind


def found_in(made):
    return {group.tickets: group.kind for group in duplicates(made.tickets, made.texts, made.likeness)}


def test_the_same_person_asks_again_about_the_same(desk, quiet, said):
    """Half a day later, in other words: no incident, one person."""
    asking = [
        said("m1", 34, "cannot open my payslip of march the file stays empty", ("payroll", "cannot_open"), by="Cora"),
        said("m2", 46, "reminder the payslip of march is still empty please help", ("payroll", "cannot_open"), by="Cora"),
    ]
    assert found_in(desk([*quiet(10), *asking])) == {("m1", "m2"): DuplicateKind.SAME_PERSON}


def test_the_same_person_with_another_matter_does_not_ask_again(desk, quiet, said):
    asking = [
        said("m1", 34, "cannot open my payslip of march the file stays empty", ("payroll", "cannot_open"), by="Cora"),
        said("m2", 36, "who can book the gym for our festival", ("booking",), by="Cora"),
    ]
    assert found_in(desk([*quiet(10), *asking])) == {}


def test_a_person_who_asks_again_after_ten_days_has_a_new_occasion(desk, quiet, said):
    asking = [
        said("m1", 34, "cannot open my payslip of march the file stays empty", ("payroll", "cannot_open"), by="Cora"),
        said("m2", 34 + 240, "cannot open my payslip of march the file stays empty", ("payroll", "cannot_open"), by="Cora"),
    ]
    assert found_in(desk([*quiet(20), *asking])) == {}


def test_one_text_sent_twice_is_a_repeat(desk, quiet, said):
    """By whoever: a mail that was forwarded, an alarm that rang twice."""
    text = "disk of server mail01 is full since this morning and nobody can send"
    twice = [said(key, hour, text, ("email", "full"), by=who) for key, hour, who in (("r1", 33, "Ada"), ("r2", 33.3, "Theo"))]
    assert found_in(desk([*quiet(10), *twice])) == {("r1", "r2"): DuplicateKind.REPEAT}


def test_nobody_is_known_to_be_the_same_where_the_desk_knows_nobody(desk, quiet, video):
    """Tickets without a requester are not one person's."""
    made = desk([*quiet(10), *(replace(one, by="") for one in video)])
    assert found_in(made) == {("v1", "v2", "v3"): DuplicateKind.INCIDENT}
