"""When agents work: the hours of each weekday in the desk's zone, without its holidays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from unticket.model.period import zone

_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)  # a desk's own dates; what lies outside is a fault of its data
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60_000_000  # microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Local spans of work by weekday (Monday is 0); a weekday that is not named, and each holiday, has none."""

    timezone: str
    week: Mapping[int, tuple[tuple[time, time], ...]]  # an end of 00:00 is the end of the day; spans may overlap
    holidays: frozenset[date] = field(default_factory=frozenset)

    def minutes(self, starts: pl.Series, ends: pl.Series) -> pl.Series:
        """The working minutes between each start and end (UTC instants); null where one is null or the end comes first."""
        span = pl.DataFrame({"start": starts, "end": ends}).select(pl.all().dt.timestamp("us"))
        lowest, highest = _microseconds(_FIRST), _microseconds(_LAST)
        known = (pl.col("start") <= pl.col("end")) & (pl.col("start") >= lowest) & (pl.col("end") < highest)
        inside = span.filter(known)
        if not inside.height:
            return pl.Series([None], dtype=pl.Float64).new_from_index(0, span.height)
        first, last = inside.select(pl.col("start").min(), pl.col("end").max()).row(0)
        opens, lengths = self._open_spans(first, last)
        begin, until = (span[name].fill_null(first).clip(first, last).to_numpy() for name in ("start", "end"))
        worked = pl.Series((_worked(until, opens, lengths) - _worked(begin, opens, lengths)) / _MINUTE)
        return span.select(pl.when(known).then(worked)).to_series()

    def _open_spans(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and lengths, in microseconds of UTC, of every span of work from the day before `first` to after `last`."""
        spans: list[tuple[int, int]] = []
        local = zone(self.timezone)
        day, last_day = _day(first) - timedelta(days=2), _day(last) + timedelta(days=2)
        while day <= last_day:
            if day not in self.holidays:
                for opens, closes in self.week.get(day.weekday(), ()):
                    until = day if closes > time.min else day + timedelta(days=1)
                    begin, end = (datetime.combine(*moment, local) for moment in ((day, opens), (until, closes)))
                    spans.append((_since_epoch(begin), _since_epoch(end)))
            day += timedelta(days=1)
        begins, ends = np.array(sorted(spans), dtype=np.int64).reshape(-1, 2).T
        starts = np.maximum(begins, np.concatenate([[0], np.maximum.accumulate(ends)[:-1]])) if len(ends) else begins
        return starts, np.maximum(ends - starts, 0)


def _worked(moments: NDArray[np.int64], opens: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Microseconds of work before each moment."""
    if not len(opens):
        return np.zeros_like(moments)
    before = np.concatenate([[0], np.cumsum(lengths)])
    place = np.searchsorted(opens, moments, side="right")  # spans begun
    last = np.maximum(place - 1, 0)
    within = np.clip(moments - opens[last], 0, lengths[last])
    return np.where(place > 0, before[last] + within, 0)


def _day(microseconds: int) -> date:
    return (_EPOCH + timedelta(microseconds=microseconds)).date()


def _microseconds(day: date) -> int:
    return _since_epoch(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
