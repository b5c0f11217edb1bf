"""What was asked of a server and may be remembered for a while, so that a sync with nothing new costs few calls."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from unticket.connectors.odoo.settings import OdooSettings

_FORM = 1  # raise it when what is remembered changes its shape


def _now() -> datetime:
    return datetime.now(UTC)


class Memory:
    """Named values with the time at which they were learnt, in one small file. Holds no secret and no ticket's text.

    A file that is missing, broken, of another form or unwritable only costs more calls.
    """

    def __init__(self, file: Path, now: Callable[[], datetime] = _now) -> None:
        self._file, self._now = file, now
        self._lock = threading.Lock()  # pages are read by another thread than the one that uses them
        self._values: dict[str, Any] = self._read()

    @classmethod
    def of(cls, settings: OdooSettings, folder: Path) -> Memory:
        """The memory of one server, database and user, and of nobody else's key: rights decide what a server shows."""
        key = hashlib.sha256(settings.api_key.get_secret_value().encode()).hexdigest()
        named = "\n".join((settings.url, settings.database, settings.login, settings.protocol, key))
        return cls(folder / f"odoo-{hashlib.sha256(named.encode()).hexdigest()[:24]}.json")

    def recall(self, name: str, younger_than: timedelta) -> Any:
        """The value, or None where there is none of that age. A time in the future is not believed."""
        entry = self._values.get(name)
        if not isinstance(entry, dict) or not isinstance(entry.get("at"), str):
            return None
        try:
            age = self._now() - datetime.fromisoformat(entry["at"])
        except (ValueError, TypeError):
            return None
        return entry.get("value") if timedelta() <= age < younger_than else None

    def time(self) -> datetime:
        """Now, for `keep_as_of`."""
        return self._now()

    def keep(self, **values: Any) -> None:
        """Remember these values as of now."""
        self.keep_as_of(self._now(), values)

    def keep_as_of(self, moment: datetime, values: Mapping[str, Any]) -> None:
        """Remember these values as of when they were asked for: an answer may have been long on its way."""
        at = moment.isoformat()
        with self._lock:
            self._values.update({name: {"at": at, "value": value} for name, value in values.items()})
            self._write()

    def forget(self) -> None:
        """Nothing is remembered any more: an answer contradicted it."""
        with self._lock:
            self._values = {}
            self._write()

    def _read(self) -> dict[str, Any]:
        try:
            found = orjson.loads(self._file.read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return {}
        values = found.get("values") if isinstance(found, dict) and found.get("form") == _FORM else None
        return values if isinstance(values, dict) else {}

    def _write(self) -> None:
        """All or nothing, readable by its owner only: it names people who work on the desk."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=self._file.parent, prefix=".odoo-")
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(orjson.dumps({"form": _FORM, "values": self._values}))
                Path(name).replace(self._file)
            except OSError:
                Path(name).unlink(missing_ok=True)
