"""One Odoo server: the connection, and what is known of it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from pathlib import Path

from unticket.connectors.odoo.memory import Memory
from unticket.connectors.odoo.profile import Profile, probe
from unticket.connectors.odoo.settings import OdooSettings
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.transport.choose import Version, ask_version, open_calls
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.patience import Patience

_A_DAY = timedelta(days=1)


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
