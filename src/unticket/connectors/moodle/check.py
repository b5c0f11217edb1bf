"""What `unticket check` tells of a Moodle: whose the token is, what it can do, what it lacks, what it has too much of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from unticket.connectors.moodle.calls import BY_FIELD, NEEDED, NEEDED_TO_READ, SITE_INFO, UPDATE, Calls
from unticket.connectors.moodle.errors import NotAllowed, another_shape
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

_TRIED = "4.5"
_FIRST_USERS = 10  # the oldest accounts of every site: whether the token sees them whole is seen on them
_NOBODY = 9_007_199_254_740_991  # no site has that many users: an update of it changes nothing
_NUMBERS = {3: "three", 5: "five"}
_HOW_TO = "docs/connect-moodle.md shows how."
_SHOWN_BY = {
    "email": "moodle/site:viewuseridentity",
    "suspended": "moodle/user:viewhiddendetails",
    "lastaccess": "moodle/user:viewhiddendetails",
    "username": "moodle/user:viewalldetails",
    "auth": "moodle/user:viewalldetails",
    "confirmed": "moodle/user:viewalldetails",
}


def check(calls: Calls, settings: MoodleSettings) -> Sequence[Finding]:
    """Every finding. Reads, and tries one change of an account that does not exist; nothing is changed or mailed."""
    findings = _looked(calls, NEEDED, partial(_may_update, calls), partial(_administrators, calls, settings))
    return findings if findings[0].level is Level.FAULT else [*findings, *_worth_knowing(settings)]


def check_reading(calls: Calls, settings: MoodleSettings) -> Sequence[Finding]:
    """Every finding about a token that is to read only. Nothing is tried but reading."""
    return _looked(calls, NEEDED_TO_READ, partial(_administrators, calls, settings))


def _looked(calls: Calls, needed: Sequence[str], *more: Callable[[], Iterator[Finding]]) -> list[Finding]:
    try:
        site = calls.read(SITE_INFO, {})
        if not isinstance(site, dict) or type(site.get("userid")) is not int:
            raise another_shape(calls.place, "did not tell whose the token is")
    except ConnectorError as error:
        return [_fault(error)]
    findings = [*_site(calls, site), *_rights(site, needed)]
    steps: tuple[Callable[[], Iterator[Finding]], ...] = (partial(_seen, calls, site["userid"]), *more)
    for step in steps:
        try:
            findings += step()
        except ConnectorError as error:
            findings.append(_fault(error))
    return findings


def _site(calls: Calls, site: dict[str, Any]) -> Iterator[Finding]:
    release = str(site.get("release", ""))[:60]
    yield _ok("server", f"{calls.place} is release {release}; the token belongs to {site.get('username')}.")
    if not release.startswith(f"{_TRIED}."):
        yield _note("version_untried", f"Moodle {_TRIED} is what was tried.", "Watch the first runs in shadow, and tell us.")


def _rights(site: dict[str, Any], needed: Sequence[str]) -> Iterator[Finding]:
    listed = site.get("functions")
    names = {str(one.get("name")) for one in listed if isinstance(one, dict)} if isinstance(listed, list) else set()
    if missing := [name for name in needed if name not in names]:
        yield Finding(
            level=Level.FAULT,
            kind="functions_missing",
            what=f"The token's service lacks {', '.join(missing)}.",
            hint=f"Add them to the service. {_HOW_TO}",
        )
    else:
        yield _ok("functions", f"The token's service has the {_NUMBERS[len(needed)]} functions that are needed.")
    if more := sorted(names - set(needed)):
        some = ", ".join(more[:5]) + (f" and {len(more) - 5} more" if len(more) > 5 else "")
        yield _warning("functions_too_many", f"The token can also call {some}.", f"Give it a service of its own. {_HOW_TO}")
    if site.get("userissiteadmin"):
        what = "The token's owner administers this Moodle: whoever has the token has everything."
        yield _warning("rights_administrator", what, f"Make a user for Unticket alone. {_HOW_TO}")
    if site.get("downloadfiles") or site.get("uploadfiles"):
        yield _warning("files", "The token's service may transfer files.", "Switch that off in the service.")


def _seen(calls: Calls, oneself: int) -> Iterator[Finding]:
    values = {f"values[{number}]": number + 1 for number in range(_FIRST_USERS)}
    told = calls.read(BY_FIELD, {"field": "id", **values})
    others = [row for row in told if isinstance(row, dict) and row.get("id") != oneself] if isinstance(told, list) else []
    if not others:
        what = "The token sees none of this Moodle's first users."
        yield _warning("users_unseen", what, "Give its role moodle/user:viewdetails, and look up a known address.")
        return
    lacking = {field: capability for field, capability in _SHOWN_BY.items() if any(field not in row for row in others)}
    for field, capability in lacking.items():
        yield Finding(
            level=Level.FAULT,
            kind=f"hidden_{field}",
            what=f"The token does not see {field} of every user" + (", so it finds nobody." if field == "email" else "."),
            hint=f"Give its role {capability}.",
        )
    if not lacking:
        yield _ok("users_seen", "The token sees what is needed of users.")


def _may_update(calls: Calls) -> Iterator[Finding]:
    try:
        calls.once(UPDATE, {"users[0][id]": _NOBODY, "users[0][suspended]": 0})
    except NotAllowed as error:
        yield Finding(level=Level.FAULT, kind="update_not_allowed", what=error.what, hint="Give its role moodle/user:update.")
        return
    yield _note(
        "update_is_wide",
        "The token may change every field of every account but administrators', as moodle/user:update always means.",
        "Unticket sends nothing but a user's number and suspended. Keep the token nowhere else.",
    )


def _administrators(calls: Calls, settings: MoodleSettings) -> Iterator[Finding]:
    if settings.administrators is None:
        what = "Who administers this Moodle is not known: it tells nobody."
        yield _warning("administrators_unknown", what, "List all their usernames in lms.administrators.")
        return
    for name in settings.administrators:
        if not calls.read(BY_FIELD, {"field": "username", "values[0]": name.lower()}):
            what = f"lms.administrators names {name!r}, whom this Moodle does not know."
            yield _warning("administrator_unknown", what, "Correct the name, or an administrator is taken for a user.")


def _worth_knowing(settings: MoodleSettings) -> Iterator[Finding]:
    yield _note("token_end_unknown", "Moodle does not tell when the token ends.", "Note its end where you made it.")
    what = "Moodle answers a reset alike whether or not it mails, unless protectusernames is off."
    yield _note("reset_unread", what, "Leave protectusernames on: it keeps outsiders from asking who has an account.")
    if not settings.suspension_field:
        what = "Who suspended an account is not known."
        hint = "Name a profile field in lms.suspension_field, or state that every deactivation is the rule's."
        yield _note("suspension_unknown", what, hint)


def _fault(error: ConnectorError) -> Finding:
    return Finding(level=Level.FAULT, kind=f"moodle_{error.code}", what=error.what, hint=error.hint)


def _ok(kind: str, what: str) -> Finding:
    return Finding(level=Level.OK, kind=kind, what=what)


def _note(kind: str, what: str, hint: str) -> Finding:
    return Finding(level=Level.NOTE, kind=kind, what=what, hint=hint)


def _warning(kind: str, what: str, hint: str) -> Finding:
    return Finding(level=Level.WARNING, kind=kind, what=what, hint=hint)
