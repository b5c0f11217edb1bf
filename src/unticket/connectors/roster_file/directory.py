"""A roster file as a directory: read again whenever it changes, and not believed when it is old or has shrunk."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from unticket.connectors.connector import Surroundings
from unticket.connectors.roster_file.acceptance import Acceptance, Accepted, suspicion
from unticket.connectors.roster_file.faults import Shrunk, StaleRoster
from unticket.connectors.roster_file.person_row import Person, plain
from unticket.connectors.roster_file.roster import Roster, read_roster
from unticket.connectors.roster_file.settings import RosterFileSettings
from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable
from unticket.model.finding import Finding
from unticket.model.period import zone
from unticket.model.person import Employment, PersonRecord

LARGEST = 64_000_000  # bytes
_MAY_STILL_BE_WRITTEN = timedelta(minutes=1)
_CLOCKS_DIFFER = timedelta(minutes=10)


def _now() -> datetime:
    return datetime.now(UTC)


class RosterDirectory:
    """A `Directory` over one file. The file's time is how old its knowledge is; an address with a row that cannot be read is
    an error, never nobody."""

    def __init__(self, settings: RosterFileSettings, surroundings: Surroundings, now: Callable[[], datetime] = _now) -> None:
        self.settings = settings
        self.name = settings.name
        self.now = now
        self._folder = Path(surroundings.folder)
        self._timezone = zone(surroundings.timezone)
        self._acceptance = Acceptance(Path(surroundings.cache), settings.name, settings.path)
        self._lock = threading.Lock()
        self._read: tuple[tuple[str, int, int, int], Roster] | None = None

    def people(self, email: str) -> Sequence[PersonRecord]:
        wanted = plain(email)
        if not wanted:
            return ()
        roster, as_of = self.roster()
        if why := roster.doubt(wanted):
            raise UnexpectedPayload(
                f"The roster {self.name} cannot answer for this address: {why}.", "Mend that row in the file."
            )
        now = self.now()
        today = now.astimezone(self._timezone).date()
        is_stale = self.is_stale(as_of)
        found = [self._record(person, as_of, today, is_stale=is_stale) for person in roster.people.get(wanted, ())]
        if is_stale and not found:
            raise StaleRoster(
                f"The roster {self.name} is {(now - as_of).days} days old: who is not in it may be by now.",
                "Have HR export it again, or raise max_age_days.",
            )
        return found

    def everyone(self) -> Iterator[PersonRecord]:
        """A `Roster`: each row once that has an address. What a stale file would leave out is not known, so it is an error."""
        roster, as_of = self.roster()
        now = self.now()
        if self.is_stale(as_of):
            raise StaleRoster(
                f"The roster {self.name} is {(now - as_of).days} days old: who has left since is not in it.",
                "Have HR export it again, or raise max_age_days.",
            )
        today = now.astimezone(self._timezone).date()
        for email, people in roster.people.items():
            for person in people:
                if person.emails[0] == email:
                    yield self._record(person, as_of, today, is_stale=False)

    def check(self) -> Sequence[Finding]:
        from unticket.connectors.roster_file.check import check

        return check(self)

    def close(self) -> None:
        """Nothing stays open between two questions."""

    def roster(self) -> tuple[Roster, datetime]:
        """The roster and its time. Raises `ConnectorError` where it cannot be read or is not to be believed."""
        with self._lock, self._naming():
            file = self.file()
            stat = file.stat()
            if stat.st_size > LARGEST:
                raise UnexpectedPayload("the roster is larger than a list of people can be.")
            mark = (str(file), stat.st_ino, stat.st_mtime_ns, stat.st_size)
            as_of = datetime.fromtimestamp(stat.st_mtime, UTC)
            if as_of > self.now() + _CLOCKS_DIFFER:
                raise UnexpectedPayload("the roster's time lies in the future.", "Set this machine's clock, or copy it again.")
            if self._read is None or self._read[0] != mark:
                self._read = mark, self._believed(file, stat, as_of)
            return self._read[1], as_of

    def file(self) -> Path:
        """The file, or the newest of those that fit the pattern. Raises `Unreachable`."""
        named = self._folder / self.settings.path
        found = [named] if named.exists() else named.parent.glob(named.name)
        files = [file for file in found if file.is_file()]
        if not files:
            raise Unreachable("there is no such file.", f"Put it at {self.settings.path}, or mend path.")
        return max(files, key=lambda file: (file.stat().st_mtime_ns, file.name))

    def is_stale(self, as_of: datetime) -> bool:
        return self.now() - as_of > timedelta(days=self.settings.max_age_days)

    def _believed(self, file: Path, before: os.stat_result, as_of: datetime) -> Roster:
        content = file.read_bytes()
        after = file.stat()
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size) or len(content) != before.st_size:
            raise Unreachable("the roster is being written just now.", "Try again in a minute.", transient=True)
        roster = read_roster(content, self.settings)
        if roster.ends_open and self.now() - as_of < _MAY_STILL_BE_WRITTEN:
            raise Unreachable("the roster may not be all there yet.", "Try again in a minute.", transient=True)
        chosen = self.settings
        why = suspicion(roster.count, self._acceptance.last(), most_shrink=chosen.most_shrink, fewest=chosen.fewest)
        if why and not (chosen.accept and roster.digest.startswith(chosen.accept)):
            wrong = roster.wrong_rows
            unread = f" ({len(wrong)} rows could not be read, the first: {wrong[0]})" if wrong else ""
            raise Shrunk(
                f"the roster is not believed: {why}{unread}.",
                f'Look at the file. If it is right, set accept = "{roster.digest[:12]}" for it.',
            )
        self._acceptance.remember(Accepted(roster.digest, roster.count))
        return roster

    def _record(self, person: Person, as_of: datetime, today: date, *, is_stale: bool) -> PersonRecord:
        employment, leaves_on = self._employment(person, today)
        if is_stale and employment is not Employment.TERMINATED:
            employment = Employment.STALE
        return PersonRecord(
            directory=self.name,
            id=person.id,
            name=person.name,
            emails=person.emails,
            employment=employment,
            staff_number=person.staff_number,
            starts_on=person.starts_on,
            leaves_on=leaves_on,
            language=person.language,
            as_of=as_of,
        )

    def _employment(self, person: Person, today: date) -> tuple[Employment, date | None]:
        """Gone by word or by date is gone. A last day far away, such as a graduation, need not be one yet."""
        last, days = person.leaves_on, self.settings.leaving_days
        if person.stated is Employment.TERMINATED or (last is not None and last < today):
            return Employment.TERMINATED, last
        if last is not None and days is not None and last - today > timedelta(days=days):
            return person.stated, None
        return (person.stated if last is None else Employment.LEAVING), last

    @contextmanager
    def _naming(self) -> Iterator[None]:
        """Errors say which roster they speak of; those of the operating system become ours."""
        try:
            yield
        except OSError as error:
            raise Unreachable(
                f"The roster {self.name} cannot be read: {error.strerror or error}.", "Check its path and permissions."
            ) from error
        except ConnectorError as error:
            error.what = f"In [[hr]] {self.name}, {error.what}"
            raise
