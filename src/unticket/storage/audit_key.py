"""The key that seals the audit: a file outside the database, made at first use, for its owner only."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from unticket.model.errors import StorageError

_BYTES = 32


class AuditKey:
    """Seals and digests with one secret key. Never shown."""

    def __init__(self, key: bytes) -> None:
        if len(key) < _BYTES:
            raise StorageError("The audit's key is too short.", f"It needs {_BYTES} random bytes.")
        self._key = key

    def seal(self, message: bytes) -> str:
        """The MAC over `message` (HMAC-SHA-256), as hex."""
        return hmac.new(self._key, b"seal\0" + message, hashlib.sha256).hexdigest()

    def digest(self, text: str) -> str:
        """What stands for a person's address or a token where it must not be readable; letter case and outer spaces aside."""
        return hmac.new(self._key, b"person\0" + text.strip().casefold().encode(), hashlib.sha256).hexdigest()[:40]

    def __repr__(self) -> str:
        return "AuditKey(…)"


def audit_key(file: Path) -> AuditKey:
    """The key in `file`, made where there is none. Raises `StorageError`, also where others may read it."""
    try:
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError:
            return AuditKey(_read(file))
        with os.fdopen(handle, "wb") as opened:
            key = secrets.token_bytes(_BYTES)
            opened.write(key.hex().encode() + b"\n")
            opened.flush()
            os.fsync(opened.fileno())
    except OSError as error:
        hint = "Check the folder and who may write there."
        raise StorageError(f"The audit's key in {file} cannot be used: {error.strerror}.", hint) from error
    return AuditKey(key)


def _read(file: Path) -> bytes:
    if file.stat().st_mode & 0o077:
        raise StorageError(f"Others on this machine may read the audit's key in {file}.", f"Run: chmod 600 {file}")
    try:
        return bytes.fromhex(file.read_text("ascii").strip())
    except ValueError:
        raise StorageError(f"{file} does not hold the audit's key.", "Put back the right file from your safe.") from None
