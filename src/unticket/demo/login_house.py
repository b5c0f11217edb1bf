"""The demo's school for the login runbook: a help desk, its HR, a learning platform and a mail server, on this machine only."""

from __future__ import annotations

import json
import os
import secrets
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

from unticket.demo import account_service, mail_sink
from unticket.demo.desk import serve as desk_server
from unticket.demo.desk.rights import HR_OFFICER, INTERNAL
from unticket.demo.desk.serve import RunningDesk
from unticket.demo.desk.state import DeskState
from unticket.demo.desk.webhook import WebhookRule
from unticket.demo.lms import serve as lms_server
from unticket.demo.lms.rights import RESET, UPDATE
from unticket.demo.lms.serve import RunningLms
from unticket.demo.lms.state import LmsState
from unticket.demo.login_cases import DOMAIN, RULE, Case, Employee, House, Login, Way
from unticket.demo.loopback import LOOPBACK
from unticket.demo.mail_sink import RunningSink
from unticket.settings import Settings

TIMEZONE = "Asia/Ho_Chi_Minh"
FIRST_TICKET = 101
ENGINEER = "agent1"  # Anna, who takes over what is escalated
_DESK_WRITES = frozenset({"create", "write", "unlink", "message_post", "message_subscribe", "activity_schedule"})
_LMS_CHANGES = frozenset({UPDATE, RESET, "activation", "reset"})
_SUSPENDED_BY = "suspendedby"
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For browsers on this machine only: to read all authorities for each of them would take longer than what they ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the peers themselves have counted: the only witnesses of a side effect."""

    desk_reads: int
    desk_writes: int
    lms_reads: int
    lms_changes: int  # accounts changed and resets mailed
    mails: int

    def since(self, before: Seen) -> Seen:
        """What came about between `before` and this."""
        return Seen(**{name: getattr(self, name) - getattr(before, name) for name in self.__dataclass_fields__})

    @property
    def effects(self) -> int:
        return self.desk_writes + self.lms_changes + self.mails


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginHouse:
    """The running peers. `settings` connect to them and to nothing else."""

    desk: RunningDesk
    lms: RunningLms
    mail: RunningSink
    passwords: Mapping[str, str] = field(repr=False)
    settings: Settings = field(default=Settings(), repr=False)

    def write(self, case: Case) -> str:
        """Have the person of `case` write their ticket at the desk's own doors, over HTTP; its key."""
        with httpx2.Client(base_url=self.desk.url, timeout=30, verify=NO_TLS) as browser:
            number = self._signed_in(browser, case) if case.way is Way.PORTAL else self._by_mail(browser, case)
        return f"odoo:{number}"

    def send_webhooks_to(self, port: int) -> None:
        """From now on the desk tells this port of each new ticket, as Odoo's automation rules do."""
        secret = self.settings.hooks.secrets[0].get_secret_value()
        rule = WebhookRule(url=f"http://{LOOPBACK}:{port}/hooks/odoo/{secret}", name="Unticket", fields=("write_date",))
        self.desk.state.webhooks.append(rule)

    def seen(self) -> Seen:
        """What the peers counted so far. Tickets that `write` made are among the desk's own doors and not counted."""
        desk, lms = self.desk.calls, self.lms.calls
        writes = sum(count for (model, method), count in desk.items() if method in _DESK_WRITES and model)
        return Seen(
            desk_reads=sum(count for (model, _), count in desk.items() if model and model != "mail.thread") - writes,
            desk_writes=writes,
            lms_reads=sum(count for name, count in lms.items() if name not in _LMS_CHANGES),
            lms_changes=sum(count for name, count in lms.items() if name in _LMS_CHANGES),
            mails=len(self.mail.mails),
        )

    def _signed_in(self, browser: httpx2.Client, case: Case) -> int:
        login = {"db": self.desk.database, "login": case.email, "password": self.passwords[case.email]}
        browser.post("/web/session/authenticate", json={"jsonrpc": "2.0", "params": login}).raise_for_status()
        form = {"subject": case.words[0], "description": case.words[1]}
        return int(browser.post("/submitted/ticket", data=form).headers["location"].rpartition("/")[2])

    def _by_mail(self, browser: httpx2.Client, case: Case) -> int:
        sender = f"From: {case.name} <{case.email}>\n" if case.domain else ""
        mail = f"{sender}Subject: {case.words[0]}\nContent-Type: text/plain; charset=utf-8\n\n{case.words[1]}"
        asked = {"model": "helpdesk.ticket", "message": mail}
        key = {"Authorization": f"bearer {self.desk.state.key_of('gateway')}"}
        answer = browser.post("/json/2/mail.thread/message_process", json=asked, headers=key)
        answer.raise_for_status()
        return int(answer.json())


@contextmanager
def login_house(cases: Sequence[Case], *, house: House = House.USUAL) -> Iterator[LoginHouse]:
    """The peers with the people of `cases`, in the state that `house` says. Reads no file and no environment."""
    passwords = {case.email: secrets.token_urlsafe(12) for case in cases if case.way is Way.PORTAL}
    with ExitStack() as open_:
        peers = LoginHouse(
            desk=open_.enter_context(desk_server.serve(_desk(cases, passwords))),
            lms=open_.enter_context(lms_server.serve(_lms(cases))),
            mail=open_.enter_context(mail_sink.serve()),
            passwords=passwords,
        )
        folder = Path(open_.enter_context(TemporaryDirectory(prefix="unticket-demo-")))
        chosen = _settings(peers, cases, house)
        if house is House.LMS_SHOWS_LOCKS:
            key = secrets.token_hex(20)
            url = open_.enter_context(account_service.serve(peers.lms.state, key, peers.lms.calls, peers.lms.faults))
            chosen["lms"] = dict(account_service.DESCRIBED) | {"url": url, "token": key}
        if house is House.HR_IS_OLD:
            chosen["hr"] = (*chosen["hr"], _old_roster(folder / "students.csv", cases))
        yield replace(peers, settings=Settings(timezone=TIMEZONE, folder=folder, **chosen))


def _settings(peers: LoginHouse, cases: Sequence[Case], house: House) -> dict[str, Any]:
    desk, lms, mail = peers.desk, peers.lms, peers.mail
    odoo = {"kind": "odoo", "url": desk.url, "database": desk.database}
    hr_key = desk.state.key_of("hr-reader") if house is not House.HR_REFUSES else secrets.token_hex(20)
    administrators = [user.username for user in lms.state.users.values() if user.is_admin]
    return {
        "desk": odoo | {"api_key": desk.api_key, "key_of": "bot"},
        "hr": ({"name": "hr", "api_key": hr_key} | odoo,),
        "lms": {
            "kind": "moodle",
            "url": lms.url,
            "token": lms.token if house is not House.LMS_REFUSES else secrets.token_hex(16),
            "administrators": administrators,
            "suspension_field": _SUSPENDED_BY,
            "suspension_rule": RULE,
        },
        "mail": {
            "kind": "smtp",
            "host": mail.host,
            "port": mail.port,
            "encryption": "none",
            "sender": f"servicedesk@{DOMAIN}",
            "sender_name": "Service desk",
        },
        "hooks": {"secrets": (secrets.token_hex(24),), "port": 0},
        "public_url": "" if house is House.NO_PUBLIC_ADDRESS else f"https://help.{DOMAIN}",
        "runbooks": {
            "login": {
                "stages": {"resolved": "Done", "waiting": "Awaiting", "escalated": "In Progress"},
                "escalation_assignee": str(desk.state.user(ENGINEER)["id"]),
                "bot_id": str(desk.state.user(desk.login)["id"]),
                "tag_handled": "login",
                "tag_escalated": "login",
                "domains": (DOMAIN,),
                "no_go": tuple(case.email for case in cases if case.no_go),
                "sign_in_url": f"https://lms.{DOMAIN}",
                # The demo escalates on purpose, row by row; a desk at which nearly all runs did would be stopped.
                "breaker": {"enough": 1000},
            }
        },
    }


def _old_roster(file: Path, cases: Sequence[Case]) -> dict[str, Any]:
    """A register of students that nobody has exported for ten days."""
    lines = ["email,name,status", *(f"{case.email},{case.name},active" for case in cases)]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    old = _seconds(-10)
    os.utime(file, (old, old))
    return {"kind": "roster_file", "name": "students", "path": str(file)}


def _desk(cases: Sequence[Case], passwords: Mapping[str, str]) -> DeskState:
    """The desk's words and people of the reference week, without its tickets; the first new one is #101."""
    text = resources.files("unticket.demo").joinpath("reference_week.json").read_text("utf-8")
    tables = json.loads(text) | {"helpdesk.ticket": [], "hr.employee": []}
    state = DeskState.from_tables(tables)
    state.table("helpdesk.ticket").next_id = FIRST_TICKET
    state.add_user("HR Reader", "hr-reader", groups=(INTERNAL, HR_OFFICER))
    state.add_key("hr-reader", name="unticket-hr")
    state.add_user("Mail Gateway", "gateway")
    state.add_key("gateway", name="gateway")
    for case in cases:
        if case.way is Way.PORTAL:
            state.add_user(case.name, case.email, share=True, email=case.email)
            state.passwords[case.email] = passwords[case.email]
        for employee in case.employees if case.domain else ():
            _employ(state, case, employee)
    return state


def _employ(state: DeskState, case: Case, employee: Employee) -> None:
    leaves = _day(employee.leaves_in) if employee.leaves_in is not None else False
    key = state.add(
        "hr.employee",
        name=employee.name or case.name,
        work_email=case.email,
        active=not employee.archived,
        departure_date=leaves,
        user_id=False,
    )
    if employee.began is not None:
        state.add("hr.version", name="Contract", employee_id=key, contract_date_start=_day(employee.began), active=True)


def _lms(cases: Sequence[Case]) -> LmsState:
    state = LmsState(name="School LMS")
    state.add_user("admin", "Site Administrator", f"lms-admin@{DOMAIN}", is_admin=True)
    for case in cases:
        for login in case.logins if case.domain else ():
            _add_login(state, case, login)
    return state


def _add_login(state: LmsState, case: Case, login: Login) -> None:
    state.add_user(
        login.username or case.email.partition("@")[0],
        login.name or case.name,
        case.email,
        suspended=login.suspended,
        confirmed=login.confirmed,
        auth=login.method,
        is_admin=login.administrator,
        lastaccess=_seconds(login.last_used),
        firstaccess=_seconds(login.first_used),
        custom_fields=({_SUSPENDED_BY: login.by} if login.suspended and login.by else {})
        | ({account_service.LOCKED: "yes"} if login.locked else {}),
    )


def _day(from_today: int) -> str:
    return (_today() + timedelta(days=from_today)).isoformat()


def _today() -> date:
    return datetime.now(UTC).date()


def _seconds(days_from_now: int) -> int:
    return int((datetime.now(UTC) + timedelta(days=days_from_now)).timestamp())
