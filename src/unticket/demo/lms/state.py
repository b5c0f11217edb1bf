"""What the site holds: users and tokens, its switches, and what it has changed and mailed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from threading import RLock
from typing import Any

from unticket.demo.lms.lookup import Database
from unticket.demo.lms.refusal import invalid_token, maintenance, no_access, owner_suspended
from unticket.demo.lms.rights import Caller, Token
from unticket.demo.lms.user import LmsUser

Clock = Callable[[], datetime]


class Maintenance(StrEnum):
    """`SOFT` is the switch in the site's administration, `CLI` the one on its server."""

    OFF = "off"
    SOFT = "soft"
    CLI = "cli"


@dataclass(frozen=True, slots=True)
class Update:
    """One accepted update of one user. `changed` holds (before, after) of what it really changed."""

    at: datetime
    user: int
    changed: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that the site sent: "reset" carries a link, "info" says that the password is kept elsewhere."""

    at: datetime
    user: int
    to: str
    kind: str


@dataclass(slots=True)
class ResetRow:
    """A reset under way: one mail at its start, one more when asked again, none after that."""

    requested_at: datetime
    asked_again: bool = False


@dataclass(slots=True, kw_only=True)
class LmsState:
    """Everything the site knows, in memory. `lock` is held during each call; a test that reaches in holds it too."""

    clock: Clock = field(default=lambda: datetime.now(UTC))
    database: Database = Database.MARIADB
    name: str = "Lab LMS"
    site_url: str = "https://lms.school.example"
    release: str = "4.5.5+ (Build: 20250613)"
    version: str = "2024100705.01"
    theme_revision: int = 1795475488
    web_services: bool = True
    maintenance: Maintenance = Maintenance.OFF
    smtp_down: bool = False
    protect_usernames: bool = True
    users: dict[int, LmsUser] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    resets: dict[int, ResetRow] = field(default_factory=dict)
    updates: list[Update] = field(default_factory=list)
    mails: list[SentMail] = field(default_factory=list)
    lock: RLock = field(default_factory=RLock, repr=False)

    @property
    def images(self) -> str:
        return f"{self.site_url}/theme/image.php/boost/core/{self.theme_revision}"

    def add_user(self, username: str, name: str, email: str, **more: Any) -> LmsUser:
        """A new user with the next id; `name` is "first last", `more` any field of `LmsUser`."""
        firstname, _, lastname = name.partition(" ")
        number = more.pop("id", max(self.users, default=1) + 1)
        user = LmsUser(id=number, username=username, firstname=firstname, lastname=lastname, email=email, **more)
        self.users[number] = user
        return user

    def add_token(self, owner: LmsUser, **rights: Any) -> str:
        """A new random token of `owner`; `rights` are fields of `Token`."""
        value = secrets.token_hex(16)
        self.tokens[value] = Token(owner.id, **rights)
        return value

    def user(self, username: str) -> LmsUser:
        """Raises KeyError where there is none."""
        return {user.username: user for user in self.users.values()}[username]

    def sign_in(self, user: LmsUser) -> bool:
        """The person signs in now, where the site lets them."""
        if user.suspended or user.deleted or not user.confirmed or user.auth in ("nologin", "webservice"):
            return False
        user.lastaccess = int(self.clock().timestamp())
        user.firstaccess = user.firstaccess or user.lastaccess
        return True

    def caller(self, value: str, address: str) -> Caller:
        """Who is behind a token. An expired one is deleted by being used, as Moodle does."""
        if self.maintenance is Maintenance.SOFT:
            raise maintenance()
        token = self.tokens.get(value)
        if token is None:
            raise invalid_token()
        if token.expires_at is not None and token.expires_at <= self.clock():
            del self.tokens[value]
            raise no_access()
        if token.only_from not in (None, address):
            raise no_access()
        owner = self.users[token.owner]
        if owner.suspended:
            raise owner_suspended(owner.username)
        return Caller(owner.id, token, owner.is_admin)
