"""What all directories together say of a person (guard rail 6): gone anywhere is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from unticket.model.errors import ConnectorError
from unticket.model.person import Employment, PersonRecord
from unticket.runbooks.login.names import same_person

_CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one directory answered for one address: its records of exactly that address, or why there are none."""

    directory: str
    records: tuple[PersonRecord, ...] = ()
    failure: ConnectorError | None = None


# From the most to the least careful; the first that any directory or record says is what all of them say.
_MOST_CAREFUL_FIRST = (
    Employment.TERMINATED,
    Employment.UNREACHABLE,
    Employment.STALE,
    Employment.AMBIGUOUS,
    Employment.LEAVING,
    Employment.ACTIVE,
)


def employment(answers: Sequence[Answer], *, now: datetime, today: date, oldest: timedelta) -> Employment:
    """What `answers`, one from each directory, say together. `oldest`: how old data may be; `today`: the local day.

    Terminated anywhere wins; no directory at all is not an answer; unknown is only who is unknown everywhere.
    """
    if not answers:
        return Employment.UNREACHABLE
    said = {one for answer in answers for one in _each(answer, now=now, today=today, oldest=oldest)}
    if not all(same_person(one, other) for one, other in combinations([r for a in answers for r in a.records], 2)):
        said.add(Employment.AMBIGUOUS)
    return next((one for one in _MOST_CAREFUL_FIRST if one in said), Employment.UNKNOWN)


def said_by(answers: Sequence[Answer], *, now: datetime, today: date, oldest: timedelta) -> Mapping[str, str]:
    """Each directory's own word, for the packet."""
    return {a.directory: str(employment([a], now=now, today=today, oldest=oldest)) for a in answers}


def _each(answer: Answer, *, now: datetime, today: date, oldest: timedelta) -> list[Employment]:
    if answer.failure is not None:
        return [Employment.STALE if answer.failure.code == "stale" else Employment.UNREACHABLE]
    people = {record.id for record in answer.records}
    several = [Employment.AMBIGUOUS] if len(people) > 1 else []
    return several + [_said(record, now=now, today=today, oldest=oldest) for record in answer.records]


def _said(record: PersonRecord, *, now: datetime, today: date, oldest: timedelta) -> Employment:
    if record.employment is Employment.TERMINATED or (record.leaves_on is not None and record.leaves_on < today):
        return Employment.TERMINATED
    if not -_CLOCKS_DIFFER <= now - record.as_of <= oldest:
        return Employment.STALE
    if record.starts_on is not None and record.starts_on > today:
        return Employment.UNKNOWN  # nobody here yet
    if record.leaves_on is not None and record.employment is Employment.ACTIVE:
        return Employment.LEAVING
    return record.employment
