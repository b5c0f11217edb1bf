"""Which column is which, by headings as HR departments write them in English and Vietnamese."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from unticket.connectors.roster_file.faults import WrongRoster

_KNOWN: Mapping[str, tuple[str, ...]] = {
    "email": (
        "email",
        "e-mail",
        "mail",
        "email address",
        "e-mail address",
        "work email",
        "school email",
        "địa chỉ email",
        "thư điện tử",
        "email công việc",
        "email trường",
    ),
    "name": ("name", "full name", "employee name", "student name", "display name", "họ tên", "họ và tên"),
    "given_name": ("first name", "given name", "tên"),
    "family_name": ("last name", "family name", "surname", "họ", "họ đệm", "họ và tên đệm", "họ và đệm"),
    "staff_number": (
        "staff number",
        "staff id",
        "employee number",
        "employee id",
        "student number",
        "student id",
        "mã nhân viên",
        "mã nv",
        "mã giáo viên",
        "mã gv",
        "mã sinh viên",
        "mã học sinh",
        "mssv",
    ),
    "status": (
        "status",
        "employment status",
        "enrolment status",
        "enrollment status",
        "trạng thái",
        "tình trạng",
        "tình trạng làm việc",
        "tình trạng học tập",
    ),
    "active": ("active", "is active", "còn làm việc", "còn học", "đang hoạt động"),
    "language": ("language", "preferred language", "ngôn ngữ"),
    "starts_on": (
        "start date",
        "hire date",
        "first day",
        "date of joining",
        "enrolment date",
        "enrollment date",
        "ngày vào làm",
        "ngày bắt đầu",
        "ngày nhận việc",
        "ngày nhập học",
    ),
    "leaves_on": (
        "last day",
        "end date",
        "leaving date",
        "departure date",
        "termination date",
        "date left",
        "ngày nghỉ việc",
        "ngày thôi việc",
        "ngày thôi học",
        "ngày kết thúc",
    ),
}
FIELDS = tuple(_KNOWN)
# Of an export of accounts. Moodle's are its own words in English and Vietnamese for columns of a user report (unverified).
_KNOWN_OF_ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    **{field: _KNOWN[field] for field in ("email", "name", "given_name", "family_name")},
    "staff_number": (*_KNOWN["staff_number"], "id number", "idnumber", "mã số id"),
    "id": ("id", "user id", "account id"),
    "username": ("username", "user name", "login", "tên đăng nhập", "tên tài khoản", "kí danh"),
    "last_access": (
        "last access",
        "last accessed",
        "last login",
        "last sign-in",
        "lastaccess",
        "truy cập lần cuối",
        "lần truy cập cuối",
        "truy cập cuối",
    ),
    "created": ("time created", "created", "created on", "ngày tạo"),
    "suspended": ("suspended", "suspended account", "disabled", "deactivated", "bị đình chỉ", "tạm ngưng", "bị vô hiệu hoá"),
    "sign_in_method": ("auth", "authentication", "authentication method", "sign-in method", "phương thức chứng thực"),
}
ACCESS_FIELDS = tuple(_KNOWN_OF_ACCOUNTS)


def folded(heading: str) -> str:
    """For comparing headings and words: case, spaces and the way accents are stored aside."""
    return " ".join(unicodedata.normalize("NFC", heading).casefold().replace("_", " ").split())


_FIELD_OF = {folded(heading): field for field, headings in _KNOWN.items() for heading in headings}
_FIELD_OF_ACCOUNTS = {folded(heading): field for field, headings in _KNOWN_OF_ACCOUNTS.items() for heading in headings}


def known_field(heading: str) -> str:
    """The field that a heading stands for; "" where it is none that we know."""
    return _FIELD_OF.get(folded(heading), "") or _FIELD_OF_ACCOUNTS.get(folded(heading), "")


def is_foreign_heading(heading: str) -> bool:
    """Whether it is a known heading that only the right encoding can have made."""
    return not heading.isascii() and bool(known_field(heading))


def find_columns(headings: Sequence[str], chosen: Mapping[str, str], *, listed_means_active: bool) -> Mapping[str, int]:
    """Field → place of its column. Raises `WrongRoster` where one is missing, or named twice."""
    places = _places(headings, chosen, _FIELD_OF)
    _require(places, headings, listed_means_active)
    return places


def find_access_columns(headings: Sequence[str], chosen: Mapping[str, str], *, listed_means_on: bool) -> Mapping[str, int]:
    """The same of an export of accounts."""
    places = _places(headings, chosen, _FIELD_OF_ACCOUNTS)
    if "email" not in places:
        raise WrongRoster(f"no column is the address. It has: {_listed(headings)}.", "Set columns.email to that heading.")
    if "last_access" not in places:
        what = f"no column is the last use. It has: {_listed(headings)}."
        raise WrongRoster(what, "Set columns.last_access to that heading.")
    if "name" not in places and not {"given_name", "family_name"} <= places.keys():
        raise WrongRoster(f"no column is the name. It has: {_listed(headings)}.", "Set columns.name to that heading.")
    if not listed_means_on and "suspended" not in places:
        hint = "Set columns.suspended; or, where the file lists working accounts only, listed_means_on = true."
        raise WrongRoster("no column tells which accounts are switched off.", hint)
    return places


def _places(headings: Sequence[str], chosen: Mapping[str, str], field_of: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    by_heading = [folded(heading) for heading in headings]
    for field, heading in chosen.items():
        if by_heading.count(folded(heading)) != 1:
            raise WrongRoster(
                f"the roster has {by_heading.count(folded(heading)) or 'no'} column {heading!r}.",
                f"Set columns.{field} to one of: {_listed(headings)}.",
            )
        places[field] = by_heading.index(folded(heading))
    for place, heading in enumerate(by_heading):
        field = field_of.get(heading, "")
        if not field or field in chosen or place in places.values():
            continue
        if field in places:
            both = f"{headings[places[field]]!r} and {headings[place]!r}"
            raise WrongRoster(f"columns {both} could both be the {field}.", f"Set columns.{field} to the right one.")
        places[field] = place
    return places


def _require(places: Mapping[str, int], headings: Sequence[str], listed_means_active: bool) -> None:
    if "email" not in places:
        raise WrongRoster(f"no column is the address. It has: {_listed(headings)}.", "Set columns.email to that heading.")
    if "name" not in places and not {"given_name", "family_name"} <= places.keys():
        raise WrongRoster(f"no column is the name. It has: {_listed(headings)}.", "Set columns.name to that heading.")
    if not listed_means_active and not places.keys() & {"status", "active", "leaves_on"}:
        raise WrongRoster(
            "no column tells who left (a status, or a last day).",
            "Set columns.status, columns.active or columns.leaves_on; or, where the file lists present people only, "
            "listed_means_active = true.",
        )


def _listed(headings: Sequence[str]) -> str:
    return ", ".join(repr(heading[:40]) for heading in headings[:30] if heading)
