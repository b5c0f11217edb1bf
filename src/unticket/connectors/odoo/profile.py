"""What one server turned out to be: version, edition, the key's user, and the fields that tickets have there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from unticket.connectors.odoo.edition import EDITIONS, TICKET, Edition
from unticket.connectors.odoo.errors import AccessRefused, NoSuchModel
from unticket.connectors.odoo.settings import OdooSettings
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.transport.jsonrpc import JsonRpc
from unticket.connectors.odoo.wire import rows, text
from unticket.model.errors import ConnectorError, UnexpectedPayload

API_KEYS = "res.users.apikeys"  # every user may read its own, without the key itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Learnt by probing; remembered for at most a day, and asked again when an answer contradicts it."""

    version: str
    major: int
    edition: Edition
    uid: int
    key_is_a_bots: bool
    key_ends: str  # as Odoo writes it; "" where it does not tell, or the user has several keys
    fields: frozenset[str]  # of helpdesk.ticket
    stage_fields: frozenset[str]

    def as_values(self) -> dict[str, Any]:
        """For the memory."""
        lists = {"fields": sorted(self.fields), "stage_fields": sorted(self.stage_fields)}
        return asdict(self) | {"edition": self.edition.name} | lists

    @classmethod
    def from_values(cls, values: Any) -> Profile | None:
        """What `as_values` gave; None where it is anything else."""
        if not isinstance(values, Mapping):
            return None
        edition = next((known for known in EDITIONS if known.name == values.get("edition")), None)
        kinds = {"version": str, "major": int, "uid": int, "key_is_a_bots": bool, "key_ends": str}
        if edition is None or not all(isinstance(values.get(name), kind) for name, kind in kinds.items()):
            return None
        try:
            lists = {name: frozenset(values[name]) for name in ("fields", "stage_fields")}
            return cls(**(dict(values) | {"edition": edition} | lists))
        except (TypeError, KeyError):
            return None


def probe(calls: Calls, settings: OdooSettings, version: str, major: int) -> Profile:
    """Ask the server who the key is and what there is to read: six calls (OCA) or seven. Raises `ConnectorError`."""
    uid = whoami(calls)
    edition = _edition(calls, version)
    return Profile(
        version=version,
        major=major,
        edition=edition,
        uid=uid,
        key_is_a_bots=_is_bot(calls, settings, uid),
        key_ends=_key_ends(calls),
        fields=_fields(calls, TICKET, {"name", "stage_id", "create_date", "write_date"}),
        stage_fields=_fields(calls, edition.stage, {"name", edition.closed_flag}),
    )


def whoami(calls: Calls) -> int:
    """The id of the key's user. Over JSON-RPC it had to be asked for before any call."""
    if isinstance(calls, JsonRpc):
        return calls.uid
    context = calls.call("res.users", "context_get")
    uid = context.get("uid") if isinstance(context, dict) else None
    if not isinstance(uid, int):
        raise UnexpectedPayload("Odoo does not say whose key this is.")
    return uid


def _edition(calls: Calls, version: str) -> Edition:
    """By the one model that only one of them has; `ir.module.module` lists a promotional `helpdesk` on Community too."""
    refused: AccessRefused | None = None
    for edition in EDITIONS:
        try:
            calls.call(edition.stage, "search", domain=[], limit=1)
        except NoSuchModel:
            continue
        except AccessRefused as error:
            refused = error
            continue
        return edition
    if refused:
        raise refused
    raise NoSuchModel(
        f"Odoo {version} there has no help desk: neither {' nor '.join(edition.name for edition in EDITIONS)} is installed.",
        "Install one of them, or set desk.database to the database that has it.",
    )


def _fields(calls: Calls, model: str, needed: set[str]) -> frozenset[str]:
    """The fields of `model` that the key's user may see."""
    listed = calls.call(model, "fields_get", attributes=["type"])
    if not isinstance(listed, dict) or not needed <= listed.keys():
        raise UnexpectedPayload(f"Odoo's list of the fields of {model} lacks {', '.join(sorted(needed))}.")
    return frozenset(listed)


def _key_ends(calls: Calls) -> str:
    """For telling later why the key is refused. Older versions have keys without an end, and no field for it."""
    try:
        listed = rows(calls.call(API_KEYS, "search_read", domain=[], fields=["expiration_date"]), API_KEYS)
    except ConnectorError as error:
        if error.transient:
            raise
        return ""
    return text(listed[0].get("expiration_date")) if len(listed) == 1 else ""


def _is_bot(calls: Calls, settings: OdooSettings, uid: int) -> bool:
    """A user to whom tickets are assigned is a person, whose messages count as answers."""
    if settings.key_of != "auto":
        return settings.key_of == "bot"
    return not calls.call(TICKET, "search", domain=[["user_id", "=", uid], ["active", "in", [True, False]]], limit=1)
