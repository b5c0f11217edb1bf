"""The small desks are whole, and those that may be looked at while tuning are grouped as well as they were."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from unticket.history.cache import ticket_table
from unticket.history.memory import InMemoryTicketStore
from unticket.model.ticket import Requester, Stage, Ticket
from unticket.patterns.evaluate.evaluation import evaluate
from unticket.patterns.evaluate.labels import parse_labels
from unticket.patterns.evaluate.word_of_people import unaided
from unticket.patterns.text.reading import read_texts

FILES = sorted(Path(__file__).parent.glob("*.toml"))
TUNE = [file for file in FILES if file.name.startswith("tune_")]


def tickets_of(file: Path) -> list[Ticket]:
    said = tomllib.loads(file.read_text("utf-8"))
    here = ZoneInfo(said["timezone"])
    return [
        Ticket(
            key=row["key"],
            reference=row["key"],
            subject=row["subject"],
            body=row["body"],
            stage=Stage(id="1", name="New"),
            requester=Requester(name=row["from"]),
            opened_at=row["opened"].replace(tzinfo=here).astimezone(UTC),
            changed_at=row["opened"].replace(tzinfo=here).astimezone(UTC),
        )
        for row in said["tickets"]
    ]


def test_five_desks_are_for_tuning_and_five_for_reporting() -> None:
    assert Counter(file.name.split("_")[0] for file in FILES) == {"tune": 5, "report": 5}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_desk_has_8_to_40_tickets_with_labels_that_fit_together(file: Path) -> None:
    """An incident has at least two tickets, all of one issue, and people are numbers that stand in the text or its words."""
    said: list[dict[str, Any]] = tomllib.loads(file.read_text("utf-8"))["tickets"]
    labels = parse_labels(file.read_text("utf-8"), where=file.name)
    assert 8 <= len(said) <= 40
    assert labels.issues.keys() == {row["key"] for row in said}
    incidents = Counter(incident for incident in labels.incidents.values() if incident)
    assert incidents and min(incidents.values()) >= 2
    issues_of = {(incident, labels.issues[key]) for key, incident in labels.incidents.items() if incident}
    assert len(issues_of) == len(incidents)
    assert all(count > 1 for row in said for count in row.get("stated", ()))


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The figures of the tune part."""
    seen = []
    for file in TUNE:
        tickets, store = tickets_of(file), InMemoryTicketStore()
        store.save_tickets(tickets)
        table = ticket_table(store, tmp_path_factory.mktemp(file.stem)).tickets.collect()
        found = unaided(table, read_texts(tickets))
        seen.append(evaluate(parse_labels(file.read_text("utf-8"), where=file.name), found.issues, found.duplicates))
    return seen


def test_issues_of_the_tune_part_are_found_as_well_as_is_aimed_at(tuned: list[Any]) -> None:
    f1 = [seen.issues.b_cubed.f1.value for seen in tuned]
    assert sum(f1) / len(f1) >= 0.85  # seen when written: 0.91; the aim is 0.80 on the report part
    assert min(f1) >= 0.75


def test_of_the_tune_part_hardly_a_ticket_is_called_a_duplicate_wrongly(tuned: list[Any]) -> None:
    called = sum(seen.duplicates.right.cases for seen in tuned)
    assert called >= 5
    assert sum(seen.duplicates.right.hits for seen in tuned) / called >= 0.9
