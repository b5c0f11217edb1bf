"""Guard rail 6: gone anywhere is gone, and what nobody can say is never taken for a yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from unticket.model.errors import Unreachable
from unticket.model.person import Employment, PersonRecord
from unticket.runbooks.login.employment import Answer, employment

NOW = datetime(2026, 2, 19, 7, 30, tzinfo=UTC)
CORA = PersonRecord(
    directory="hr", id="1", name="Cora Vu", emails=("c@school.example",), employment=Employment.ACTIVE, as_of=NOW
)
NOBODY = Answer(directory="students")
BROKEN = Answer(directory="hr", failure=Unreachable("The directory does not answer.", transient=True))


def says(**changes: object) -> Answer:
    record = replace(CORA, **changes)  # type: ignore[arg-type]
    return Answer(directory=record.directory, records=(record,))


def together(*answers: Answer) -> Employment:
    said = {employment(order, now=NOW, today=NOW.date(), oldest=timedelta(hours=36)) for order in permutations(answers)}
    assert len(said) == 1, "the order of directories must not matter"
    return said.pop()


GONE = says(directory="students", employment=Employment.TERMINATED)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], Employment.UNREACHABLE),
        ([NOBODY], Employment.UNKNOWN),
        ([says(), NOBODY], Employment.ACTIVE),
        ([says(), says(directory="students")], Employment.ACTIVE),
        ([says(), GONE], Employment.TERMINATED),
        ([BROKEN, GONE], Employment.TERMINATED),
        ([BROKEN, says()], Employment.UNREACHABLE),
        ([BROKEN, NOBODY], Employment.UNREACHABLE),
        ([says(as_of=NOW - timedelta(hours=37))], Employment.STALE),
        ([says(as_of=NOW + timedelta(hours=1))], Employment.STALE),
        ([says(employment=Employment.TERMINATED, as_of=NOW - timedelta(days=90))], Employment.TERMINATED),
        ([says(leaves_on=date(2026, 2, 18))], Employment.TERMINATED),
        ([says(leaves_on=date(2026, 2, 19))], Employment.LEAVING),
        ([says(employment=Employment.LEAVING), says(directory="students")], Employment.LEAVING),
        ([says(starts_on=date(2026, 2, 20))], Employment.UNKNOWN),
        ([says(), says(directory="students", name="Otto Le")], Employment.AMBIGUOUS),
        ([Answer(directory="hr", records=(CORA, replace(CORA, id="2")))], Employment.AMBIGUOUS),
        (
            [Answer(directory="hr", records=(CORA, replace(CORA, id="2", employment=Employment.TERMINATED)))],
            Employment.TERMINATED,
        ),
    ],
    ids=[
        "no directory",
        "nobody",
        "one knows",
        "both know",
        "gone in one",
        "gone, the other silent",
        "one silent",
        "silent and nobody",
        "old",
        "from the future",
        "gone long ago",
        "last day over",
        "last day today",
        "leaving",
        "not here yet",
        "two people",
        "twice in one",
        "rehired",
    ],
)
def test_directories_together(answers: list[Answer], expected: Employment) -> None:
    assert together(*answers) is expected
