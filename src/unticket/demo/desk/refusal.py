"""How the desk says no: Odoo's error names, texts and statuses, as a real Odoo 19 gave them."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer that is an error. `status` is the one of JSON-2; JSON-RPC sends the same body inside an HTTP 200."""

    def __init__(self, status: int, name: str, message: str, *, coded: bool = False) -> None:
        super().__init__(message)
        self.status = status
        self.name = name
        self.message = message
        self.arguments: list[Any] = [message, status] if coded else [message]

    def body(self) -> dict[str, Any]:
        """What a client sees. A real server puts its traceback into `debug`; nobody should read it, so here is none."""
        return {
            "name": self.name,
            "message": self.message,
            "arguments": self.arguments,
            "context": {},
            "debug": "<traceback>",
        }


def unauthorized(message: str) -> Refusal:
    return Refusal(401, "werkzeug.exceptions.Unauthorized", message, coded=True)


def not_found(message: str) -> Refusal:
    return Refusal(404, "werkzeug.exceptions.NotFound", message, coded=True)


def unprocessable(message: str) -> Refusal:
    return Refusal(422, "werkzeug.exceptions.UnprocessableEntity", message, coded=True)


def bad_request(message: str) -> Refusal:
    return Refusal(400, "werkzeug.exceptions.BadRequest", message, coded=True)


def forbidden(message: str) -> Refusal:
    return Refusal(403, "odoo.exceptions.AccessError", message)


def access_denied() -> Refusal:
    """JSON-RPC's word for a wrong key."""
    return Refusal(403, "odoo.exceptions.AccessDenied", "Access Denied")


def missing(model: str, record: int, uid: int) -> Refusal:
    text = f"Record does not exist or has been deleted.\n(Record: {model}({record},), User: {uid})"
    return Refusal(404, "odoo.exceptions.MissingError", text)


def invalid(message: str) -> Refusal:
    return Refusal(422, "odoo.exceptions.ValidationError", message)


def value_error(message: str) -> Refusal:
    """A mistake in the request that Odoo answers with 500, permanent all the same."""
    return Refusal(500, "builtins.ValueError", message)


def type_error(message: str) -> Refusal:
    return Refusal(500, "builtins.TypeError", message)
