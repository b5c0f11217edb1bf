"""The site's web service functions that an account desk needs, each computed from its users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from unticket.demo.lms import password_reset, site
from unticket.demo.lms.lookup import equal, like
from unticket.demo.lms.refusal import coding_error, invalid_parameter, no_access, no_permission, no_such_function
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, RESET, SITE_INFO, UPDATE, UPDATE_USERS, Caller
from unticket.demo.lms.state import LmsState, Update
from unticket.demo.lms.user import LmsUser, details

Arguments = Mapping[str, Any]
_LIKE = ("email", "firstname", "lastname")
_EXACT = ("id", "idnumber", "username", "auth")
_TEXTS = frozenset({"username", "firstname", "lastname", "email", "auth", "idnumber", "department", "lang", "password"})


def call(state: LmsState, token: str, function: str, asked: Arguments, address: str) -> Any:
    """What `function` gives. Raises `Refusal`. The caller holds the state's lock."""
    caller = state.caller(token, address)
    if function not in _FUNCTIONS:
        raise no_such_function()
    if function not in caller.token.functions:
        raise no_access()
    return _FUNCTIONS[function](state, caller, asked)


def _by_field(state: LmsState, caller: Caller, asked: Arguments) -> list[dict[str, Any]]:
    name, values = asked.get("field"), asked.get("values")
    if not isinstance(name, str) or not isinstance(values, Mapping):
        raise invalid_parameter()
    if name not in ("id", "idnumber", "username", "email"):
        raise coding_error("invalid field parameter")
    found = [
        user for user in _everybody(state) if any(equal(state.database, str(getattr(user, name)), v) for v in values.values())
    ]
    return [shown for shown in _seen(state, caller, found) if shown.get(name)]


def _by_criteria(state: LmsState, caller: Caller, asked: Arguments) -> dict[str, Any]:
    criteria = asked.get("criteria")
    if not isinstance(criteria, Mapping) or not all({"key", "value"} <= set(one) for one in criteria.values()):
        raise invalid_parameter()
    known, warnings = [], []
    for key, value in ((one["key"], one["value"]) for one in criteria.values()):
        if key in _LIKE + _EXACT:
            known.append((key, value))
        else:
            message = f"The search key '{key}' is not supported, look at the web service documentation"
            warnings.append({"item": key, "warningcode": "invalidfieldparameter", "message": message})
    found = [user for user in _everybody(state) if all(_fits(state, user, key, value) for key, value in known)]
    users = [shown for shown in _seen(state, caller, found) if all(shown.get(key) for key, _ in known)]
    return {"users": users, "warnings": warnings}


def _update(state: LmsState, caller: Caller, asked: Arguments) -> dict[str, Any]:
    if not caller.may(UPDATE_USERS):
        raise no_permission("Update user profiles")
    wanted = asked.get("users")
    if not isinstance(wanted, Mapping):
        raise invalid_parameter()
    changes = [_wanted(one) for one in wanted.values()]  # all are looked at before any is carried out
    return {"warnings": [warning for number, values in changes if (warning := _updated(state, caller, number, values))]}


def _wanted(one: Any) -> tuple[int, dict[str, Any]]:
    if not isinstance(one, Mapping) or not str(one.get("id", "")).isdecimal():
        raise invalid_parameter()
    values: dict[str, Any] = {}
    for name, value in one.items():
        if name == "suspended" and value in ("0", "1"):
            values[name] = value == "1"
        elif name in _TEXTS:
            values[name] = value
        elif name != "id":
            raise invalid_parameter()
    return int(one["id"]), values


def _updated(state: LmsState, caller: Caller, number: int, values: dict[str, Any]) -> dict[str, Any] | None:
    user = state.users.get(number)
    if user is None or user.deleted:
        return _warning(number, "invaliduserid", "Invalid user ID")
    if user.is_admin and not caller.is_admin:
        return _warning(number, "usernotupdatedadmin", "Cannot update admin accounts")
    changed = {name: (getattr(user, name), new) for name, new in values.items() if getattr(user, name) != new}
    for name, new in values.items():
        setattr(user, name, new)
    state.updates.append(Update(state.clock(), number, changed))
    return None


def _warning(number: int, code: str, message: str) -> dict[str, Any]:
    return {"item": "user", "itemid": number, "warningcode": code, "message": message}


def _everybody(state: LmsState) -> list[LmsUser]:
    return [user for _, user in sorted(state.users.items()) if not user.deleted]


def _seen(state: LmsState, caller: Caller, users: list[LmsUser]) -> list[dict[str, Any]]:
    return [shown for user in users if (shown := details(user, caller, state.images))]


def _fits(state: LmsState, user: LmsUser, key: str, value: str) -> bool:
    kept = str(getattr(user, key))
    return like(kept, value) if key in _LIKE else equal(state.database, kept, value)


_FUNCTIONS: Mapping[str, Callable[[LmsState, Caller, Arguments], Any]] = {
    SITE_INFO: lambda state, caller, _: site.info(state, caller),
    BY_FIELD: _by_field,
    BY_CRITERIA: _by_criteria,
    UPDATE: _update,
    RESET: lambda state, _, asked: password_reset.request(state, asked),
}
