"""How many people the last roster held that was believed: what a new one is measured by."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Accepted:
    """A roster that was believed."""

    digest: str
    count: int


class Acceptance:
    """One small file, without anything about anybody. Where it is missing, the next roster is believed at its own word:
    `fewest` in the settings is the guard that needs no memory."""

    def __init__(self, cache: Path, name: str, path: str) -> None:
        mark = hashlib.sha256(f"{name}\n{path}".encode()).hexdigest()[:16]
        self._file = cache / f"roster-{mark}.json"

    def last(self) -> Accepted | None:
        try:
            told = json.loads(self._file.read_bytes())
            return Accepted(str(told["digest"]), int(told["count"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remember(self, accepted: Accepted) -> None:
        """All or nothing. Where it cannot be written, the next file is measured by the one before."""
        if accepted == self.last():
            return
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=self._file.parent, prefix=".roster-")
            try:
                with os.fdopen(number, "w") as file:
                    json.dump({"digest": accepted.digest, "count": accepted.count}, file)
                Path(name).replace(self._file)
            except OSError:
                Path(name).unlink(missing_ok=True)


def suspicion(count: int, last: Accepted | None, *, most_shrink: float, fewest: int) -> str:
    """Why a roster of `count` people is not believed; "" where it is. That one person left is never suspicious."""
    if count < fewest:
        return f"it holds {count} people, fewer than {fewest}"
    if last is not None and last.count - count > max(1, last.count * most_shrink):
        return f"it holds {count} people, the one before held {last.count}"
    return ""
