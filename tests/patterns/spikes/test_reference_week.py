"""The third day of the reference week is told by what it is made of, whatever is changed in the week."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from unticket.model.period import Period
from unticket.patterns.findings import DuplicateGroup, DuplicateKind, Spike
from unticket.patterns.spikes.sentence import sentences_of
from unticket.patterns.spikes.spikes import spikes

Made = tuple[str, str, str]
Frames = Callable[[list[Made]], tuple[pl.DataFrame, pl.DataFrame]]
NOW = datetime(2026, 2, 23, 1, tzinfo=UTC)


@pytest.fixture
def told(frames: Frames, zone: str) -> Callable[..., tuple[Spike, ...]]:
    def tell(rows: list[Made], video: tuple[str, ...] = ("HT20289", "HT20291", "HT20294"), shift: int = 0) -> tuple[Spike, ...]:
        present = {key for key, _, _ in rows}
        members = tuple(key for key in video if key in present)
        group = DuplicateGroup(
            tickets=members, kind=DuplicateKind.INCIDENT, confidence=0.9, because="", starts_at=NOW, ends_at=NOW
        )
        moved = timedelta(days=shift)
        tickets, issues = frames([(key, str(datetime.fromisoformat(at) + moved), issue) for key, at, issue in rows])
        week = Period(first=date(2026, 2, 16) + moved, last=date(2026, 2, 22) + moved, timezone=zone)
        return spikes(tickets, issues, (group,) if len(members) > 1 else (), week, now=NOW + moved)

    return tell


def test_day_three_is_doubled_and_too_few_to_tell(told: Callable[..., tuple[Spike, ...]], reference_week: list[Made]) -> None:
    (spike,) = told(reference_week)
    assert (spike.day, spike.count, spike.expected) == (date(2026, 2, 20), 4, 2.0)
    assert spike.p == pytest.approx(0.2587, abs=1e-4)
    assert spike.too_few
    assert not spike.alarm


def test_without_the_exam_outage_and_the_third_video_ticket_two_remain(
    told: Callable[..., tuple[Spike, ...]], reference_week: list[Made]
) -> None:
    (spike,) = told(reference_week)
    assert spike.made_of == {"HT20290": 1, "HT20289": 1}
    assert spike.remains == 2
    assert spike.new_issues == ("report", "feature")
    assert spike.by_issue == {"instability": 1, "video": 1, "report": 1, "feature": 1}


def test_a_week_later_the_same_is_told_of_the_day_a_week_later(
    told: Callable[..., tuple[Spike, ...]], reference_week: list[Made]
) -> None:
    (spike,), (later,) = told(reference_week), told(reference_week, shift=7)
    assert later.day == spike.day + timedelta(days=7)
    assert (later.count, later.remains, later.p, later.made_of) == (spike.count, spike.remains, spike.p, spike.made_of)


@pytest.mark.parametrize(
    ("dropped", "count", "remains", "new"),
    [
        ("HT20294", 3, 2, ("report", "feature")),
        ("HT20293", 3, 2, ("report", "feature")),
        ("HT20295", 3, 1, ("feature",)),
        ("HT20290", 4, 3, ("instability", "report", "feature")),
    ],
)
def test_a_ticket_that_is_not_there_is_not_counted(
    told: Callable[..., tuple[Spike, ...]],
    reference_week: list[Made],
    dropped: str,
    count: int,
    remains: int,
    new: tuple[str, ...],
) -> None:
    (spike,) = told([row for row in reference_week if row[0] != dropped])
    assert (spike.count, spike.remains, spike.new_issues) == (count, remains, new)


def test_on_an_even_week_there_is_nothing_to_tell(told: Callable[..., tuple[Spike, ...]], reference_week: list[Made]) -> None:
    assert told(reference_week[:4]) == ()


def test_the_order_of_rows_does_not_matter(told: Callable[..., tuple[Spike, ...]], reference_week: list[Made]) -> None:
    assert told(reference_week[::-1]) == told(reference_week)


def test_what_is_said_of_it(told: Callable[..., tuple[Spike, ...]], reference_week: list[Made]) -> None:
    (spike,) = told(reference_week)
    labels = {"report": "Ad-hoc report"}
    first, made_of, as_usual, new = sentences_of(spike, labels, {"HT20290": "#290"})
    assert (first.kind, first.numbers["ratio"]) == ("too_few", 2.0)
    assert (made_of.kind, made_of.numbers["count"], made_of.numbers["remains"]) == ("made_of", 2, 2)
    assert made_of.numbers["firsts"] == "#290, HT20289"
    assert (as_usual.kind, as_usual.numbers) == ("as_usual", {"remains": 2, "expected": 2.0})
    assert (new.kind, new.numbers["issues"]) == ("new_issues", "Ad-hoc report, feature")
