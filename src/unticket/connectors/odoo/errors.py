"""Odoo's failures in our words: what happened, to what, and the next move. Odoo's own traceback is never shown or logged."""

from __future__ import annotations

from unticket.model.errors import ConnectorError, CredentialsRefused, UnexpectedPayload

_LONGEST = 200


class NoSuchDatabase(ConnectorError):
    """The server is an Odoo, but has no database of that name."""


class AccessRefused(CredentialsRefused):
    """The key is good, but its user may not do this."""


class NoSuchModel(UnexpectedPayload):
    """The server has no such model: the app is not installed, or it is another edition."""


class NoSuchMethod(UnexpectedPayload):
    """The model has no such public method in this version."""


class NoSuchRecord(ConnectorError):
    """The record was deleted, or never was."""


class WrongCall(UnexpectedPayload):
    """Odoo does not know a field or argument of the call: it is not the server that was probed."""


# Raised by PostgreSQL when two transactions met: the same call may succeed at once. Odoo repeats them itself, then gives up.
_COLLISIONS = ("SerializationFailure", "DeadlockDetected", "LockNotAvailable", "TransactionRollbackError")


def from_odoo(place: str, call: str, name: str, message: str) -> ConnectorError:
    """The error for Odoo's `name` ("odoo.exceptions.AccessError") and `message`, which both protocols share.

    `place` is "Odoo at host", `call` "model.method".
    """
    kind = name.rpartition(".")[2]
    said = first_line(message)
    match kind:
        case "Unauthorized" | "AccessDenied":
            return key_refused(place)
        case "AccessError":
            return AccessRefused(
                f"{place} does not allow this key {call}: {said}", "Give its user that right, if it is needed."
            )
        case "MissingError":
            return NoSuchRecord(f"{place} has no such record ({call}): {said}")
        case "ValueError" | "TypeError":
            return WrongCall(f"{place} does not understand {call}: {said}")
        case "OperationalError" if "does not exist" in said:  # how JSON-RPC tells that there is no such database
            return NoSuchDatabase(f"{place} has no such database.", "Set desk.database to the name on Odoo's login page.")
        case "AttributeError":
            return NoSuchMethod(f"{place} has no {call}.")
        case "NotFound" if "method" in said.lower():
            return NoSuchMethod(f"{place} has no {call}.")
        case "NotFound" | "KeyError":
            return _no_such_model(place, call)
        case "UserError" if said.startswith("Object "):  # how JSON-RPC tells that there is no such model
            return _no_such_model(place, call)
    if kind in _COLLISIONS:
        return ConnectorError(f"{place} was too busy for {call} ({kind}).", "Try again.", transient=True)
    return ConnectorError(f"{place} refused {call}: {said or kind}")


def key_refused(place: str) -> CredentialsRefused:
    return CredentialsRefused(
        f"{place} refused the API key: it is wrong, was revoked or has expired.",
        "Create a new key for that user (Preferences → Account Security) and put it in UNTICKET_DESK__API_KEY.",
    )


def key_ended(place: str, day: str) -> CredentialsRefused:
    """For a key of which it was known that it would end on `day`."""
    error = key_refused(place)
    return CredentialsRefused(f"{place} refused the API key: it expired on {day}.", error.hint)


def no_such_database(place: str, database: str) -> NoSuchDatabase:
    if not database:
        return NoSuchDatabase(f"{place} serves several databases and none was named.", "Set desk.database.")
    return NoSuchDatabase(
        f"{place} has no database {database!r}.", "Set desk.database to the name that Odoo's login page shows."
    )


def not_odoo(url: str) -> UnexpectedPayload:
    return UnexpectedPayload(
        f"What answers at {url} is not an Odoo with an external API.",
        f"Open {url} in a browser: it should show Odoo's login page. Odoo 16 or later is needed.",
    )


def first_line(text: str) -> str:
    """Odoo's message without its advice, control characters and length."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    shown = "".join(letter for letter in line.strip() if letter.isprintable())
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _no_such_model(place: str, call: str) -> NoSuchModel:
    return NoSuchModel(
        f"{place} has no model {call.rpartition('.')[0]}.", "Install the Helpdesk app, or ask with a user who may see it."
    )
