"""A spike is told when it is one, where it is one, and of which tickets it is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from unticket.model.period import Period
from unticket.patterns.findings import DuplicateGroup, DuplicateKind
from unticket.patterns.school_calendar import Calendar, Span
from unticket.patterns.spikes.spikes import spikes

Made = tuple[str, str, str]
Frames = Callable[[list[Made]], tuple[pl.DataFrame, pl.DataFrame]]
MEANS = {"login": 3.0, "video": 2.0, "print": 1.0, "rare": 0.2}
NOW = datetime(2026, 2, 1, tzinfo=UTC)
WEEK = (date(2026, 1, 5), date(2026, 1, 11))  # the 19th week of what `quiet` makes


@pytest.fixture
def week(zone: str) -> Period:
    return Period(first=WEEK[0], last=WEEK[1], timezone=zone)


def test_a_quiet_week_brings_no_alarm(frames: Frames, quiet: Callable[..., list[Made]], week: Period) -> None:
    assert not any(spike.alarm for spike in spikes(*frames(quiet(MEANS, 140)), (), week, now=NOW))


def test_an_incident_is_told_of_its_issue_with_its_tickets_and_what_remains(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    more = burst("video", "2026-01-07", 14)
    group = DuplicateGroup(
        tickets=tuple(key for key, _, _ in more),
        kind=DuplicateKind.INCIDENT,
        confidence=0.9,
        because="",
        starts_at=NOW,
        ends_at=NOW,
    )
    found = spikes(*frames(quiet(MEANS, 140) + more), (group,), week, now=NOW)
    video = next(spike for spike in found if spike.issue == "video" and spike.hour is None)
    assert video.alarm
    assert video.day == date(2026, 1, 7)
    assert set(video.tickets) >= {key for key, _, _ in more}
    assert video.made_of == {"burst-video-0": 14}
    assert video.remains == video.count - 13
    assert not any(spike.alarm and spike.issue in ("login", "print", "rare") for spike in found)


def test_a_rare_issue_alarms_at_counts_that_a_common_one_brings_daily(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    rows = quiet(MEANS, 140) + burst("rare", "2026-01-08", 6)
    assert {spike.issue for spike in spikes(*frames(rows), (), week, now=NOW) if spike.alarm} - {""} == {"rare"}


def test_an_hour_is_told_where_its_day_is_not_unusual(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    """Ten logins within half an hour at six in the evening of a busy desk's day are no unusual day, but an unusual hour."""
    rows = quiet({"login": 60.0}, 140) + burst("login", "2026-01-06", 22, hour=18)
    found = [spike for spike in spikes(*frames(rows), (), week, now=NOW) if spike.alarm]
    assert {(spike.day, spike.hour) for spike in found} == {(date(2026, 1, 6), 18)}


def test_a_monday_is_held_against_mondays(frames: Frames, quiet: Callable[..., list[Made]], week: Period) -> None:
    """What a working day brings, on a Sunday, is a spike; on a Monday it is none."""
    sunday = [(f"s{n}", f"2026-01-11 {8 + n % 10:02}:{n:02}", "login") for n in range(40)]
    monday = [(f"m{n}", f"2026-01-05 {8 + n % 10:02}:{n:02}", "login") for n in range(4)]
    rows = quiet({"login": 30.0}, 140)
    days = {spike.day for spike in spikes(*frames(rows + sunday + monday), (), week, now=NOW) if spike.alarm}
    assert days == {date(2026, 1, 11)}


def test_an_exam_week_like_the_last_is_no_spike_where_the_calendar_says_so(
    frames: Frames, quiet: Callable[..., list[Made]], zone: str
) -> None:
    exams = [(date(2025, 10, 20), date(2025, 10, 31)), (date(2026, 1, 5), date(2026, 1, 9))]
    rows = quiet({"login": 20.0}, 140)
    again = [(f"{key}+", at, issue) for key, at, issue in rows if any(str(a) <= at[:10] <= str(b) for a, b in exams)]
    calendar = Calendar(exams=tuple(Span(name="Exams", first=a, last=b) for a, b in exams))
    week = Period(first=WEEK[0], last=WEEK[1], timezone=zone)
    told = frames(rows + again)
    assert any(spike.alarm for spike in spikes(*told, (), week, now=NOW))
    assert not any(spike.alarm for spike in spikes(*told, (), week, calendar=calendar, now=NOW))


def test_a_short_history_never_alarms(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], zone: str
) -> None:
    rows = quiet(MEANS, 20) + burst("video", "2025-09-19", 40)
    week = Period(first=date(2025, 9, 15), last=date(2025, 9, 21), timezone=zone)
    (spike,) = spikes(*frames(rows), (), week, now=NOW)
    assert spike.count >= 40
    assert spike.too_few
    assert not spike.alarm


def test_a_desk_that_was_tried_out_a_year_ago_has_no_history(
    frames: Frames, burst: Callable[..., list[Made]], reference_week: list[Made], zone: str
) -> None:
    tried = [(f"tried-{key}", at, issue) for key, at, issue in burst("video", "2025-02-10", 3)]
    week = Period(first=date(2026, 2, 16), last=date(2026, 2, 22), timezone=zone)
    now = datetime(2026, 2, 23, 1, tzinfo=UTC)
    assert spikes(*frames(tried + reference_week), (), week, now=now) == spikes(*frames(reference_week), (), week, now=now)


def test_a_new_issue_is_told_without_alarm(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    found = spikes(*frames(quiet({"login": 30.0}, 140) + burst("wifi", "2026-01-07", 6)), (), week, now=NOW)
    (wifi,) = [spike for spike in found if spike.issue == "wifi"]
    assert (wifi.count, wifi.too_few, wifi.alarm) == (6, True, False)


def test_a_day_is_judged_by_the_days_before_it_only(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    rows = quiet(MEANS, 127) + burst("video", "2026-01-07", 14)
    later = quiet({"video": 40.0}, 30, first=date(2026, 1, 12), seed=5)
    assert spikes(*frames(rows), (), week, now=NOW) == spikes(*frames(rows + later), (), week, now=NOW)


def test_the_past_spike_does_not_hide_the_next(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    before = [(f"old-{key}", at, issue) for key, at, issue in burst("video", "2025-12-10", 40)]
    rows = quiet(MEANS, 140) + before + burst("video", "2026-01-07", 14)
    assert "video" in {spike.issue for spike in spikes(*frames(rows), (), week, now=NOW) if spike.alarm}


def test_known_incidents_of_the_past_do_not_make_the_next_usual(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    """Ten tickets on every second Wednesday: as mere tickets a bursty issue, as incidents an ordinary issue and its outages."""
    days = [f"{date(2025, 9, 17) + timedelta(days=14 * n)}" for n in range(9)]
    before = [[(f"{day}-{key}", at, issue) for key, at, issue in burst("video", day, 10)] for day in days[:-1]]
    groups = [
        DuplicateGroup(
            tickets=tuple(key for key, _, _ in rows),
            kind=DuplicateKind.INCIDENT,
            confidence=0.9,
            because="",
            starts_at=NOW,
            ends_at=NOW,
        )
        for rows in before
    ]
    told = frames(quiet(MEANS, 140) + [row for rows in before for row in rows] + burst("video", days[-1], 10))
    last = Period(first=date.fromisoformat(days[-1]), last=date.fromisoformat(days[-1]), timezone=week.timezone)
    assert not any(spike.issue == "video" and spike.alarm for spike in spikes(*told, (), last, now=NOW))
    assert any(spike.issue == "video" and spike.alarm for spike in spikes(*told, groups, last, now=NOW))


def test_a_desk_without_tickets_or_with_those_of_the_future_has_no_spikes(
    frames: Frames, burst: Callable[..., list[Made]], week: Period
) -> None:
    assert spikes(*frames([]), (), week, now=NOW) == ()
    assert spikes(*frames(burst("video", "2026-01-07", 9)), (), week, now=datetime(2026, 1, 1, tzinfo=UTC)) == ()


def test_archived_tickets_and_tickets_without_an_issue(
    frames: Frames, quiet: Callable[..., list[Made]], burst: Callable[..., list[Made]], week: Period
) -> None:
    """Archived ones are not counted; those of no issue count in all together."""
    rows = quiet(MEANS, 140) + burst("", "2026-01-07", 25)
    tickets, issues = frames(rows)
    found = spikes(tickets, issues, (), week, now=NOW)
    assert [(spike.issue, spike.alarm) for spike in found if spike.hour is None] == [("", True)]
    gone = tickets.with_columns(archived=pl.col("key").str.starts_with("burst"))
    assert not any(spike.alarm for spike in spikes(gone, issues, (), week, now=NOW))
