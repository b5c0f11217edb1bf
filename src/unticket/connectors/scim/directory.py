"""The users of a SCIM service as people: employed, leaving or gone, as far as its attributes say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.scim.resource import day, name, text, truth
from unticket.connectors.scim.settings import ScimDirectorySettings
from unticket.connectors.scim.users import Users
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level
from unticket.model.period import zone
from unticket.model.person import Employment, PersonRecord


class ScimDirectory:
    """A `Directory`."""

    def __init__(self, settings: ScimDirectorySettings, surroundings: Surroundings) -> None:
        self.name = settings.name
        self._settings = settings
        self._zone = zone(surroundings.timezone)
        self._users = Users(settings, "hr", settings.attributes)

    def people(self, email: str) -> Sequence[PersonRecord]:
        now = datetime.now(UTC)
        found = self._users.with_address(email, primary_only=False)
        return [self._person(user, now) for user in found]

    def everyone(self) -> Iterator[PersonRecord]:
        """A `Roster`. Who is made or removed while the pages are read may be missing: it is asked again the next day."""
        now = datetime.now(UTC)
        for user in self._users.all():
            yield self._person(user, now)

    def check(self) -> Sequence[Finding]:
        try:
            return list(self._findings())
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=f"scim_{error.code}", what=error.what, hint=error.hint)]

    def close(self) -> None:
        self._users.close()

    def _person(self, user: dict[str, Any], now: datetime) -> PersonRecord:
        settings, place = self._settings, self._users.place
        leaves_on = day(user, settings.last_day, place)
        return PersonRecord(
            directory=self.name,
            id=text(user, "id"),
            name=name(user),
            emails=self._users.addresses(user),
            employment=self._employment(user, leaves_on, now.astimezone(self._zone).date()),
            staff_number=text(user, settings.staff_number),
            starts_on=day(user, settings.first_day, place),
            leaves_on=leaves_on,
            as_of=now,
        )

    def _employment(self, user: dict[str, Any], leaves_on: date | None, today: date) -> Employment:
        """The most careful of what the attributes say. A word that is not listed, or no word, is ambiguous."""
        word = text(user, self._settings.status).casefold()
        if truth(user, "active") is False or word in _folded(self._settings.departed_words):
            return Employment.TERMINATED
        if leaves_on is not None and leaves_on < today:
            return Employment.TERMINATED
        by_word = word in _folded(self._settings.employed_words)
        employed = by_word if self._settings.status else truth(user, "active") is True
        if not employed:
            return Employment.AMBIGUOUS
        return Employment.ACTIVE if leaves_on is None else Employment.LEAVING

    def _findings(self) -> Iterator[Finding]:
        place = self._users.place
        user = self._users.any()
        if user is None:
            yield Finding(
                level=Level.WARNING, kind="nobody_visible", what=f"{place} shows no user.", hint="Let the key read users."
            )
            return
        yield Finding(level=Level.OK, kind="users_visible", what=f"{place} shows its users.")
        if truth(user, "active") is None:
            yield Finding(
                level=Level.WARNING,
                kind="active_hidden",
                what=f"{place} does not show who is active, so nobody counts as employed.",
                hint="Let the key read it, or name another attribute in hr.status.",
            )
        if not self._settings.status:
            yield Finding(
                level=Level.NOTE,
                kind="active_is_employed",
                what="Whoever is active there counts as employed.",
                hint="Where accounts stay active after people leave, name an attribute in hr.status or hr.last_day.",
            )


def _folded(words: Sequence[str]) -> set[str]:
    return {word.casefold() for word in words}
