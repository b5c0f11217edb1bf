"""One call to the desk: who calls, in which context, when its transaction began, and what follows its commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from unticket.demo.desk import domain
from unticket.demo.desk.refusal import Refusal, not_found
from unticket.demo.desk.rights import (
    HELPDESK_MANAGER,
    HELPDESK_TEAM,
    HELPDESK_USER,
    INTERNAL,
    SETTINGS,
    Caller,
    access_refused,
)
from unticket.demo.desk.schema import MODELS, Model, table_of
from unticket.demo.desk.table import Table

if TYPE_CHECKING:
    from unticket.demo.desk.state import DeskState


@dataclass(slots=True)
class Call:
    """`started` is the transaction's start, which is what Odoo writes into write_date, however late the commit comes."""

    state: DeskState
    caller: Caller
    context: Mapping[str, Any]
    started: str
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    rows: int = 0

    def model(self, name: str, operation: str) -> Model:
        """The model, if it exists and the caller may do this to it. Raises Odoo's NotFound and AccessError."""
        model = model_named(name)
        if not self.caller.may(model.rights, operation):
            raise self.refused(model, operation)
        return model

    def table(self, model: Model) -> Table:
        return self.state.table(table_of(model))

    def refused(self, model: Model, operation: str) -> Refusal:
        return access_refused(model.name, model.title, operation, model.rights)

    def rule(self, model: Model) -> domain.Node:
        """The caller's record rule: the part of a model's records that exists for them."""
        uid, groups = self.caller.uid, self.caller.groups
        if SETTINGS in groups:
            return domain.All()
        if model.name == "res.users.apikeys":
            return domain.Condition("user_id", "=", uid)
        if model.name != "helpdesk.ticket" or groups & {HELPDESK_USER, HELPDESK_MANAGER}:
            return domain.All()
        own = domain.Condition("user_id", "=", uid)
        if HELPDESK_TEAM in groups:
            return domain.AnyOf((own, domain.Condition("team_id.user_ids", "in", [uid])))
        if INTERNAL in groups:
            return own
        partner = self.state.table("res.users").rows[uid].get("partner_id") or 0
        return domain.Condition("partner_id", "=", partner)

    @property
    def timezone(self) -> str:
        """Whose days a grouping means: the context's, else the user's, else UTC."""
        user = self.state.table("res.users").rows.get(self.caller.uid, {})
        return str(self.context.get("tz") or user.get("tz") or "UTC")

    @property
    def tracked(self) -> bool:
        """Whether this call writes tracking lines and sends stage e-mails."""
        return not (self.context.get("tracking_disable") or self.context.get("mail_notrack"))


def model_named(name: str) -> Model:
    if name not in MODELS:
        raise not_found(f"the model {name!r} does not exist")
    return MODELS[name]
