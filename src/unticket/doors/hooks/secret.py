"""Whether a hook's secret is right, without telling by its time how much of it is."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence


class HookSecrets:
    """Up to two secrets that are valid at once, so that one can be replaced by the other without losing a hook."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._digests = [_digest(secret) for secret in secrets if secret]

    def accept(self, given: str) -> bool:
        """Compares with all of them, always, in a time that depends on neither."""
        digest = _digest(given)
        found = [hmac.compare_digest(digest, right) for right in self._digests]  # all of them: any() alone would stop early
        return any(found)

    def __repr__(self) -> str:
        return f"HookSecrets({len(self._digests)})"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()
