"""How Moodle says no: an HTTP 200 whose JSON names an exception, with the texts of a real Moodle 4.5."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer that is an error. `code` is what clients go by."""

    def __init__(self, exception: str, code: str, message: str) -> None:
        super().__init__(message)
        self.exception = exception
        self.code = code
        self.message = message

    def body(self) -> dict[str, Any]:
        return {"exception": self.exception, "errorcode": self.code, "message": self.message}


def invalid_token() -> Refusal:
    return _moodle("invalidtoken", "Invalid token - token not found")


def no_access() -> Refusal:
    """An expired token, a function outside the token's service, a wrong address of the caller: all the same words."""
    return Refusal("webservice_access_exception", "accessexception", "Access control exception")


def owner_suspended(username: str) -> Refusal:
    # The message was not recorded; clients see the code.
    return _moodle("wsaccessusersuspended", f"Refused web service access for suspended username: {username}")


def no_permission(what: str) -> Refusal:
    message = f"Sorry, but you do not currently have permissions to do that ({what})."
    return Refusal("core\\exception\\required_capability_exception", "nopermissions", message)


def no_such_function() -> Refusal:
    message = "Can't find data record in database table external_functions."
    return Refusal("dml_missing_record_exception", "invalidrecord", message)


def invalid_parameter() -> Refusal:
    return Refusal("core\\exception\\invalid_parameter_exception", "invalidparameter", "Invalid parameter value detected")


def coding_error(what: str) -> Refusal:
    message = f"Coding error detected, it must be fixed by a programmer: {what}"
    return Refusal("core\\exception\\coding_exception", "codingerror", message)


def maintenance() -> Refusal:
    return _moodle("sitemaintenance", "The site is undergoing maintenance and is currently not available")


def cannot_mail() -> Refusal:
    return _moodle("cannotmailconfirm", "Error sending password change confirmation email")


def _moodle(code: str, message: str) -> Refusal:
    return Refusal("core\\exception\\moodle_exception", code, message)
