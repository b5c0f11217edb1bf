"""A desk, a learning platform and a mail server in one place, which remember every effect, also over the death of a worker."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from unticket.model.account import Account
from unticket.model.errors import NotFound
from unticket.model.finding import Finding
from unticket.model.person import Employment
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Ticket
from unticket.runbooks.authorization import Authorization, Permission
from unticket.runbooks.freshness import why_not_fresh
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.plan import Decision, Effect, EffectKind, Packet, Plan, Trace, Verdict
from unticket.runbooks.ports import Activity, Delivery, DeskEvent, Mail, Origin, TicketView

START = datetime(2026, 2, 18, 2, 0, tzinfo=UTC)
STAGES = {
    "1": Stage(id="1", name="New"),
    "2": Stage(id="2", name="Waiting"),
    "3": Stage(id="3", name="Escalated"),
    "4": Stage(id="4", name="Done", closed=True, mails_requester=True),
}
TAGS = {"1": Tag(id="1", name="LMS"), "2": Tag(id="2", name="no-bot"), "3": Tag(id="3", name="helped")}
CORA = "cora@school.example"
POLICY = LoginPolicy(escalation_assignee="7", bot_id="99")


class World:
    """What is outside. `effects` counts what really happened there; `on(when, what)` is called around each effect.

    With a file, every change is kept in it at once: what a killed worker did is still there.
    """

    def __init__(self, file: Path | None = None, clock: Callable[[], datetime] | None = None) -> None:
        self.file = file
        self.clock = clock or (lambda: datetime.now(UTC))
        self.on: Callable[[str, str], None] = lambda _when, _what: None
        self.happening = ""
        self.lock = threading.RLock()
        self.state: dict[str, Any] = {"tickets": {}, "messages": [], "accounts": {}, "people": {}, "mails": [], "effects": []}
        if file is not None and file.exists():
            self.state = json.loads(file.read_text())

    def add_ticket(self, number: int = 1, subject: str = "I cannot log in", email: str = CORA, **changes: Any) -> str:
        key = f"odoo:{number}"
        row = {
            "subject": subject,
            "email": email,
            "stage": "1",
            "tags": [],
            "assignee": "",
            "opened": self._now(),
            "proven": True,
        }
        self.state["tickets"][key] = row | {"changed": self._now(), "activities": [], **changes}
        self.save()
        return key

    def add_account(self, account_id: str = "3", email: str = CORA, *, enabled: bool = False) -> str:
        self.state["accounts"][account_id] = {"email": email, "enabled": enabled, "version": 1, "last": "", "resets": 0}
        self.state["people"].setdefault(email, "active")
        self.save()
        return account_id

    def write_message(self, key: str, *, by_agent: bool = False, body: str = "Still not", **kinds: bool) -> None:
        row = {"ticket": key, "at": self._now(), "agent": by_agent, "body": body, "internal": False, "marker": "", **kinds}
        self.state["messages"].append(row)
        self.save()

    def employ(self, email: str, employment: str) -> None:
        self.state["people"][email] = employment
        self.save()

    def sign_in(self, account_id: str = "3") -> None:
        self.state["accounts"][account_id]["last"] = self._now()
        self.save()

    def effects(self, *whats: str) -> list[str]:
        """What happened, in order; only `whats` where they are given."""
        return [what for what in self.state["effects"] if not whats or what.partition(" ")[0] in whats]

    def happen(self, what: str, change: Callable[[], None]) -> None:
        """An effect: `change` and its count are kept together; the caller may die before and after."""
        kind = what.partition(" ")[0]
        self.happening = what
        self.on("before", kind)
        with self.lock:
            change()
            self.state["effects"].append(what)
            self.save()
        self.on("after", kind)

    def save(self) -> None:
        if self.file is not None:
            with self.lock:
                beside = self.file.with_suffix(".new")
                beside.write_text(json.dumps(self.state))
                beside.replace(self.file)

    def _now(self) -> str:
        return self.clock().isoformat()


class WorldDesk:
    """A `TicketDesk`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def ticket(self, key: str, *, asker: bool = True) -> TicketView:
        self._world.on("reading", "ticket and asker" if asker else "ticket")
        with self._world.lock:
            row = self._world.state["tickets"].get(key)
            if row is None:
                raise NotFound(f"There is no ticket {key}.")
            messages = [m for m in self._world.state["messages"] if m["ticket"] == key]
        ticket = Ticket(
            key=key,
            reference=f"HT{key.partition(':')[2]}",
            subject=row["subject"],
            stage=STAGES[row["stage"]],
            assignee=Agent(id=row["assignee"], name="Ada") if row["assignee"] else None,
            tags=tuple(TAGS[tag] for tag in row["tags"]),
            requester=Requester(name="Cora", email=row["email"]),
            opened_at=datetime.fromisoformat(row["opened"]),
            changed_at=datetime.fromisoformat(row["changed"]),
        )
        return TicketView(
            ticket=ticket,
            messages=[
                Message(
                    key=f"odoo:{number}",
                    ticket_key=key,
                    posted_at=datetime.fromisoformat(m["at"]),
                    by_agent=m["agent"],
                    internal=m["internal"],
                    body=m["body"],
                )
                for number, m in enumerate(messages)
            ],
            origin=Origin(),
        )

    def events_since(self, moment: datetime) -> Iterator[DeskEvent]:
        self._world.on("reading", "events")
        rows = self._world.state["tickets"].items()
        events = [DeskEvent(ticket_key=key, changed_at=datetime.fromisoformat(row["changed"])) for key, row in rows]
        events += [
            DeskEvent(ticket_key=m["ticket"], changed_at=datetime.fromisoformat(m["at"])) for m in self._world.state["messages"]
        ]
        yield from sorted((e for e in events if e.changed_at >= moment - timedelta(minutes=10)), key=lambda e: e.changed_at)

    def stages(self) -> Sequence[Stage]:
        return list(STAGES.values())

    def tags(self) -> Sequence[Tag]:
        return list(TAGS.values())

    def note(self, key: str, text: str, *, marker: str) -> str:
        if not any(m["marker"] == marker for m in self._world.state["messages"]):
            row = {"ticket": key, "at": self._world.clock().isoformat(), "agent": True, "body": text, "internal": True}
            self._world.happen(f"note {marker}", lambda: self._world.state["messages"].append(row | {"marker": marker}))
        return "odoo:1"

    def tag(self, key: str, tag_id: str) -> None:
        row = self._world.state["tickets"][key]
        if tag_id not in row["tags"]:
            self._world.happen(f"tag {key}", lambda: row["tags"].append(tag_id))

    def move(self, key: str, stage_id: str, *, quietly: bool = True) -> None:
        self._change(f"move {key} {stage_id}", key, stage=stage_id)

    def assign(self, key: str, agent_id: str) -> None:
        self._change(f"assign {key}", key, assignee=agent_id)

    def schedule(self, key: str, activity: Activity, *, marker: str) -> None:
        row = self._world.state["tickets"][key]
        if not any(a["marker"] == marker for a in row["activities"]):
            kept = asdict(activity) | {"due_on": activity.due_on.isoformat(), "marker": marker}
            self._world.happen(f"schedule {marker}", lambda: row["activities"].append(kept))

    def check_acting(self) -> Sequence[Finding]:
        return ()

    def _change(self, what: str, key: str, **values: str) -> None:
        self._world.happen(what, lambda: self._world.state["tickets"][key].update(values))


class WorldPlatform:
    """A `LearningPlatform`."""

    def __init__(self, world: World) -> None:
        self._world = world

    def accounts(self, email: str) -> Sequence[Account]:
        self._world.on("reading", "accounts")
        return [self._account(key) for key, row in self._world.state["accounts"].items() if row["email"] == email]

    def account(self, account_id: str) -> Account | None:
        self._world.on("reading", "account")
        return self._account(account_id) if account_id in self._world.state["accounts"] else None

    def reactivate(self, leave: Authorization) -> None:
        leave.require(Permission.REACTIVATE, self._world.clock())
        self._switch("reactivate", leave.account_id, on=True)

    def deactivate(self, leave: Authorization) -> None:
        leave.require(Permission.DEACTIVATE, self._world.clock())
        self._switch("deactivate", leave.account_id, on=False)

    def request_password_reset(self, leave: Authorization) -> None:
        leave.require(Permission.RESET_PASSWORD, self._world.clock())
        row = self._world.state["accounts"][leave.account_id]
        self._world.happen(f"reset_password {leave.account_id}", lambda: row.update(resets=row["resets"] + 1))

    def check(self) -> Sequence[Finding]:
        return ()

    def close(self) -> None:
        return

    def _switch(self, what: str, account_id: str, *, on: bool) -> None:
        row = self._world.state["accounts"][account_id]
        self._world.happen(f"{what} {account_id}", lambda: row.update(enabled=on, version=row["version"] + 1))

    def _account(self, account_id: str) -> Account:
        row = self._world.state["accounts"][account_id]
        return Account(
            id=account_id,
            username=f"user{account_id}",
            email=row["email"],
            enabled=row["enabled"],
            last_access_at=datetime.fromisoformat(row["last"]) if row["last"] else None,
            fingerprint=f"v{row['version']}",
        )


class WorldMailer:
    """A `Mailer`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.answer = Delivery.ACCEPTED

    def send(self, mail: Mail) -> Delivery:
        kept = {"to": mail.to, "subject": mail.subject, "text": mail.text, "id": mail.message_id}
        if self.answer is not Delivery.REFUSED:
            self._world.happen(f"mail {mail.to} {mail.subject}", lambda: self._world.state["mails"].append(kept))
        return self.answer

    def check(self) -> Sequence[Finding]:
        return ()

    def close(self) -> None:
        return


def letters(template: str, *, to: str, language: str, reference: str, message_id: str, link: str = "", about: str = "") -> Mail:
    """Letters that say what they are."""
    return Mail(to=to, subject=template, text=f"{reference} {link}".strip(), message_id=message_id, language=language)


def freshness(view: TicketView, *, now: datetime, promoted_at: datetime | None, done: Any = ()) -> str:
    """Guard rail 3, the login runbook's own."""
    return why_not_fresh(view, now=now, promoted_at=promoted_at, policy=POLICY, done=done)


class WorldPlanner:
    """A runbook with one rule for each row of the table, over what the world says now."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._desk = WorldDesk(world)
        self._platform = WorldPlatform(world)

    def __call__(
        self,
        ticket_key: str,
        *,
        generation: int,
        now: datetime,
        promoted_at: datetime | None = None,
        confirmed_account: str = "",
        done: Any = (),
        dry: bool = False,
        retry: bool = False,
        view: TicketView | None = None,
    ) -> Plan:
        view = view or self._desk.ticket(ticket_key)
        found: dict[str, Any] = {
            "runbook": "login",
            "ticket_key": ticket_key,
            "reference": view.ticket.reference,
            "generation": generation,
            "planned_at": now,
            "trace": (Trace(step="extract", said="One address asks.", facts={"address": view.ticket.requester.email}),),
        }
        stale = freshness(view, now=now, promoted_at=promoted_at, done=done)
        if "video" in view.ticket.subject or (stale and not dry):
            return Plan(**found, verdict=Verdict.SKIPPED, reason=stale or "not about a login")
        email = view.ticket.requester.email
        employment = Employment(self._world.state["people"].get(email, "unknown"))
        accounts = self._platform.accounts(email)
        proven = self._world.state["tickets"][ticket_key]["proven"] or (accounts and confirmed_account == accounts[0].id)
        steps = _Steps(ticket_key, generation, email, confirmed=bool(confirmed_account))
        if employment is not Employment.ACTIVE or len(accounts) != 1:
            return Plan(**found, **steps.escalated(str(employment)))
        if not proven:
            return Plan(**found, **steps.asking(accounts[0].id))
        return Plan(**found, **(steps.reset if accounts[0].enabled else steps.reactivated)(accounts[0].id))


class _Steps:
    def __init__(self, key: str, generation: int, email: str, *, confirmed: bool) -> None:
        self._key, self._generation, self._email, self._confirmed = key, generation, email, confirmed

    def reactivated(self, account: str) -> dict[str, Any]:
        return self._plan(
            Verdict.RESOLVED, "active_deactivated", "reactivate", account, "resolved", "reactivated", account_id=account
        )

    def reset(self, account: str) -> dict[str, Any]:
        return self._plan(
            Verdict.WAITING, "active_enabled", "reset_password", account, "waiting", "password_reset", account_id=account
        )

    def asking(self, account: str) -> dict[str, Any]:
        values = {"to": self._email, "template": "confirm", "language": "en", "link_for": account}
        return self._plan(Verdict.WAITING, "not_proven", "ask_confirmation", account, "waiting", "", **values)

    def escalated(self, why: str) -> dict[str, Any]:
        packet = Packet(summary="Login help", found=(), stopped_because=why, check=(), next_steps=())
        hand_over = (self._effect(EffectKind.ASSIGN), self._effect(EffectKind.SCHEDULE, summary="Login", text=why, due_days=1))
        return {
            "verdict": Verdict.ESCALATED,
            "reason": f"row {why}",
            "decision": Decision(row=why, action="escalate", automatic=False, because=f"row {why}"),
            "packet": packet,
            "effects": (
                *self._acknowledged(),
                self._effect(EffectKind.NOTE, text="Handed over."),
                *hand_over,
                self._effect(EffectKind.MOVE, stage="escalated"),
                self._mail(EffectKind.REPLY, "escalated"),
            ),
        }

    def _plan(
        self, verdict: Verdict, row: str, action: str, account: str, stage: str, reply: str, **values: Any
    ) -> dict[str, Any]:
        return {
            "verdict": verdict,
            "reason": f"row {row}",
            "decision": Decision(row=row, action=action, automatic=True, because=f"row {row}"),
            "account_id": account,
            "effects": (
                *self._acknowledged(),
                self._effect(EffectKind(action), **values),
                self._effect(EffectKind.NOTE, text=f"Done: {row}."),
                self._effect(EffectKind.TAG, tag="helped"),
                self._effect(EffectKind.MOVE, stage=stage),
                *([self._mail(EffectKind.REPLY, reply)] if reply else []),
            ),
        }

    def _acknowledged(self) -> tuple[Effect, ...]:
        return () if self._confirmed else (self._mail(EffectKind.ACKNOWLEDGE, "acknowledged"),)

    def _mail(self, kind: EffectKind, template: str) -> Effect:
        return self._effect(kind, to=self._email, template=template, language="en")

    def _effect(self, kind: EffectKind, **values: Any) -> Effect:
        step = f"{kind}_confirmed" if self._confirmed else str(kind)
        return Effect(kind=kind, key=f"{self._key}:{step}:{self._generation}", values=values)
