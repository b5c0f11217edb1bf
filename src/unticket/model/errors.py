"""What can go wrong, told as what happened, to what, and the next move."""

from __future__ import annotations

from typing import ClassVar


class UnticketError(Exception):
    """A failure that a person can act on.

    `what` says what happened and to what, `hint` the next move. Neither ever holds a secret. `transient` says whether the
    same call may succeed later; `code` is stable and is what doors map to exit numbers and HTTP statuses.
    """

    code: ClassVar[str] = "error"

    def __init__(self, what: str, hint: str = "", *, transient: bool = False) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.transient = transient

    def __str__(self) -> str:
        return f"{self.what}\n  → {self.hint}" if self.hint else self.what


class UserError(UnticketError):
    """What the user asked for cannot be done as asked."""

    code = "invalid"


class NotFound(UserError):
    """What the user named does not exist."""

    code = "not_found"


class Conflict(UserError):
    """What the user asked for contradicts the present state."""

    code = "conflict"


class Forbidden(UserError):
    """The user, or a guard rail, does not allow it."""

    code = "forbidden"


class ConfigurationError(UnticketError):
    """A setting is missing, unknown or wrong."""

    code = "configuration"


class StorageError(UnticketError):
    """The operational database or a file could not be read or written."""

    code = "storage"


class RunbookError(UnticketError):
    """A runbook could not go on."""

    code = "runbook"


class ConnectorError(UnticketError):
    """Another system failed us. Connectors raise this and nothing else."""

    code = "connector"


class Unreachable(ConnectorError):
    """No answer: wrong address, time-out, connection cut. Transient unless the address itself is wrong."""

    code = "unreachable"


class RateLimited(ConnectorError):
    """The other system asks for a pause of `retry_after` seconds (None: it did not say)."""

    code = "rate_limited"

    def __init__(self, what: str, hint: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(what, hint, transient=True)
        self.retry_after = retry_after


class CredentialsRefused(ConnectorError):
    """The key is missing, wrong, expired, or not allowed to do this."""

    code = "credentials_refused"


class UnexpectedPayload(ConnectorError):
    """The answer is not what the other system's protocol says."""

    code = "unexpected_payload"


class Doubtful(ConnectorError):
    """The answer was lost after something may have happened that cannot be read back: a mail, a reset. Never repeated."""

    code = "doubtful"
