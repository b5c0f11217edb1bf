"""Which workers are dead, as one worker sees it with its own eyes."""

from __future__ import annotations

from collections.abc import Mapping


class Watch:
    """Remembers since when each worker's sign of life has been the same.

    Dead is who gave no sign for a whole lease *while we were looking*, by our own clock: so neither two clocks that differ nor
    an outage of the database, which silences all, nor our own sleep ever kills a living worker.
    """

    def __init__(self, lease_seconds: float) -> None:
        self._lease_seconds = lease_seconds
        self._same_since: dict[tuple[str, float], float] = {}
        self._looked_at = 0.0

    def silent(self, signs: Mapping[str, float], now: float) -> list[tuple[str, float]]:
        """`signs` as read just now: worker → its last sign of life. Gives those that stayed the same for a lease."""
        if now - self._looked_at > self._lease_seconds / 2:
            self._same_since.clear()
        self._looked_at = now
        self._same_since = {sign: self._same_since.get(sign, now) for sign in signs.items()}
        return [sign for sign, since in self._same_since.items() if now - since > self._lease_seconds]
