"""A desk that is read from its exports: the same tickets, without an API."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from unticket.connectors.connector import Surroundings
from unticket.connectors.ticket_file.export_file import ExportFile, FileState, found_files
from unticket.connectors.ticket_file.faults import WrongMapping
from unticket.connectors.ticket_file.findings import findings
from unticket.connectors.ticket_file.rejects import Rejects
from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.connectors.ticket_file.stages import Stages
from unticket.connectors.ticket_file.survey import Survey, survey
from unticket.history.ports import Desk, MessagePage, TicketPage
from unticket.model.errors import ConnectorError, Unreachable
from unticket.model.finding import Finding, Level
from unticket.model.ticket import Ticket, Vocabulary

PAGE = 500  # tickets
_PAGE_TEXT = 8_000_000  # characters of subjects and bodies in one page
_BLOCK = 50_000  # tickets held at once where their order has to be made
_TRIES = 3


class TicketFile:
    """A `TicketSource` over one or many exported files.

    The files are read anew whenever one of them changed. A ticket that stands in several is taken from the newest. Without a
    column that tells when a ticket was changed, that is when its file came: a new export brings every ticket up to date.
    """

    def __init__(self, settings: TicketFileSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._timezone = settings.timezone or surroundings.timezone
        self._folder = Path(surroundings.folder)
        beside_cache = (self._folder / surroundings.cache).parent / "rejected-rows.csv"
        self._rejects = self._folder / settings.rejects if settings.rejects else beside_cache
        self._survey: Survey | None = None
        self._told: Survey | None = None  # the one whose wrong rows the log has named

    def desk(self) -> Desk:
        return Desk(kind="ticket_file", name=f"Ticket file {self._settings.path}", url="", ticket_url=self._settings.ticket_url)

    def vocabulary(self) -> Vocabulary:
        return self._surveyed().vocabulary

    def count(self) -> int:
        return len(self._surveyed().places)

    def tickets_after(self, position: str) -> Iterator[TicketPage]:
        """A position holds for these very files; once one of them changed, everything is read again from the start."""
        found = self._surveyed()
        version = self._version(found)
        done = int(position.partition(":")[2]) if position.partition(":")[0] == version else 0
        tickets = (ticket for n, (_, ticket) in enumerate(found.tickets()) if n >= done)
        yield from self._pages(tickets, found, lambda count: f"{version}:{done + count}")

    def tickets_changed_since(self, moment: datetime) -> Iterator[TicketPage]:
        """All tickets of each file that came after `moment`: a new export may tell of old changes for the first time."""
        found = self._surveyed()
        recent = {n for n, file in enumerate(found.files) if file.state.arrived_at >= moment}
        changed = {key: at.changed_at for key, at in found.places.items() if at.file in recent or at.changed_at >= moment}
        yield from self._pages(_oldest_change_first(found, changed), found, lambda count: f"changed:{count}")

    def ticket_keys(self) -> Sequence[str]:
        """Those whose row was put aside too: they exist, so the copy keeps what it last knew of them."""
        found = self._surveyed()
        return [*found.places, *sorted(found.unreadable)]

    def messages_after(self, position: str) -> Iterator[MessagePage]:  # noqa: ARG002 - the port's name
        """None: an export holds no messages that could be told apart."""
        return iter(())

    def check(self) -> Sequence[Finding]:
        try:
            found = self._surveyed()
            _, others = self._files()
        except ConnectorError as error:
            return [Finding(level=Level.FAULT, kind=error.code, what=error.what, hint=error.hint)]
        return findings(found, others, rejects=self._rejects, timezone=self._timezone)

    def close(self) -> None:
        if self._survey is not None:
            for file in self._survey.files:
                file.close()
        self._survey = None

    def _files(self) -> tuple[list[Path], list[Path]]:
        files, others = found_files(self._settings.path, self._folder, self._rejects)
        if any(file.resolve() == self._rejects.resolve() for file in files):
            raise WrongMapping(f"{self._rejects} is the export itself.", "Set rejects to another file.")
        return files, others

    def _states(self) -> list[FileState]:
        return [FileState.now(file) for file in self._files()[0]]

    def _surveyed(self) -> Survey:
        for _ in range(_TRIES):
            states = self._states()
            if self._survey is not None and [file.state for file in self._survey.files] == states:
                return self._survey
            self.close()
            found = self._read(states)
            if self._states() == states:
                self._survey = found
                return found
        raise self._still_changing()

    def _read(self, states: Sequence[FileState]) -> Survey:
        files: list[ExportFile] = []
        rejects = Rejects(self._rejects)
        try:
            files.extend(ExportFile(state, self._settings, self._timezone) for state in states)
            return survey(files, Stages(self._settings.closed_stages), rejects, datetime.now(UTC))
        except BaseException:
            for file in files:
                file.close()
            raise
        finally:
            rejects.discard()

    def _pages(self, tickets: Iterator[Ticket], found: Survey, position: Callable[[int], str]) -> Iterator[TicketPage]:
        self._tell_put_aside(found)
        page: list[Ticket] = []
        count = length = 0
        for ticket in tickets:
            page.append(ticket)
            count += 1
            length += len(ticket.body) + len(ticket.subject)
            if len(page) == PAGE or length > _PAGE_TEXT:
                self._hold_still(found)
                yield TicketPage(tickets=page, position=position(count))
                page, length = [], 0
        if page:
            self._hold_still(found)
            yield TicketPage(tickets=page, position=position(count))

    def _tell_put_aside(self, found: Survey) -> None:
        """Once for each reading of the files: who never runs `check` shall hear of it too."""
        if found.put_aside and self._told is not found:
            self._told = found
            structlog.get_logger().warning(
                f"{found.put_aside} of {found.rows} rows put aside in {self._rejects}", first=found.reasons[0]
            )

    def _hold_still(self, found: Survey) -> None:
        if self._states() != [file.state for file in found.files]:
            raise self._still_changing()

    def _still_changing(self) -> Unreachable:
        return Unreachable(
            f"{self._settings.path} changes while it is read.",
            "Wait until the export is complete, then sync again.",
            transient=True,
        )

    def _version(self, found: Survey) -> str:
        states = (
            repr([file.state for file in found.files])
            + self._settings.model_dump_json(exclude={"path", "rejects", "ticket_url"})
            + self._timezone
        )
        return hashlib.sha256(states.encode()).hexdigest()[:16]


def _oldest_change_first(found: Survey, changed: dict[str, datetime]) -> Iterator[Ticket]:
    """The tickets of `changed`, in order. Files that are in another order are read once for every block of tickets."""
    as_read = sorted(changed, key=lambda key: found.places[key][:2])
    keys = sorted(as_read, key=changed.__getitem__)
    if keys == as_read:
        yield from (ticket for key, ticket in found.tickets() if key in changed)
        return
    for start in range(0, len(keys), _BLOCK):
        block = dict.fromkeys(keys[start : start + _BLOCK])
        held = {key: ticket for key, ticket in found.tickets() if key in block}
        yield from (held[key] for key in block)
