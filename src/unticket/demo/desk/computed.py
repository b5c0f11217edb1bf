"""The fields that Odoo computes when asked: the closed flag, names, links back, time in each stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from unticket.demo.desk.moments import kept, parsed
from unticket.demo.desk.table import Row

if TYPE_CHECKING:
    from unticket.demo.desk.state import DeskState

Compute = Callable[["DeskState"], Callable[[Row], Any]]
"""Prepares, once for a call, the function that computes the field of each row."""


def stage_flag(name: str) -> Compute:
    """A flag of the ticket's stage, as OCA's related fields show it."""

    def prepared(state: DeskState) -> Callable[[Row], Any]:
        flagged = {key for key, stage in state.table("helpdesk.ticket.stage").rows.items() if stage.get(name)}
        return lambda row: row.get("stage_id") in flagged

    return prepared


def stage_seconds(state: DeskState) -> Callable[[Row], dict[str, int]]:
    """Seconds spent in each stage so far, by stage id. What went before the last known change is the first stage's."""
    now, first = parsed(kept(state.clock())), str(state.first_stage())

    def seconds(row: Row) -> dict[str, int]:
        entered = parsed(row.get("last_stage_update") or row["create_date"])
        before = row.get("_stage_seconds")
        if before is None:
            waited = int((entered - parsed(row["create_date"])).total_seconds())
            before = {first: waited} if waited > 0 else {}
        here = str(row.get("stage_id") or "")
        return {**before, here: before.get(here, 0) + max(int((now - entered).total_seconds()), 0)}

    return seconds


def linked_back(model: str, field: str) -> Compute:
    """The ids of the records of `model` whose `field` points at the row."""

    def prepared(state: DeskState) -> Callable[[Row], list[int]]:
        pointing: dict[int, list[int]] = defaultdict(list)
        for key, row in state.table(model).rows.items():
            if row.get(field):
                pointing[row[field]].append(key)
        return lambda row: pointing.get(row["id"], [])

    return prepared


def hanging(model: str) -> Compute:
    """The ids of the messages or activities on the ticket, newest first."""
    return lambda state: lambda row: state.hanging(model, row["id"])[::-1]


def team_members(state: DeskState) -> Callable[[Row], list[int]]:
    teams = state.table("helpdesk.ticket.team").rows
    return lambda row: list(teams.get(row.get("team_id") or 0, {}).get("user_ids", ()))


def _count(compute: Compute) -> Compute:
    def prepared(state: DeskState) -> Callable[[Row], int]:
        ids = compute(state)
        return lambda row: len(ids(row))

    return prepared


_DUPLICATES = linked_back("helpdesk.ticket", "duplicate_id")

COMPUTED: Mapping[tuple[str, str], Compute] = {
    ("helpdesk.ticket", "closed"): stage_flag("closed"),
    ("helpdesk.ticket", "unattended"): stage_flag("unattended"),
    ("helpdesk.ticket", "duration_tracking"): stage_seconds,
    ("helpdesk.ticket", "message_ids"): hanging("mail.message"),
    ("helpdesk.ticket", "activity_ids"): hanging("mail.activity"),
    ("helpdesk.ticket", "has_message"): lambda state: lambda row: bool(state.hanging("mail.message", row["id"])),
    ("helpdesk.ticket", "duplicate_ids"): _DUPLICATES,
    ("helpdesk.ticket", "duplicate_count"): _count(_DUPLICATES),
    ("helpdesk.ticket", "commercial_partner_id"): lambda _state: lambda row: row.get("partner_id", False),
    ("helpdesk.ticket", "user_ids"): team_members,
    ("helpdesk.ticket", "access_url"): lambda _state: lambda row: f"/my/ticket/{row['id']}",
    ("base.automation", "action_server_ids"): linked_back("ir.actions.server", "base_automation_id"),
    ("res.partner", "user_ids"): linked_back("res.users", "partner_id"),
}
