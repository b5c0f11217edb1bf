"""People of an LDAP directory: employed, leaving or gone, by the attributes and groups that the settings name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from unticket.connectors.connector import Surroundings
from unticket.connectors.ldap.days import day, last_day
from unticket.connectors.ldap.search import Entry, Search, escaped
from unticket.connectors.ldap.settings import LdapSettings
from unticket.model.errors import ConnectorError, UnexpectedPayload
from unticket.model.finding import Finding, Level
from unticket.model.period import zone
from unticket.model.person import Employment, PersonRecord

_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3 with its brackets
_DISABLED = 0x2  # ADS_UF_ACCOUNTDISABLE


class LdapDirectory:
    """A `Directory`."""

    def __init__(self, settings: LdapSettings, surroundings: Surroundings) -> None:
        self.name = settings.name
        self._settings = settings
        self._zone = zone(surroundings.timezone)
        self._search = Search(settings)

    def people(self, email: str) -> Sequence[PersonRecord]:
        asked = _lower(email.strip())
        if not _is_address(asked):
            return ()
        now = datetime.now(UTC)
        either = "".join(f"({attribute}={escaped(asked)})" for attribute in self._settings.mail)
        condition = f"(&(objectClass={self._settings.object_class})(|{either}))"
        found = [self._person(entry, now) for entry in self._search.entries(condition, self._settings.attributes)]
        # The server compares by its schema, which may fold more than letter case.
        return [person for person in found if asked in person.emails]

    def everyone(self) -> Iterator[PersonRecord]:
        """A `Roster`: every person with one of the attributes that hold addresses."""
        now = datetime.now(UTC)
        either = "".join(f"({attribute}=*)" for attribute in self._settings.mail)
        condition = f"(&(objectClass={self._settings.object_class})(|{either}))"
        for entry in self._search.all(condition, self._settings.attributes):
            yield self._person(entry, now)

    def check(self) -> Sequence[Finding]:
        try:
            return list(self._findings())
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=f"ldap_{error.code}", what=error.what, hint=error.hint)]

    def close(self) -> None:
        """Nothing stays open between questions."""

    def _person(self, entry: Entry, now: datetime) -> PersonRecord:
        settings, place = self._settings, self._search.place
        leaves_on = last_day(entry.text(settings.last_day), settings.last_day, self._zone, place)
        return PersonRecord(
            directory=self.name,
            id=entry.text(settings.id) or entry.dn,
            name=next((found for name in settings.display_name if (found := entry.text(name))), ""),
            emails=tuple(dict.fromkeys(_lower(found) for name in settings.mail for found in entry.texts(name))),
            employment=self._employment(entry, leaves_on, now.astimezone(self._zone).date()),
            staff_number=entry.text(settings.staff_number),
            starts_on=day(entry.text(settings.first_day), settings.first_day, self._zone, place),
            leaves_on=leaves_on,
            as_of=now,
        )

    def _employment(self, entry: Entry, leaves_on: date | None, today: date) -> Employment:
        """The most careful of what is said: gone by any mark, employed only by every mark that the settings want.

        What is missing or in other words is ambiguous. A hidden attribute looks like a missing one.
        """
        settings = self._settings
        words = {word.casefold() for word in entry.texts(settings.status)} if settings.status else set()
        groups = {_dn(group) for group in entry.texts(settings.group_attribute)}
        if (
            words & _folded(settings.departed_words)
            or groups & {_dn(group) for group in settings.departed_groups}
            or (leaves_on is not None and leaves_on < today)
            or self._is_disabled(entry)
        ):
            return Employment.TERMINATED
        by_word = not settings.employed_words or (bool(words) and words <= _folded(settings.employed_words))
        by_group = not settings.employed_groups or bool(groups & {_dn(group) for group in settings.employed_groups})
        if not (by_word and by_group):
            return Employment.AMBIGUOUS
        return Employment.ACTIVE if leaves_on is None else Employment.LEAVING

    def _is_disabled(self, entry: Entry) -> bool:
        attribute = self._settings.account_control
        if not attribute:
            return False
        told = entry.text(attribute)
        if not told.isascii() or not told.isdecimal():
            hint = "Let hr.bind_dn read it."
            raise UnexpectedPayload(f"{self._search.place} does not show {attribute} of a person.", hint)
        return bool(int(told) & _DISABLED)

    def _findings(self) -> Iterator[Finding]:
        settings, place = self._settings, self._search.place
        entry = self._search.some(f"(objectClass={settings.object_class})", settings.attributes)
        if entry is None:
            hint = "Check hr.base and hr.object_class, and let hr.bind_dn read people."
            yield Finding(level=Level.WARNING, kind="nobody_visible", what=f"{place} shows no person.", hint=hint)
            return
        yield Finding(level=Level.OK, kind="people_visible", what=f"{place} shows people below {settings.base}.")
        needed = {"hr.id": settings.id, "hr.status": settings.status, "hr.account_control": settings.account_control}
        for setting, attribute in needed.items():
            if attribute and not entry.text(attribute):
                what = f"{place} does not show {attribute} of the person that was looked at."
                yield Finding(level=Level.WARNING, kind="attribute_hidden", what=what, hint=f"Check {setting}.")
        if not settings.bind_dn:
            what = f"{place} is read without a name: whoever reaches it reads it too."
            yield Finding(level=Level.NOTE, kind="anonymous", what=what, hint="Set hr.bind_dn to an account of Unticket's own.")
        if settings.url.startswith("ldap://") and not settings.start_tls:
            what = f"{place} is on this machine; nothing is encrypted."
            yield Finding(level=Level.NOTE, kind="unencrypted", what=what, hint="Nothing to do.")


def _lower(address: str) -> str:
    """Lower case of A to Z alone: Unicode's would make an ASCII k of the Kelvin sign, and other look-alikes equal."""
    return address.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _is_address(text: str) -> bool:
    return 3 <= len(text) <= _LONGEST_ADDRESS and text.isprintable() and text.count("@") == 1 and " " not in text


def _folded(words: Sequence[str]) -> set[str]:
    return {word.casefold() for word in words}


def _dn(name: str) -> str:
    """A distinguished name for comparing: letter case and blanks after commas aside."""
    return ",".join(part.strip().casefold() for part in name.split(","))
