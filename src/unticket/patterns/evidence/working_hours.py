"""When agents work: the hours of each weekday in the desk's zone, without its holidays."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from unticket.model.errors import ConfigurationError
from unticket.model.period import WEEKDAYS, zone

_SPAN = re.compile(r"(\d{1,2})[:.](\d\d)\s*[-–]\s*(\d{1,2})[:.](\d\d)")
_FIRST, _LAST = date(1990, 1, 1), date(2100, 1, 1)  # a desk's own dates; what lies outside is a fault of its data
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60_000_000  # microseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Local spans of work by weekday ("monday"); a weekday that is not named, and each holiday, has none."""

    timezone: str
    week: Mapping[str, tuple[tuple[time, time], ...]]  # an end of 00:00 is the day's end
    holidays: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def parse(cls, timezone: str, week: Mapping[str, str], holidays: Collection[date] = ()) -> WorkingHours:
        """From {"monday": "08:00-12:00, 13:00-17:00", …}. Raises `ConfigurationError` naming the day and what is wrong."""
        zone(timezone)
        unknown = sorted(set(week) - set(WEEKDAYS))
        if unknown:
            raise ConfigurationError(
                f"Working hours name {unknown[0]!r}, which is no day of the week.", "Write monday … sunday."
            )
        return cls(
            timezone=timezone,
            week={day: tuple(_spans(day, text)) for day, text in week.items()},
            holidays=frozenset(holidays),
        )

    def minutes(self, starts: pl.Series, ends: pl.Series) -> pl.Series:
        """The working minutes between each start and end (UTC instants); null where one is null or the end comes first."""
        frame = pl.DataFrame({"start": starts, "end": ends}).select(
            pl.col("start").dt.timestamp("us"), pl.col("end").dt.timestamp("us")
        )
        lowest, highest = _microseconds(_FIRST), _microseconds(_LAST)
        good = frame.select((pl.col("start") <= pl.col("end")) & (pl.col("start") >= lowest) & (pl.col("end") < highest))
        known = good.to_series().fill_null(value=False)
        inside = frame.filter(known)
        worked = pl.Series(dtype=pl.Float64)
        if inside.height:
            begin, until = inside["start"].to_numpy(), inside["end"].to_numpy()
            opens, lengths = self._open_spans(int(begin.min()), int(until.max()))
            worked = pl.Series((_worked(until, opens, lengths) - _worked(begin, opens, lengths)) / _MINUTE)
        places = pl.Series(np.where(known.to_numpy(), np.cumsum(known.to_numpy()) - 1, -1))
        return pl.DataFrame({"place": places}).select(
            pl.when(pl.col("place") >= 0).then(worked.gather(places.clip(0)) if inside.height else None).cast(pl.Float64)
        ).to_series()  # fmt: skip

    def _open_spans(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Starts and lengths, in microseconds of UTC, of every span of work from the day before `first` to after `last`."""
        spans: list[tuple[int, int]] = []
        local = zone(self.timezone)
        day, end = _day(first) - timedelta(days=2), _day(last) + timedelta(days=2)
        while day <= end:
            if day not in self.holidays:
                for opens, closes in self.week.get(WEEKDAYS[day.weekday()], ()):
                    until = day if closes > time.min else day + timedelta(days=1)
                    begin = _since_epoch(datetime.combine(day, opens, local))
                    spans.append((begin, _since_epoch(datetime.combine(until, closes, local)) - begin))
            day += timedelta(days=1)
        table = np.array(sorted(spans), dtype=np.int64).reshape(-1, 2)
        return table[:, 0], np.maximum(table[:, 1], 0)  # a span that the clock's change swallows


def _worked(moments: NDArray[np.int64], opens: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Microseconds of work before each moment."""
    if not len(opens):
        return np.zeros_like(moments)
    before = np.concatenate([[0], np.cumsum(lengths)])
    place = np.searchsorted(opens, moments, side="right")  # spans begun
    last = np.maximum(place - 1, 0)
    within = np.clip(moments - opens[last], 0, lengths[last])
    return np.where(place > 0, before[last] + within, 0)


def _spans(day: str, text: str) -> Iterator[tuple[time, time]]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    before = time.min
    for part in parts:
        found = _SPAN.fullmatch(part)
        try:
            if not found:
                raise ValueError(part)
            opens, closes = time(int(found[1]), int(found[2])), time(int(found[3]) % 24, int(found[4]))
            if int(found[3]) > 24 or (closes <= opens and closes != time.min):
                raise ValueError(part)
        except ValueError as error:
            raise ConfigurationError(
                f"The working hours of {day} hold {part!r}, which is no span of one day.",
                "Write them as 08:00-12:00, 13:00-17:00; a night shift is two spans, to 24:00 and from 00:00.",
            ) from error
        if before and opens < before:
            raise ConfigurationError(f"The working hours of {day} overlap at {part!r}.", "Write its spans in order.")
        before = closes
        yield opens, closes


def _day(microseconds: int) -> date:
    return (_EPOCH + timedelta(microseconds=microseconds)).date()


def _microseconds(day: date) -> int:
    return _since_epoch(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _since_epoch(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)
