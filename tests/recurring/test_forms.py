"""What a desk's own web form writes into every ticket does not make its tickets one issue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

WRITTEN = (
    ("Printer jams", "The printer jams at every page"),
    ("Wifi is gone", "There is no wifi in the library"),
    ("Grade is wrong", "My grade of the maths exam is wrong"),
    ("Heating is off", "It is cold, the heating does not work"),
)


def form(n: int, body: str) -> str:
    """A form's lines around the matter; whoever fills it in chooses from lists."""
    return (
        f"<p>Campus: {('North', 'South')[n % 2]}</p><p>Visitor badge wanted: no parking permit either</p>"
        f"<p>Preferred slot: morning before assembly bell</p><p>Consent to archive policy: agreed</p><p>What is it: {body}</p>"
    )


@pytest.fixture
def tickets(school):
    """Forty tickets of four troubles through one form."""
    return [
        replace(school[n], subject=WRITTEN[n % 4][0], body=form(n, f"{WRITTEN[n % 4][1]}, {n // 4 + 2} of us wait"))
        for n in range(40)
    ]


def test_a_desk_whose_tickets_all_carry_a_form_groups_by_what_people_wrote(desk, tickets, issues) -> None:
    desk.come(tickets)
    found = desk.found()
    groups = {}
    for key, issue in issues(found).items():
        number = next(n for n, ticket in enumerate(tickets) if ticket.key == key)
        groups.setdefault(issue, set()).add(number % 4)
    assert sorted(groups.values(), key=min) == [{0}, {1}, {2}, {3}]
    with desk.house() as house:
        shown = house.recurring.texts()["shown"].to_list()
    assert not [text for text in shown if "parking permit" in text or "Preferred slot" in text]
    assert not [issue.label for issue in found.patterns.issues if "parking" in issue.label.lower()]


def test_forms_once_learned_are_kept_and_texts_are_not_read_again(desk, tickets, school) -> None:
    """Also where the newest tickets carry none: the old ones still do, and every text would be read anew."""
    desk.come(tickets)
    desk.found()

    def read() -> set[Path]:
        return set((desk.folder / ".unticket" / "texts").glob("*.parquet"))

    with desk.house() as house:
        reader = house.recurring._reader
        assert house.recurring._forms.lines >= {"campus:", "preferred slot:", "visitor badge wanted: no parking permit either"}
    before = read()
    desk.come(school[40:41])
    desk.found(whole=True)
    with desk.house() as house:
        assert house.recurring._reader == reader
    assert len(read() - before) == 1  # the one block that the new ticket came into


def test_a_desk_without_a_form_learns_none(desk, school) -> None:
    desk.come(school[:60])
    desk.found()
    with desk.house() as house:
        assert house.recurring._forms.lines == frozenset()
        assert house.recurring._forms.were_looked_for
