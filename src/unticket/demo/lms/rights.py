"""What a token may do: its service's functions, its owner's capabilities, its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SITE_INFO = "core_webservice_get_site_info"
BY_FIELD = "core_user_get_users_by_field"
BY_CRITERIA = "core_user_get_users"
UPDATE = "core_user_update_users"
RESET = "core_auth_request_password_reset"
SERVICE = (SITE_INFO, BY_FIELD, BY_CRITERIA, UPDATE, RESET)
"""The five functions of the recorded service, in its order."""

VIEW_DETAILS = "moodle/user:viewdetails"
VIEW_HIDDEN = "moodle/user:viewhiddendetails"
VIEW_IDENTITY = "moodle/site:viewuseridentity"
VIEW_ALL = "moodle/user:viewalldetails"
UPDATE_USERS = "moodle/user:update"
LEAST = frozenset({"webservice/rest:use", VIEW_DETAILS, VIEW_HIDDEN, VIEW_IDENTITY, VIEW_ALL, UPDATE_USERS})
"""The least that worked on a real Moodle."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token of one user. `only_from` is the address that may use it, or None."""

    owner: int
    functions: tuple[str, ...] = SERVICE
    capabilities: frozenset[str] = LEAST
    expires_at: datetime | None = None
    only_from: str | None = None
    may_transfer_files: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """The token's owner, for one call."""

    id: int
    token: Token
    is_admin: bool

    def may(self, capability: str) -> bool:
        return self.is_admin or capability in self.token.capabilities
