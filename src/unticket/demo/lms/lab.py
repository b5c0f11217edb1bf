"""The users of the Moodle whose answers were recorded: an administrator, teachers, twins of one address, other sign-ins."""

from __future__ import annotations

from typing import Any

from unticket.demo.lms.state import LmsState


def lab(**settings: Any) -> LmsState:
    """That site as it was; `settings` are fields of `LmsState`."""
    state = LmsState(**settings)
    state.add_user("admin", "Admin User", "admin@example.com", is_admin=True)
    state.add_user("minh", "Minh Nguyễn", "minh.nguyen@example.com", firstaccess=1795475874, lastaccess=1795475874)
    state.add_user("lan", "Lan Trần", "lan.tran@example.com")
    state.add_user("dup1", "Dup One", "dup@example.com")
    state.add_user("nologinu", "No Login", "dup@example.com", auth="nologin")
    state.add_user("ldapu", "Ldap User", "ldap.user@example.com", auth="oauth2")
    bot = state.add_user("helpdeskbot", "Helpdesk Bot", "bot@example.com", auth="webservice")
    bot.preferences = {"last_time_enrolments_synced": "1795475647", "_lastloaded": 1795477741}
    return state
