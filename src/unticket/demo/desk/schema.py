"""Which models the desk has, with their fields, their default order and who may touch them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from unticket.demo.desk.rights import (
    ANY_HELPDESK,
    CONTACTS,
    HELPDESK_MANAGER,
    HR_OFFICER,
    INTERNAL,
    PORTAL,
    SETTINGS,
    Rights,
)

_EMPTY: Mapping[str, Any] = {"integer": 0, "float": 0.0, "one2many": [], "many2many": [], "properties": []}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as `fields_get` tells it."""

    name: str
    type: str
    string: str
    relation: str | None = None
    required: bool = False
    readonly: bool = False
    store: bool = True

    @property
    def empty(self) -> Any:
        """What Odoo answers where nothing was ever set."""
        return _EMPTY.get(self.type, False)

    def described(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "readonly": self.readonly,
            "required": self.required,
            "store": self.store,
            "string": self.string,
            "type": self.type,
        }
        return told | ({"relation": self.relation} if self.relation else {})


@dataclass(frozen=True, slots=True)
class Model:
    """One model. `table` names the model whose rows it shows (`hr.employee.public` is a view of `hr.employee`)."""

    name: str
    title: str
    fields: Mapping[str, Field]
    order: str = "id"
    rights: Rights = field(default_factory=Rights)
    table: str = ""
    display: str = "name"

    @property
    def archives(self) -> bool:
        return "active" in self.fields


def _fields(*specifications: str) -> dict[str, Field]:
    """Fields from `name type string[ > relation]`, plus those that every model has."""
    listed = {}
    for specification in (
        "id integer ID",
        "display_name char Display Name",
        *specifications,
        "create_uid many2one Created by > res.users",
        "create_date datetime Created on",
        "write_uid many2one Last Updated by > res.users",
        "write_date datetime Last Updated on",
    ):
        told, _, relation = specification.partition(" > ")
        name, kind, string = told.split(" ", 2)
        readonly = name in {"id", "display_name", "create_uid", "create_date", "write_uid", "write_date"}
        listed[name] = Field(
            name,
            kind,
            string,
            relation or None,
            required=name == "name",
            readonly=readonly,
            store=name != "display_name",
        )
    return listed


def _ticket_fields() -> dict[str, Field]:
    """The 66 fields of OCA helpdesk_mgmt 19.0.1.3.2, as its own `fields_get` listed them."""
    text = resources.files("unticket.demo.desk").joinpath("ticket_fields.json").read_text("utf-8")
    return {name: Field(name=name, **told) for name, told in json.loads(text).items()}


_HELPDESK_SET_UP = Rights(read=(INTERNAL,), write=(HELPDESK_MANAGER,), create=(HELPDESK_MANAGER,), unlink=(HELPDESK_MANAGER,))
_ADMIN_ONLY = Rights(read=(SETTINGS,))
_SETTINGS_ONLY = Rights(read=(SETTINGS,), write=(SETTINGS,), create=(SETTINGS,), unlink=(SETTINGS,))
_HR = Rights(read=(HR_OFFICER,), write=(HR_OFFICER,), create=(HR_OFFICER,), unlink=(HR_OFFICER,))
_EMPLOYEE_PUBLIC = (
    "name char Employee Name",
    "active boolean Active",
    "work_email char Work Email",
    "work_phone char Work Phone",
    "job_title char Job Title",
    "user_id many2one User > res.users",
)

MODELS: Mapping[str, Model] = {
    model.name: model
    for model in (
        Model(
            "helpdesk.ticket",
            "Helpdesk Ticket",
            _ticket_fields(),
            order="priority desc, sequence, number desc, id desc",
            rights=Rights(
                read=(*ANY_HELPDESK, PORTAL),
                write=ANY_HELPDESK,
                create=ANY_HELPDESK,
                unlink=(HELPDESK_MANAGER,),
            ),
        ),
        Model(
            "helpdesk.ticket.stage",
            "Helpdesk Ticket Stage",
            _fields(
                "name char Stage Name",
                "sequence integer Sequence",
                "active boolean Active",
                "unattended boolean Unattended",
                "closed boolean Closed",
                "fold boolean Folded in Kanban",
                "team_ids many2many Helpdesk Teams > helpdesk.ticket.team",
                "mail_template_id many2one Email Template > mail.template",
            ),
            order="sequence, id",
            rights=_HELPDESK_SET_UP,
        ),
        Model(
            "helpdesk.ticket.team",
            "Helpdesk Ticket Team",
            _fields(
                "name char Name",
                "sequence integer Sequence",
                "active boolean Active",
                "user_ids many2many Members > res.users",
            ),
            order="sequence, id",
            rights=_HELPDESK_SET_UP,
        ),
        Model(
            "helpdesk.ticket.tag",
            "Helpdesk Ticket Tag",
            _fields("name char Name", "color integer Color", "active boolean Active"),
            rights=_HELPDESK_SET_UP,
        ),
        Model(
            "helpdesk.ticket.category",
            "Helpdesk Ticket Category",
            _fields("name char Name", "sequence integer Sequence", "active boolean Active"),
            order="sequence, id",
            rights=_HELPDESK_SET_UP,
        ),
        Model(
            "helpdesk.ticket.channel",
            "Helpdesk Ticket Channel",
            _fields("name char Name", "sequence integer Sequence", "active boolean Active"),
            order="sequence, id",
            rights=_HELPDESK_SET_UP,
        ),
        Model(
            "res.users",
            "User",
            _fields(
                "name char Name",
                "login char Login",
                "email char Email",
                "active boolean Active",
                "share boolean Share User",
                "partner_id many2one Related Partner > res.partner",
                "tz selection Timezone",
                "lang selection Language",
            ),
            order="name, login",
        ),
        Model(
            "res.partner",
            "Contact",
            _fields(
                "name char Name",
                "email char Email",
                "phone char Phone",
                "active boolean Active",
                "is_company boolean Is a Company",
                "user_ids one2many Users > res.users",
            ),
            order="name, id desc",
            rights=Rights(write=(CONTACTS,), create=(CONTACTS,), unlink=(CONTACTS,)),
        ),
        Model(
            "mail.message",
            "Message",
            _fields(
                "date datetime Date",
                "model char Related Document Model",
                "res_id integer Related Document ID",
                "author_id many2one Author > res.partner",
                "email_from char From",
                "subject char Subject",
                "body html Contents",
                "message_type selection Type",
                "subtype_id many2one Subtype > mail.message.subtype",
                "is_internal boolean Employee Only",
                "message_id char Message-Id",
                "reply_to char Reply-To",
                "partner_ids many2many Recipients > res.partner",
            ),
            order="id desc",
            rights=Rights(read=(INTERNAL, PORTAL), write=(), create=(), unlink=()),
            display="subject",
        ),
        Model(
            "mail.message.subtype",
            "Message subtypes",
            _fields("name char Message Type", "internal boolean Internal Only", "default boolean Default"),
        ),
        Model("mail.template", "Email Templates", _fields("name char Name"), order="name, id"),
        Model(
            "mail.activity",
            "Activity",
            _fields(
                "res_model char Related Document Model",
                "res_id integer Related Document ID",
                "activity_type_id many2one Activity Type > mail.activity.type",
                "summary char Summary",
                "note html Note",
                "user_id many2one Assigned to > res.users",
                "date_deadline date Due Date",
                "active boolean Active",
            ),
            order="date_deadline, id",
            rights=Rights(write=(INTERNAL,), create=(INTERNAL,), unlink=(INTERNAL,)),
            display="summary",
        ),
        Model("mail.thread", "Email Thread", _fields(), display="id"),
        Model("mail.activity.type", "Activity Type", _fields("name char Name")),
        Model("mail.tracking.value", "Mail Tracking Value", _fields(), rights=_ADMIN_ONLY, display="id"),
        Model(
            "hr.employee",
            "Employee",
            _fields(
                *_EMPLOYEE_PUBLIC,
                "departure_date date Departure Date",
                "private_email char Private Email",
                "registration_number char Registration Number of the Employee",
                "barcode char Badge ID",
            ),
            order="name, id",
            rights=_HR,
        ),
        Model(
            "hr.version",
            "Version",
            _fields(
                "name char Version",
                "active boolean Active",
                "employee_id many2one Employee > hr.employee",
                "contract_date_start date Contract Start Date",
                "contract_date_end date Contract End Date",
            ),
            rights=_HR,
        ),
        Model(
            "hr.employee.public",
            "Public Employee",
            _fields(*_EMPLOYEE_PUBLIC),
            order="name, id",
            rights=Rights(write=(), create=(), unlink=()),
            table="hr.employee",
        ),
        Model(
            "res.users.apikeys",
            "Users API Keys",
            _fields(
                "name char Description",
                "user_id many2one User > res.users",
                "scope char Scope",
                "expiration_date datetime Expiration Date",
            ),
            rights=Rights(write=(), create=(), unlink=()),
        ),
        Model(
            "ir.module.module",
            "Module",
            _fields("name char Technical Name", "shortdesc char Module Name", "state selection Status"),
            order="name, id",
            rights=Rights(write=(), create=(), unlink=()),
        ),
        Model("ir.model", "Models", _fields("model char Model"), rights=_ADMIN_ONLY),
        Model("ir.model.fields", "Fields", _fields("model char Model"), rights=_ADMIN_ONLY),
        Model(
            "base.automation",
            "Automation Rule",
            _fields(
                "name char Automation Rule Name",
                "model_id many2one Model > ir.model",
                "trigger selection Trigger",
                "active boolean Active",
                "action_server_ids one2many Actions > ir.actions.server",
            ),
            rights=_SETTINGS_ONLY,
        ),
        Model(
            "ir.actions.server",
            "Server Actions",
            _fields(
                "name char Name",
                "model_id many2one Model > ir.model",
                "state selection Type",
                "webhook_url char Webhook URL",
                "webhook_field_ids many2many Webhook Fields > ir.model.fields",
                "base_automation_id many2one Automation Rule > base.automation",
            ),
            rights=_SETTINGS_ONLY,
        ),
        Model(
            "ir.model.data",
            "Model Data",
            _fields("module char Module", "name char External Identifier", "model char Model Name", "res_id integer Record ID"),
            rights=_ADMIN_ONLY,
        ),
        Model("res.company", "Companies", _fields("name char Company Name")),
    )
}


def table_of(model: Model) -> str:
    """The model whose rows this one shows."""
    return model.table or model.name
