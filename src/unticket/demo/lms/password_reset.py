"""How the site resets passwords: by a link it mails itself, at most twice in half an hour, with one answer for everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from unticket.demo.lms.lookup import like
from unticket.demo.lms.refusal import cannot_mail
from unticket.demo.lms.state import LmsState, ResetRow, SentMail
from unticket.demo.lms.user import LmsUser

LINK_LASTS = timedelta(minutes=30)
KEEPS_PASSWORDS = frozenset({"manual", "email"})
_SENDS_NOTHING = frozenset({"nologin"})
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MAYBE = (
    "<p>If you supplied a correct username or unique email address then an email should have been sent to you.</p>\n"
    "   <p>It contains easy instructions to confirm and complete this password change.\n"
    "If you continue to have difficulty, please contact the site administrator.</p>"
)


def request(state: LmsState, asked: Mapping[str, Any]) -> dict[str, Any]:
    """One request, by `username` or by `email`. How many mails follow was counted at a real server's mail sink."""
    username, email = str(asked.get("username", "")), str(asked.get("email", ""))
    if bool(username) == bool(email):
        message = "Enter either username or email address"
        return _data_error(*(_warning(item, message) for item in ("username", "email")))
    if email and not _ADDRESS.fullmatch(email):
        return _data_error(_warning("email", "Invalid email address"))
    user = _found(state, username, email)
    status = _carried_out(state, user) if user else ""
    if state.protect_usernames:
        return {"status": "emailpasswordconfirmmaybesent", "notice": _MAYBE, "warnings": []}
    if not status:
        what = ("username", "The username was not found in the database")
        return _data_error(_warning(*(what if username else ("email", "The email address was not found in the database"))))
    return {"status": status, "notice": f"<p>{status}</p>", "warnings": []}  # the notice's text was not recorded


def _found(state: LmsState, username: str, email: str) -> LmsUser | None:
    """The first account that is not suspended: of several with one address, only that one is served."""
    for _, user in sorted(state.users.items()):
        if user.suspended or user.deleted:
            continue
        if username and user.username == username.lower():
            return user
        if email and like(user.email, re.sub(r"([\\%_])", r"\\\1", email)):
            return user
    return None


def _carried_out(state: LmsState, user: LmsUser) -> str:
    now = state.clock()
    if not user.confirmed or user.auth in _SENDS_NOTHING:
        return "emailresetconfirmsent"  # says so without any mail
    if user.auth not in KEEPS_PASSWORDS:
        _mail(state, user, "info")
        return "emailresetconfirmsent"
    row = state.resets.get(user.id)
    if row is None or row.requested_at < now - LINK_LASTS:
        state.resets[user.id] = ResetRow(now)
    elif row.asked_again:
        return "emailalreadysent"
    else:
        row.asked_again = True
    _mail(state, user, "reset")  # the row stays where this fails, so that the next request is the second one
    return "emailresetconfirmsent"


def _mail(state: LmsState, user: LmsUser, kind: str) -> None:
    if state.smtp_down:
        raise cannot_mail()
    state.mails.append(SentMail(state.clock(), user.id, user.email, kind))


def _data_error(*warnings: dict[str, Any]) -> dict[str, Any]:
    return {"status": "dataerror", "notice": "", "warnings": list(warnings)}


def _warning(item: str, message: str) -> dict[str, Any]:
    return {"item": item, "itemid": 0, "warningcode": "fielderror", "message": message}
