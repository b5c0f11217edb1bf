"""Spikes: days and hours that brought more tickets than their past makes likely, explained by what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from unticket.model.period import Period
from unticket.patterns.findings import DuplicateGroup, Spike
from unticket.patterns.school_calendar import Calendar
from unticket.patterns.spikes.baseline import WARM_UP, Factors, foretell
from unticket.patterns.spikes.composition import Composition
from unticket.patterns.spikes.counts import Counted, counted
from unticket.patterns.spikes.expected import Counts, Expected, Flags, Floats
from unticket.patterns.spikes.family import Alarm, alarms
from unticket.patterns.spikes.hours import by_hour, profile
from unticket.patterns.spikes.newcomers import newcomers
from unticket.patterns.spikes.too_few import busiest_of_few

LEVEL = 0.05
_HOURS_UP_TO = 31  # days: over a longer period nobody asks for an hour, and they would only make alarms of days rarer
_KNOWN_BY = 3  # tickets that an issue needs before a day of it is judged
_AT_ONCE = 2_000  # issues whose whole past is held in memory at once
_EMPTY = Calendar()


def spikes(
    tickets: pl.DataFrame,
    issues: pl.DataFrame,
    duplicates: Sequence[DuplicateGroup],
    period: Period,
    *,
    calendar: Calendar = _EMPTY,
    now: datetime,
    level: float = LEVEL,
) -> tuple[Spike, ...]:
    """The spikes of `period`: by day, those of all tickets first, then of single issues; an hour only where its day is none.

    `tickets` (columns key, opened_at, archived of the ticket table) and `issues` (key, issue) should hold the years before the
    period: each day is judged by the days before it, in which a known incident (`duplicates`) counts as one ticket, so that
    one outage does not make the next look usual. `level` is the chance of any false alarm in a period in which nothing
    out of the ordinary happened, and at most the share of false ones among alarms in general. All tickets together are
    asked first and may spend half of it, single issues the other half, each five sixths on days and a sixth on hours.

    With less than 28 days of history nothing is an alarm: then the busiest day is told with `too_few`, and its exact
    conditional p. Told without alarm are, too, the busiest day where it stands out by itself but not among so many, and
    (`too_few`) a day of five tickets or more of an issue younger than 28 days.
    """
    found = counted(tickets, issues, duplicates, period, now)
    if found is None or found.since >= found.days:
        return ()
    composition = Composition.of(found, duplicates)
    if found.days <= WARM_UP:
        return busiest_of_few(found, composition)
    return tuple(sorted(_Judgement(found, calendar, level).spikes(composition), key=_in_order))


def _in_order(spike: Spike) -> tuple[object, ...]:
    return spike.day, spike.issue != "", spike.hour is not None, spike.q, spike.issue, spike.hour or 0


@dataclass(frozen=True, slots=True)
class _Judgement:
    """The days from place `since` on, judged by what came before each."""

    counted: Counted
    calendar: Calendar
    level: float

    def spikes(self, composition: Composition) -> Iterator[Spike]:
        known, everything = self._known_issues(), self.counted.all()
        usual = self.counted.usual
        desk, parents = foretell(usual.all(), self.weekdays, self.kinds, self.since)
        hours = self.counted.days - self.since <= _HOURS_UP_TO
        share = (1 / 2 if known else 1.0) * np.array([5 / 6, 1 / 6] if hours else [1.0, 0.0])
        yield from self._family([""], everything, desk, share, composition)
        if known:
            expected = self._of_issues(usual.by_issue(known), parents)
            yield from self._family(known, self.counted.by_issue(known), expected, share, composition)
        yield from newcomers(self.counted, self.since, composition)

    @property
    def since(self) -> int:
        return max(self.counted.since, WARM_UP)

    @property
    def weekdays(self) -> Counts:
        return (self.counted.first.weekday() + np.arange(self.counted.days)) % 7

    @property
    def kinds(self) -> Counts:
        return np.array([self.calendar.kind(self.counted.day(place)) for place in range(self.counted.days)])

    def _known_issues(self) -> list[str]:
        found = self.counted.tickets.filter((pl.col("issue") != "") & (pl.col("day") < self.counted.days - 1))
        often = found.group_by("issue").agg(pl.len(), pl.col("day").min()).filter(pl.col("len") >= _KNOWN_BY)
        return often.filter(pl.col("day") < self.counted.days - WARM_UP)["issue"].sort().to_list()

    def _of_issues(self, counts: Counts, parents: list[Factors]) -> Expected:
        parts = [
            foretell(counts[start : start + _AT_ONCE], self.weekdays, self.kinds, self.since, parents)[0]
            for start in range(0, len(counts), _AT_ONCE)
        ]
        return Expected(np.concatenate([part.mean for part in parts]), np.concatenate([part.size for part in parts]))

    def _family(
        self, names: list[str], counts: Counts, expected: Expected, share: Floats, composition: Composition
    ) -> Iterator[Spike]:
        """The alarms of these series: days, then hours of days that are none."""
        judged = self._judged(counts)
        days = counts[:, self.since :]
        alarmed = set()
        for alarm in alarms(expected, judged, days, level=self.level, share=share[0]):
            alarmed.add(alarm.place)
            yield self._spike(names, alarm, composition)
        if names == [""] and not alarmed:
            yield from self._stands_out(expected, days, composition)
        if share[1]:
            for alarm in self._hours(names, expected, judged, share[1]):
                if alarm.place[:2] not in alarmed:
                    yield self._spike(names, alarm, composition)

    def _judged(self, counts: Counts) -> Flags:
        """Days on which the series had a past already: tickets enough, and the first of them long enough ago."""
        before = np.cumsum(counts, axis=1) - counts
        first = np.argmax(counts > 0, axis=1)[:, np.newaxis]
        judged: Flags = (before >= _KNOWN_BY) & (np.arange(counts.shape[1]) - first >= WARM_UP)
        return judged[:, self.since :]

    def _hours(self, names: list[str], expected: Expected, judged: np.ndarray, share: float) -> Iterator[Alarm]:
        desk, own = profile(self.counted.usual, names, self.weekdays)
        shares = desk if names == [""] else own
        spread = by_hour(expected, shares, self.weekdays[self.since :])
        counts = self._by_hour(names, spread.mean.shape)
        yield from alarms(
            spread, np.broadcast_to(judged[:, :, np.newaxis], counts.shape), counts, level=self.level, share=share
        )

    def _by_hour(self, names: list[str], shape: tuple[int, ...]) -> Counts:
        found = np.zeros(shape, dtype=np.int64)
        recent = self.counted.tickets.filter(pl.col("day") >= self.since)
        if names == [""]:
            recent = recent.with_columns(issue=pl.lit(""))
        rows = pl.DataFrame({"issue": names, "row": np.arange(len(names))})
        cells = recent.join(rows, on="issue").group_by("row", "day", "hour").len()
        found[cells["row"].to_numpy(), cells["day"].to_numpy() - self.since, cells["hour"].to_numpy()] = cells["len"].to_numpy()
        return found

    def _stands_out(self, expected: Expected, counts: Counts, composition: Composition) -> Iterator[Spike]:
        p = expected.tail(counts)[0]
        day = int(np.argmin(p))
        if p[day] <= self.level:
            q = 1 - (1 - float(p[day])) ** len(p)
            seen = Alarm((0, day), int(counts[0, day]), float(expected.mean[0, day]), float(p[day]), max(q, self.level))
            yield self._spike([""], seen, composition, alarm=False)

    def _spike(self, names: list[str], found: Alarm, composition: Composition, *, alarm: bool = True) -> Spike:
        row, day, *hour = found.place
        spike = Spike(
            issue=names[row],
            day=self.counted.day(self.since + day),
            hour=hour[0] if hour else None,
            count=found.count,
            expected=found.expected,
            p=found.p,
            q=found.q,
            alarm=alarm,
        )
        return composition.explained(spike, self.since + day, self.since + day - WARM_UP)
