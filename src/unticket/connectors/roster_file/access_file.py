"""When accounts were last used, from a table that somebody exported: read again whenever it changes, not believed when old."""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from unticket.connectors.connector import Surroundings
from unticket.connectors.roster_file.faults import StaleRoster, WrongRow
from unticket.connectors.roster_file.headings import find_access_columns, folded
from unticket.connectors.roster_file.person_row import addresses, plain
from unticket.connectors.roster_file.settings import AccessFileSettings
from unticket.connectors.roster_file.status import by_truth
from unticket.connectors.roster_file.table import Cell, read_table, shown
from unticket.model.account import Account
from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable
from unticket.model.finding import Finding, Level
from unticket.model.period import zone
from unticket.model.person import Employment

LARGEST = 64_000_000  # bytes
_CLOCKS_DIFFER = timedelta(minutes=10)
_SECONDS = re.compile(r"\d{9,11}")  # since 1970, as Moodle keeps times
_NOTHING = frozenset({"", "-", "–"})


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that was read: accounts by address, and why rows are none."""

    accounts: Mapping[str, Sequence[Account]]
    wrong_rows: Sequence[str]
    count: int


class AccessFile:
    """A `LastAccess` over one file. A row without an address is nobody's; a time that cannot be read is unknown, not never."""

    at_once = 1000

    def __init__(self, settings: AccessFileSettings, surroundings: Surroundings) -> None:
        self.settings = settings
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self._folder = Path(surroundings.folder)
        self._zone = zone(surroundings.timezone)
        self._lock = threading.Lock()
        self._read: tuple[tuple[str, int, int, int], Exported] | None = None

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        found, _ = self.exported()
        return [account for email in dict.fromkeys(map(plain, emails)) for account in found.accounts.get(email, ())]

    def accounts(self, email: str) -> Sequence[Account]:
        found, _ = self.exported()
        return list(found.accounts.get(plain(email), ()))

    def exported(self) -> tuple[Exported, datetime]:
        """What the file holds, and its time. Raises `ConnectorError` where it cannot be read, or is too old."""
        with self._lock, self._naming():
            file = self._file()
            stat = file.stat()
            if stat.st_size > LARGEST:
                raise UnexpectedPayload("it is larger than a list of accounts can be.")
            as_of = datetime.fromtimestamp(stat.st_mtime, UTC)
            if as_of > self.now() + _CLOCKS_DIFFER:
                raise UnexpectedPayload("its time lies in the future.", "Set this machine's clock, or copy it again.")
            if self.now() - as_of > timedelta(days=self.settings.max_age_days):
                what = f"it is {(self.now() - as_of).days} days old: who has used an account since is not in it."
                raise StaleRoster(what, "Export it again, or raise max_age_days.")
            mark = (str(file), stat.st_ino, stat.st_mtime_ns, stat.st_size)
            if self._read is None or self._read[0] != mark:
                self._read = mark, self._parsed(file.read_bytes())
            return self._read[1], as_of

    def check(self) -> Sequence[Finding]:
        try:
            found, as_of = self.exported()
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind="access_file_refused", what=error.what, hint=error.hint)]
        return list(self._findings(found, as_of))

    def close(self) -> None:
        """Nothing stays open between two questions."""

    def _findings(self, found: Exported, as_of: datetime) -> Iterator[Finding]:
        age = (self.now() - as_of).total_seconds() / 3600
        what = f"The export of last uses holds {found.count} accounts and is {age:.0f} hours old."
        yield Finding(level=Level.OK, kind="access_file_read", what=what)
        unread = sum(each.last_access_at is None and not each.never_used for all_ in found.accounts.values() for each in all_)
        if unread:
            what = f"Of {unread} accounts the last use is not shown, or not as date_format says."
            yield Finding(level=Level.WARNING, kind="last_access_unreadable", what=what, hint="Set date_format or never_words.")
        if found.wrong_rows:
            what = f"{len(found.wrong_rows)} rows cannot be read ({found.wrong_rows[0]})."
            yield Finding(level=Level.WARNING, kind="access_rows_unreadable", what=what, hint="Their owners are not warned.")
        if self.settings.administrators is None:
            what = "Who is an administrator is not known, so nobody is warned."
            yield Finding(
                level=Level.WARNING, kind="administrators_unknown", what=what, hint="List them in last_access.administrators."
            )

    def _file(self) -> Path:
        named = self._folder / self.settings.path
        found = [named] if named.exists() else named.parent.glob(named.name)
        files = [file for file in found if file.is_file()]
        if not files:
            raise Unreachable("there is no such file.", f"Put it at {self.settings.path}, or mend path.")
        return max(files, key=lambda file: (file.stat().st_mtime_ns, file.name))

    def _parsed(self, content: bytes) -> Exported:
        chosen = self.settings

        def places_in(headings: Sequence[str]) -> Mapping[str, int]:
            return find_access_columns(headings, chosen.columns, listed_means_on=chosen.listed_means_on)

        def fits(headings: Sequence[str]) -> None:
            places_in(headings)

        table = read_table(content, chosen, fits)
        places = places_in(table.headings)
        accounts: dict[str, list[Account]] = defaultdict(list)
        wrong: list[str] = []
        for number, cells in table.rows:
            try:
                account = self._account(cells, places)
            except WrongRow as error:
                wrong.append(f"row {number}: {error}")
                continue
            accounts[account.email].append(account)
        return Exported(accounts=accounts, wrong_rows=wrong, count=sum(map(len, accounts.values())))

    def _account(self, cells: Sequence[Cell], places: Mapping[str, int]) -> Account:
        def cell(field: str) -> Cell:
            place = places.get(field, len(cells))
            return cells[place] if place < len(cells) else ""

        told = addresses(shown(cell("email")))
        if len(told) != 1:
            raise WrongRow("it has no address, or several")
        email, username = told[0], shown(cell("username"))
        parts = sorted((places[field], field) for field in ("given_name", "family_name") if field in places)
        name = shown(cell("name")) or " ".join(word for _, field in parts if (word := shown(cell(field))))
        moment, never = self._moment(cell("last_access"))
        return Account(
            id=shown(cell("id")) or username or email,
            username=username,
            email=email,
            name=name,
            staff_number=shown(cell("staff_number")),
            enabled="suspended" not in places or self._is_on(shown(cell("suspended"))),
            is_admin=self._administers(username, email),
            sign_in_method=shown(cell("sign_in_method")),
            last_access_at=moment,
            never_used=never,
            created_at=self._moment(cell("created"))[0],
        )

    def _is_on(self, word: str) -> bool:
        """Where the file should say it and does not, or in an unknown word, it counts as off: nobody is warned of it."""
        try:
            return by_truth(word) is Employment.TERMINATED
        except WrongRow:
            return False

    def _administers(self, username: str, email: str) -> bool | None:
        listed = self.settings.administrators
        return None if listed is None else bool({username.casefold(), email} & {one.casefold() for one in listed})

    def _moment(self, cell: Cell) -> tuple[datetime | None, bool]:
        """The time in a cell, in UTC, and whether it says "never". A day alone counts from its beginning."""
        if isinstance(cell, datetime):
            return cell.replace(tzinfo=cell.tzinfo or self._zone).astimezone(UTC), False
        if isinstance(cell, date):
            return datetime.combine(cell, time(), self._zone).astimezone(UTC), False
        text = shown(cell)
        if text == "0" or folded(text) in {folded(word) for word in self.settings.never_words}:
            return None, True
        if text in _NOTHING:
            return None, False
        try:
            if _SECONDS.fullmatch(text):
                return datetime.fromtimestamp(int(text), UTC), False
            pattern = self.settings.date_format
            read = datetime.strptime(text, pattern) if pattern else datetime.fromisoformat(text)  # noqa: DTZ007 - by its cell
            return read.replace(tzinfo=read.tzinfo or self._zone).astimezone(UTC), False
        except (ValueError, OverflowError, OSError):
            return None, False

    @contextmanager
    def _naming(self) -> Iterator[None]:
        """Errors say which file they speak of; those of the operating system become ours."""
        try:
            yield
        except OSError as error:
            what = f"The export of last uses cannot be read: {error.strerror or error}."
            raise Unreachable(what, "Check its path and permissions.") from error
        except ConnectorError as error:
            error.what = f"In [last_access], {error.what.replace('the roster', 'the export')}"
            error.hint = error.hint.replace("the roster", "it")
            raise
