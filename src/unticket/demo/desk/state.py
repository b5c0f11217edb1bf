"""What the desk holds: its tables, its users with their keys, and what it has sent out."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Any

from unticket.demo.desk.computed import COMPUTED
from unticket.demo.desk.loading import flat_changes, flat_row
from unticket.demo.desk.moments import kept
from unticket.demo.desk.rights import ADMINISTRATOR, HELPDESK_USER, INTERNAL, PORTAL, Caller
from unticket.demo.desk.schema import MODELS, Model
from unticket.demo.desk.standing import STANDING_ROWS
from unticket.demo.desk.table import Row, Table
from unticket.demo.desk.webhook import WebhookRule

Clock = Callable[[], datetime]

KEY_DAYS = 90
"""A key of a user who is no administrator lives 90 days at most, and ends at midnight."""


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail that the desk would have sent to somebody outside or inside."""

    ticket: int
    to: str
    body: str
    because: str


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DeskState:
    """Everything the desk knows, in memory. `lock` is held during each call; a test that reaches in holds it too.

    `clock` gives the present as an aware moment. `login` and `api_key` are those of the user whom clients should use:
    a helpdesk user without other rights. `serie` is the Odoo version it passes for: before 19.0 there is JSON-RPC only.
    """

    login = "opsbot"
    database = "odoolab19"

    def __init__(self, *, clock: Clock | None = None, serie: str = "19.0") -> None:
        self.clock: Clock = clock or _utc_now
        self.serie = serie
        self.lock = RLock()
        self.mails: list[SentMail] = []
        self.webhooks: list[WebhookRule] = []
        self.groups: dict[int, frozenset[str]] = {}
        self.passwords: dict[str, str] = {}  # of those who sign in to the portal, by login
        self.sessions: dict[str, str] = {}  # login by session
        self._keys: dict[str, int] = {}
        self._tables: dict[str, Table] = {name: Table() for name in MODELS if not MODELS[name].table}
        self._hanging: dict[str, dict[int, list[int]]] = {
            "mail.message": defaultdict(list),
            "mail.activity": defaultdict(list),
        }
        for name, rows in STANDING_ROWS.items():
            self.load_rows(name, rows)

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, Iterable[Mapping[str, Any]]], *, now: datetime | Clock | None = None
    ) -> DeskState:
        """A desk with these rows, by model, in the shape in which `search_read` answers them (ids alone will do too).

        People who are named in a row and have none of their own get one. A user `opsbot` with a fresh key is always there.
        `now` stops the desk's clock at a moment, or is a clock.
        """
        state = cls(clock=(lambda: now) if isinstance(now, datetime) else now)
        state.load(tables)
        state.settle()
        return state

    def load(self, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Put the rows of several models into their tables."""
        for name, rows in tables.items():
            self.load_rows(name, rows)

    def load_rows(self, model: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put rows into a table, in the shape of `search_read`. Rows with an id already there take its place."""
        named: dict[str, dict[int, str]] = defaultdict(dict)
        flat = [flat_row(MODELS[model], row, named) for row in rows]
        self._tables[model].load(flat)
        for other, names in named.items():
            if other in self._tables:
                table = self._tables[other]
                unknown = [(key, name) for key, name in names.items() if key not in table.rows]
                table.load(flat_row(MODELS[other], {"id": key, "name": name}, {}) for key, name in unknown)
        if model in self._hanging:
            hanging = self._hanging[model]
            for row in flat:
                if row["id"] not in hanging[row["res_id"]]:
                    hanging[row["res_id"]].append(row["id"])

    def settle(self) -> None:
        """Give every user a login, a contact and rights, and the bot its key; done once after loading."""
        users = self._tables["res.users"]
        for row in users.rows.values():
            if row.get("name") == "Ops Bot" and not row.get("login"):
                row["login"] = self.login
            row["login"] = row.get("login") or f"user{row['id']}"
            contact = self._tables["res.partner"].rows.get(row.get("partner_id") or 0, {})
            row["email"] = row.get("email") or contact.get("email") or _address_of(row["login"])
            row["partner_id"] = row.get("partner_id") or self._contact_of(row)
            self.groups.setdefault(row["id"], _usual_groups(row))
        if not any(row["login"] == self.login for row in users.rows.values()):
            self.add_user("Ops Bot", self.login, groups=(INTERNAL, HELPDESK_USER))
        if not self._keys:
            self.add_key(self.login, name="lab-bot")

    @property
    def major(self) -> int:
        """The first number of the Odoo version."""
        return int(self.serie.partition(".")[0])

    @property
    def rules(self) -> list[WebhookRule]:
        """Every webhook at work: those put into `webhooks`, and those of the automation rules on new tickets."""
        rules = self._tables["base.automation"].rows
        made = [
            WebhookRule(
                url=str(action["webhook_url"]),
                name=str(action["name"]),
                action=key,
                fields=tuple(
                    str(self._tables["ir.model.fields"].rows[one]["name"]) for one in action.get("webhook_field_ids") or ()
                ),
            )
            for key, action in self._tables["ir.actions.server"].rows.items()
            if action.get("state") == "webhook" and rules.get(action.get("base_automation_id") or 0, {}).get("active")
        ]
        return [*self.webhooks, *made]

    def table(self, model: str) -> Table:
        """The rows of a model; its own hand is `add`, `change` and `delete`."""
        return self._tables[model]

    def getter(self, model: Model, field: str) -> Callable[[Row], Any]:
        """How to take one field's raw value from a row of this model."""
        compute = COMPUTED.get((model.name, field))
        if compute is not None:
            return compute(self)
        if field == "display_name":
            return lambda row: self.display(model.name, row["id"])
        empty = model.fields[field].empty
        return lambda row: row.get(field, empty)

    def display(self, model: str, key: int) -> str:
        """A record's name as Odoo shows it beside a reference."""
        row = self._tables[MODELS[model].table or model].rows.get(key, {})
        if model == "helpdesk.ticket":
            return f"{row.get('number')} - {row.get('name')}"
        return str(row.get(MODELS[model].display) or f"{model},{key}")

    def hanging(self, model: str, ticket: int) -> list[int]:
        """The ids of the messages or activities of one ticket, oldest first."""
        return self._hanging[model].get(ticket, [])

    def keep(self, model: str, row: Row) -> int:
        """Keep a new row as it is, and give its id; a message or activity hangs on its ticket from now on."""
        key = self._tables[model].add(row)
        if model in self._hanging:
            self._hanging[model][row.get("res_id") or 0].append(key)
        return key

    def first_stage(self) -> int:
        """The stage that a new ticket starts in."""
        stages = self._tables["helpdesk.ticket.stage"].rows.values()
        return int(min(stages, key=lambda row: (row.get("sequence") or 0, row["id"]))["id"])

    def add(self, model: str, /, **values: Any) -> int:
        """A new row by the desk's own hand, past every rule of Odoo's; its times are the present unless given."""
        now = kept(self.clock())
        row = flat_row(MODELS[model], {"create_date": now, **values}, defaultdict(dict))
        with self.lock:
            return self.keep(model, row)

    def change(self, model: str, key: int, **values: Any) -> None:
        """Change a row by the desk's own hand. With an older `write_date` it is a commit that came late."""
        now = kept(self.clock())
        with self.lock:
            self._tables[model].change(key, flat_changes(MODELS[model], {"write_date": now, **values}))

    def delete(self, model: str, key: int) -> None:
        """Delete a row by the desk's own hand; a ticket's messages and activities go with it."""
        with self.lock:
            if model in self._hanging:
                self._hanging[model][self._tables[model].rows[key].get("res_id") or 0].remove(key)
            self._tables[model].remove(key)
            if model == "helpdesk.ticket":
                for other, hanging in self._hanging.items():
                    for one in hanging.pop(key, ()):
                        self._tables[other].remove(one)

    def add_user(
        self, name: str, login: str, *, groups: Iterable[str] = (INTERNAL,), share: bool = False, **values: Any
    ) -> int:
        """A new user with these groups; `share` makes a portal user. Returns the user's id."""
        now = kept(self.clock())
        email = values.pop("email", _address_of(login))
        stamps = {"create_date": now, "write_date": now, "create_uid": 2, "write_uid": 2}
        partner = values.pop("partner_id", None) or self._tables["res.partner"].add(
            {"name": name, "email": email, "active": True, **stamps}
        )
        row = {"name": name, "login": login, "email": email, "partner_id": partner, "active": True, "share": share}
        uid = self._tables["res.users"].add({**row, "tz": False, "lang": "en_US", **stamps, **values})
        self.groups[uid] = frozenset((PORTAL,) if share else groups)
        return uid

    def add_key(self, login: str, *, name: str = "key", key: str | None = None, days: int = KEY_DAYS) -> str:
        """A new random API key for the user with this login."""
        key = key or secrets.token_hex(20)
        uid = self.user(login)["id"]
        now = self.clock()
        ends = (now.astimezone(UTC) + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        self._tables["res.users.apikeys"].add(
            {
                "name": name,
                "user_id": uid,
                "scope": False,
                "create_date": kept(now),
                "expiration_date": kept(ends),
                "_key": key,
            }
        )
        self._keys[key] = uid
        return key

    @property
    def api_key(self) -> str:
        """The key that the demo's own client uses."""
        return self.key_of(self.login)

    def key_of(self, login: str) -> str:
        """The newest key of the user with this login; raises KeyError where there is none."""
        uid = self.user(login)["id"]
        keys = [key for key, owner in self._keys.items() if owner == uid]
        if not keys:
            raise KeyError(login)
        return keys[-1]

    def user(self, login: str) -> Row:
        """The user with this login; raises KeyError where there is none."""
        for row in self._tables["res.users"].rows.values():
            if row.get("login") == login:
                return row
        raise KeyError(login)

    def caller(self, key: str) -> Caller | None:
        """Who calls with this key; None where it is unknown, or ended, or its user is archived."""
        uid = self._keys.get(key)
        if uid is None or not self._tables["res.users"].rows[uid].get("active", True):
            return None
        now = kept(self.clock())
        for row in self._tables["res.users.apikeys"].rows.values():
            if row.get("_key") == key and (not row["expiration_date"] or row["expiration_date"] > now):
                return Caller(uid, self.groups[uid])
        return None

    def _contact_of(self, user: Row) -> int:
        """Odoo makes a contact for each user; those of the recorded desk are one above the user's number."""
        partners = self._tables["res.partner"]
        there = partners.rows.get(user["id"] + 1)
        if there is not None and there.get("name") == user["name"]:
            there["email"] = there.get("email") or user["email"]
            return int(there["id"])
        row: Row = {"name": user["name"], "email": user["email"], "active": True}
        if there is None:
            row["id"] = user["id"] + 1
        row |= {"create_date": user.get("create_date", ""), "write_date": user.get("write_date", "")}
        return partners.add(row)


def _address_of(login: str) -> str:
    return login if "@" in login else f"{login}@lab.example"


def _usual_groups(user: Row) -> frozenset[str]:
    if user.get("share"):
        return frozenset({PORTAL})
    if user["login"] == "admin" or user.get("name") == "Administrator":
        return ADMINISTRATOR
    return frozenset({INTERNAL, HELPDESK_USER})
