"""An account in the learning platform (LMS), as the platform shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the platform says of one account. None means that it does not say, which is never taken for a good sign.

    Times are aware and in UTC. `fingerprint` changes whenever anything changes that an undo must not overwrite.
    """

    id: str
    username: str
    email: str  # lower case; the address on file, where the platform itself sends resets
    name: str = ""
    staff_number: str = ""
    enabled: bool
    confirmed: bool | None = None
    locked: bool | None = None  # by failed sign-ins; Moodle shows it to nobody
    is_admin: bool | None = None
    sign_in_method: str = ""  # "manual", "oauth2", …
    password_is_ours: bool | None = None  # the platform itself keeps the password and can reset it
    last_access_at: datetime | None = None
    never_used: bool = False  # the platform says: no access yet
    created_at: datetime | None = None
    suspended_by_person: bool | None = None  # a note on the account says so
    fingerprint: str = ""
