"""What a command is given: the settings, and the house put together from them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unticket import settings

if TYPE_CHECKING:
    from unticket.app import Unticket
    from unticket.app.acting import Acting


class Context:
    """Reads the settings when a command first asks, so that `--help` and `init` work without any."""

    def __init__(self, config: Path | None = None) -> None:
        self.config = config

    def settings(self, **overrides: Any) -> settings.Settings:
        return settings.load(self.config, **overrides)

    @contextmanager
    def opened(self, **overrides: Any) -> Iterator[Unticket]:
        """The house over these settings, closed at the end."""
        from unticket import app

        with app.opened(self.settings(**overrides)) as unticket:
            yield unticket

    @contextmanager
    def acting(self) -> Iterator[Acting]:
        """The acting path over these settings, closed at the end. Runs are done by workers, not here."""
        from unticket.app.acting import Acting

        acting = Acting(self.settings())
        try:
            yield acting
        finally:
            acting.close()
