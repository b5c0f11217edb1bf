"""One Odoo server: the connection, and what is known of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from unticket.connectors.https_trouble import AnswerTooLarge
from unticket.connectors.odoo.errors import AccessRefused, key_ended
from unticket.connectors.odoo.memory import Memory
from unticket.connectors.odoo.profile import Profile, probe
from unticket.connectors.odoo.settings import OdooSettings
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.transport.choose import Version, ask_version, open_calls
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.patience import Patience
from unticket.connectors.odoo.wire import moment
from unticket.model.errors import ConnectorError, CredentialsRefused, UnexpectedPayload

_A_DAY = timedelta(days=1)
_ROUTED_BY_PATH = 19  # the web client's addresses; before, everything stood behind a #


class Server:
    """Opens the connection and learns the profile when first needed; `learn_anew` after an answer that contradicts it."""

    def __init__(self, settings: OdooSettings, cache: Path) -> None:
        self.settings = settings
        self.memory = Memory.of(settings, cache)
        self.place = f"Odoo at {settings.host}"
        self._patience = Patience(
            retries=settings.retries, pause=settings.retry_pause_seconds, deadline=settings.deadline_seconds
        )

    @property
    def is_remembered(self) -> bool:
        """Whether the profile comes out of the memory: it may then be out of date."""
        return "version" not in self.__dict__

    @cached_property
    def version(self) -> Version:
        """Asked of the server."""
        return ask_version(self.settings, self._http, self._patience)

    @cached_property
    def profile(self) -> Profile:
        remembered = Profile.from_values(self.memory.recall("profile", _A_DAY))
        if remembered:
            return remembered
        found = probe(self.calls, self.settings, self.version.text, self.version.major)
        self.memory.keep(profile=found.as_values())
        return found

    @cached_property
    def calls(self) -> Calls:
        remembered = Profile.from_values(self.memory.recall("profile", _A_DAY))
        major, uid = (remembered.major, remembered.uid) if remembered else (self.version.major, None)
        return open_calls(self.settings, self._http, self._patience, major, uid)

    @property
    def ticket_page(self) -> str:
        """The web client's page of a ticket, with {id} in its place."""
        page = (
            "odoo/helpdesk.ticket/{id}"
            if self.profile.major >= _ROUTED_BY_PATH
            else "web#id={id}&model=helpdesk.ticket&view_type=form"
        )
        return f"{self.settings.url}/{page}"

    def reconsider(self, error: ConnectorError) -> None:
        """Return where `error` may only mean that the server changed since it was probed: the next call asks it anew.

        Raises `error` otherwise, and the better one where the key's end was known.
        """
        contradicts = isinstance(error, CredentialsRefused | UnexpectedPayload) and not error.transient
        if not contradicts or isinstance(error, AnswerTooLarge) or not self.is_remembered:
            raise error
        end = moment(self.profile.key_ends)
        is_refused = isinstance(error, CredentialsRefused) and not isinstance(error, AccessRefused)
        if is_refused and end and end <= datetime.now(UTC):
            raise key_ended(self.place, f"{end:%Y-%m-%d}") from error
        self.learn_anew()

    def learn_anew(self) -> None:
        """Forget what was remembered and ask the server again when next needed."""
        self.memory.forget()
        for name in ("version", "profile", "calls"):
            self.__dict__.pop(name, None)

    def close(self) -> None:
        if "_http" in self.__dict__:
            self._http.close()

    @cached_property
    def _http(self) -> Http:
        return Http(self.settings)
