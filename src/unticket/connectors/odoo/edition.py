"""The two helpdesks that Odoo knows, OCA's and Enterprise's, and what each calls the same things."""

from __future__ import annotations

from dataclasses import dataclass

TICKET = "helpdesk.ticket"  # the one name that both share


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Names of models and fields. A ticket's field that the server does not list is simply not read."""

    name: str
    stage: str
    team: str
    tag: str
    closed_flag: str  # on the stage
    mail_template: str  # on the stage: the mail that the requester gets when a ticket arrives there
    reference: str
    category: str
    channel: str
    assigned_at: str
    closed_at: str
    stage_changed_at: str
    hours_spent: str  # from timesheets
    duplicate_of: str


# Seen on a real Odoo 19 with helpdesk_mgmt 19.0.1.3.2, but for `total_hours`: from the source of helpdesk_mgmt_timesheet.
OCA = Edition(
    name="helpdesk_mgmt (OCA)",
    stage="helpdesk.ticket.stage",
    team="helpdesk.ticket.team",
    tag="helpdesk.ticket.tag",
    closed_flag="closed",
    mail_template="mail_template_id",
    reference="number",
    category="category_id",
    channel="channel_id",
    assigned_at="assigned_date",
    closed_at="closed_date",
    stage_changed_at="last_stage_update",
    hours_spent="total_hours",
    duplicate_of="duplicate_id",
)

# Not seen on a server: from Odoo's documentation ("tickets that reach a folded stage are considered closed") and from scripts
# that others published. A wrong name here means that the field stays unread, or that the probe does not find the edition.
ENTERPRISE = Edition(
    name="helpdesk (Enterprise)",
    stage="helpdesk.stage",
    team="helpdesk.team",
    tag="helpdesk.tag",
    closed_flag="fold",
    mail_template="template_id",
    reference="ticket_ref",
    category="ticket_type_id",
    channel="",
    assigned_at="assign_date",
    closed_at="close_date",
    stage_changed_at="date_last_stage_update",
    hours_spent="total_hours_spent",
    duplicate_of="",
)

EDITIONS = (OCA, ENTERPRISE)
