"""The fields that Odoo computes when asked: the closed flag, names, links back, time in each stage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from unticket.demo.desk.moments import kept, parsed
from unticket.demo.desk.table import Row

if TYPE_CHECKING:
    from unticket.demo.desk.state import DeskState

Compute = Callable[["DeskState", Row], Any]


def stage_flag(name: str) -> Compute:
    """A flag of the ticket's stage, as OCA's related fields show it."""

    def flag(state: DeskState, row: Row) -> bool:
        stage = state.table("helpdesk.ticket.stage").rows.get(row.get("stage_id") or 0)
        return bool(stage and stage.get(name))

    return flag


def stage_seconds(state: DeskState, row: Row) -> dict[str, int]:
    """Seconds spent in each stage so far, by stage id. What went before the last change is the first stage's."""
    entered = row.get("last_stage_update") or row["create_date"]
    before = row.get("_stage_seconds")
    if before is None:
        waited = int((parsed(entered) - parsed(row["create_date"])).total_seconds())
        before = {str(state.first_stage()): waited} if waited > 0 else {}
    here = str(row.get("stage_id") or "")
    since = int((parsed(kept(state.clock())) - parsed(entered)).total_seconds())
    return {**before, here: before.get(here, 0) + max(since, 0)}


def records_of(model: str) -> Compute:
    """The ids of a model's records that hang on the ticket, newest first."""

    def ids(state: DeskState, row: Row) -> list[int]:
        key = "model" if model == "mail.message" else "res_model"
        hanging = state.hanging(model, row["id"])
        rows = state.table(model).rows
        return [one for one in reversed(hanging) if rows[one].get(key) == "helpdesk.ticket"]

    return ids


def duplicates(state: DeskState, row: Row) -> list[int]:
    return [key for key, other in state.table("helpdesk.ticket").rows.items() if other.get("duplicate_id") == row["id"]]


def logins(state: DeskState, row: Row) -> list[int]:
    return [key for key, user in state.table("res.users").rows.items() if user.get("partner_id") == row["id"]]


def team_members(state: DeskState, row: Row) -> list[int]:
    team = state.table("helpdesk.ticket.team").rows.get(row.get("team_id") or 0, {})
    return list(team.get("user_ids", ()))


COMPUTED: Mapping[tuple[str, str], Compute] = {
    ("helpdesk.ticket", "closed"): stage_flag("closed"),
    ("helpdesk.ticket", "unattended"): stage_flag("unattended"),
    ("helpdesk.ticket", "duration_tracking"): stage_seconds,
    ("helpdesk.ticket", "message_ids"): records_of("mail.message"),
    ("helpdesk.ticket", "activity_ids"): records_of("mail.activity"),
    ("helpdesk.ticket", "has_message"): lambda state, row: bool(state.hanging("mail.message", row["id"])),
    ("helpdesk.ticket", "duplicate_ids"): duplicates,
    ("helpdesk.ticket", "duplicate_count"): lambda state, row: len(duplicates(state, row)),
    ("helpdesk.ticket", "commercial_partner_id"): lambda _state, row: row.get("partner_id", False),
    ("helpdesk.ticket", "user_ids"): team_members,
    ("helpdesk.ticket", "access_url"): lambda _state, row: f"/my/ticket/{row['id']}",
    ("res.partner", "user_ids"): logins,
}
