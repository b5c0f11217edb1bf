"""The automation rule by which Odoo tells of a new ticket at once: the steps by hand, or made with an administrator's key.

It is a hint and no more: Odoo sends it once, unsigned, and gives up after a second. What counts is read through the API.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.errors import AccessRefused, NoSuchModel
from unticket.connectors.odoo.settings import OdooConnection
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.transport.choose import ask_version, open_calls
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.patience import Patience
from unticket.connectors.odoo.wire import ARCHIVED_TOO, rows
from unticket.model.errors import ConfigurationError, ConnectorError, UnexpectedPayload

NAME = "Unticket: a ticket was created"
_RULE = "base.automation"
_ACTION = "ir.actions.server"
_SINCE = 17  # the action "Send Webhook Notification"
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Outcome(StrEnum):
    """What became of the rule."""

    MADE = "made"
    KEPT = "kept"  # it was there and right
    MENDED = "mended"  # it was there, switched off or with another address


def by_hand(hook_url: str) -> Sequence[str]:
    """The steps for an administrator, in Odoo's own words. They hold the hook's secret: show them, log them never."""
    _check(hook_url)
    return (
        "In Odoo, as an administrator with developer mode: Settings → Technical → Automation Rules → New.",
        f"Name: {NAME}",
        "Model: Helpdesk Ticket",
        "Trigger: On create (Custom)",
        "Add an action: Send Webhook Notification",
        f"URL: {hook_url}",
        "Fields: none. The ticket's number is sent anyway, and everything else is read through the API.",
        "Save, then write a test ticket. Do not test with an import: Odoo waits for each ticket's notification.",
    )


def make_rule(administrator: OdooConnection, hook_url: str) -> Outcome:
    """Have Odoo post every new ticket's number to `hook_url`. Repeating it changes nothing.

    `administrator` holds a key of an administrator, for this one call. Raises `ConnectorError`, or `ConfigurationError` where
    the address would give its secret away. (The rule's form was seen on Odoo 19; a rule that exists being mended was not.)
    """
    _check(hook_url)
    http = Http(administrator)
    patience = Patience(
        retries=administrator.retries, pause=administrator.retry_pause_seconds, deadline=administrator.deadline_seconds
    )
    try:
        version = ask_version(administrator, http, patience)
        if version.major < _SINCE:
            raise ConnectorError(
                f"{http.place} is version {version.text}: it cannot send webhooks.", "Polling finds every ticket; leave it so."
            )
        return _ensure(open_calls(administrator, http, patience, version.major), hook_url)
    except (AccessRefused, NoSuchModel) as error:
        raise type(error)(
            f"{http.place} does not let this key make automation rules.",
            "Use an administrator's key, see that the app Automation Rules is installed, or make the rule by hand.",
        ) from error
    finally:
        http.close()


def _ensure(calls: Calls, hook_url: str) -> Outcome:
    models = _found(calls, "ir.model", [["model", "=", TICKET]], ["id"])
    if not models:
        raise UnexpectedPayload(f"Odoo has no model {TICKET}.", "Is this the database with the help desk?")
    model = models[0]["id"]
    rules = _found(calls, _RULE, [["name", "=", NAME], ["model_id", "=", model], ARCHIVED_TOO], ["active", "action_server_ids"])
    if not rules:
        action = {"name": NAME, "model_id": model, "state": "webhook", "webhook_url": hook_url}
        rule = {"name": NAME, "model_id": model, "trigger": "on_create", "action_server_ids": [[0, 0, action]]}
        calls.call(_RULE, "create", vals_list=[rule])
        return Outcome.MADE
    rule, mended = rules[0], False
    actions = _found(calls, _ACTION, [["id", "in", rule.get("action_server_ids") or []]], ["state", "webhook_url"])
    hooks = [one for one in actions if one.get("state") == "webhook"]
    if not hooks:
        raise UnexpectedPayload(f"The rule “{NAME}” was changed: it sends no webhook.", "Delete it in Odoo, and try again.")
    if hooks[0].get("webhook_url") != hook_url:
        calls.call(_ACTION, "write", ids=[hooks[0]["id"]], vals={"webhook_url": hook_url})
        mended = True
    if not rule.get("active"):
        calls.call(_RULE, "write", ids=[rule["id"]], vals={"active": True})
        mended = True
    return Outcome.MENDED if mended else Outcome.KEPT


def _found(calls: Calls, model: str, domain: list[Any], fields: list[str]) -> list[dict[str, Any]]:
    return rows(calls.call(model, "search_read", domain=domain, fields=fields, order="id"), model)


def _check(hook_url: str) -> None:
    """Whoever reads the address on its way can pretend to be Odoo."""
    parts = urlsplit(hook_url)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in _LOOPBACK):
        raise ConfigurationError(
            "The hook's address must begin with https://: it holds a secret.", "Set public_url to Unticket's own https address."
        )
