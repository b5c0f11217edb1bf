"""Labels are read from CSV and TOML, and what is wrong with a file is told with its place."""

from __future__ import annotations

import pytest

from unticket.model.errors import UserError
from unticket.patterns.evaluate.labels import parse_labels

CSV = "key,issue,incident\nHT1,login,\nHT2,video,a\nHT3,video,a\n"
TOML = """
[[tickets]]
key = "HT1"
issue = "login"

[[tickets]]
key = "HT2"
issue = "video"
incident = "a"

[[tickets]]
key = "HT3"
issue = "video"
incident = "a"
"""


@pytest.mark.parametrize(("text", "name"), [(CSV, "l.csv"), (CSV.replace(",", ";"), "l.csv"), (TOML, "l.toml")])
def test_csv_and_toml_say_the_same(text, name):
    labels = parse_labels(text, where=name)
    assert labels.issues == {"HT1": "login", "HT2": "video", "HT3": "video"}
    assert labels.incidents == {"HT1": "", "HT2": "a", "HT3": "a"}
    assert labels.tickets == ("HT1", "HT2", "HT3")


def test_a_ticket_with_an_empty_issue_is_not_labelled():
    labels = parse_labels("Key , Issue\nHT1,\nHT2,login\n", where="l.csv")
    assert labels.issues == {"HT2": "login"}
    assert labels.incidents == {}


def test_tickets_can_be_renamed_from_references_to_keys():
    labels = parse_labels(CSV, where="l.csv").renamed({"HT1": "odoo:1", "HT2": "odoo:2"})
    assert labels.tickets == ("odoo:1", "odoo:2", "HT3")
    assert labels.incidents["odoo:2"] == "a"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("", "l.csv", "no columns"),
        ("ticket,issue\nHT1,a\n", "l.csv", "no columns"),
        ("key,issue\n,a\n", "l.csv", "line 2: a ticket without a key"),
        ("key,issue\nHT1,a\nHT1,b\n", "l.csv", "line 3: the ticket HT1 stands there twice"),
        ("key,issue\nHT1,\n", "l.csv", "labels no ticket"),
        ("[[tickets", "l.toml", "no TOML"),
        ("tickets = 3", "l.toml", r"no \[\[tickets\]\]"),
        ('[[tickets]]\nissue = "a"', "l.toml", "ticket 1: a ticket without a key"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_place(text, name, told):
    with pytest.raises(UserError, match=told) as caught:
        parse_labels(text, where=name)
    assert name in caught.value.what
    assert caught.value.hint
