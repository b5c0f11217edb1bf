"""A user of the site, and what a caller gets to see of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from unticket.demo.lms.rights import VIEW_ALL, VIEW_DETAILS, VIEW_HIDDEN, VIEW_IDENTITY, Caller


@dataclass(slots=True, kw_only=True)
class LmsUser:
    """One row of Moodle's user table. Times are Unix seconds, 0 for never, as there."""

    id: int
    username: str
    firstname: str
    lastname: str
    email: str
    auth: str = "manual"
    suspended: bool = False
    confirmed: bool = True
    is_admin: bool = False
    deleted: bool = False
    firstaccess: int = 0
    lastaccess: int = 0
    timecreated: int = 0  # shown by no web service
    idnumber: str = ""
    department: str = ""
    lang: str = "en"
    theme: str = ""
    timezone: str = "99"
    mailformat: int = 1
    trackforums: int = 0
    password: str = field(default="", repr=False)
    custom_fields: dict[str, str] = field(default_factory=dict)  # short name → value
    preferences: dict[str, str | int] = field(default_factory=dict)

    @property
    def fullname(self) -> str:
        return f"{self.firstname} {self.lastname}".strip()


def details(user: LmsUser, caller: Caller, images: str) -> dict[str, Any] | None:
    """The user as `caller` may see it, or None where it may not at all; `images` is where pictures begin.

    What each capability opens is read in Moodle's `user_get_user_details`; recorded is the view with all of them.
    """
    oneself = user.id == caller.id
    if not (oneself or caller.may(VIEW_DETAILS)):
        return None
    shown: dict[str, Any] = {"id": user.id}
    if oneself or caller.may(VIEW_ALL):
        shown["username"] = user.username
    shown |= {"firstname": user.firstname, "lastname": user.lastname, "fullname": user.fullname}
    if oneself or caller.may(VIEW_IDENTITY):
        shown["email"] = user.email
    if oneself or caller.may(VIEW_ALL):
        shown |= {"department": user.department} | ({"idnumber": user.idnumber} if user.idnumber else {})
    if caller.may(VIEW_HIDDEN):
        shown |= {"firstaccess": user.firstaccess, "lastaccess": user.lastaccess, "suspended": user.suspended}
    if oneself or caller.may(VIEW_ALL):
        shown |= {"auth": user.auth, "confirmed": user.confirmed, "lang": user.lang, "theme": user.theme}
        shown |= {"timezone": user.timezone, "mailformat": user.mailformat, "trackforums": user.trackforums}
    fields = [_custom_field(name, value) for name, value in user.custom_fields.items() if value]
    shown |= {"customfields": fields} if fields else {}
    shown |= {"profileimageurlsmall": f"{images}/u/f2", "profileimageurl": f"{images}/u/f1"}
    if oneself and user.preferences:
        shown["preferences"] = [{"name": name, "value": value} for name, value in user.preferences.items()]
    return shown


def _custom_field(name: str, value: str) -> dict[str, str]:
    return {
        "type": "text",
        "value": value,
        "displayvalue": value,
        "name": name.replace("_", " ").capitalize(),
        "shortname": name,
    }
