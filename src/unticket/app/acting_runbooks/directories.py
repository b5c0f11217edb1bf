"""What all registers of people together say of an address, now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from unticket.model.errors import ConnectorError
from unticket.model.period import zone
from unticket.model.person import Employment
from unticket.runbooks.login.employment import Answer, employment
from unticket.runbooks.ports import Directory


def employed(directories: Sequence[Directory], address: str, now: datetime, *, timezone: str, oldest: timedelta) -> Employment:
    """The strictest that may be said of `address` at `now` (UTC): terminated anywhere wins, what is older than `oldest` is
    not relied on."""
    asked = address.strip().casefold()
    answers = [answer_of(directory, asked) for directory in directories]
    return employment(answers, now=now, today=now.astimezone(zone(timezone)).date(), oldest=oldest)


def answer_of(directory: Directory, address: str) -> Answer:
    """What one directory says of exactly that address, or why it says nothing."""
    try:
        found = directory.people(address)
    except ConnectorError as failure:
        return Answer(directory=directory.name, failure=failure)
    exact = tuple(record for record in found if address in {email.casefold() for email in record.emails})
    return Answer(directory=directory.name, records=exact)
