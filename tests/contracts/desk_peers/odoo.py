"""Odoo Helpdesk for the contract of desks: the demo desk over real HTTP, by either protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.demo.desk import arrival
from unticket.demo.desk.faults import CutBeforeAnswer, Faults
from unticket.demo.desk.serve import serve
from unticket.demo.desk.standing import COMMENT, NOTE
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week

SERIES = {"odoo over json-2": "19.0", "odoo over json-rpc": "16.0"}
KINDS = tuple(SERIES)
CORA = "cora@school.example"
TICKET = "helpdesk.ticket"


@dataclass
class OdooPeer:
    desk: Any
    locked_out: Any
    secret: str
    state: DeskState
    faults: Faults
    open_stage = "2"
    closed_stage = "4"
    tag = "17"
    agent = "5"

    def ask(self, subject: str, body: str) -> str:
        return f"odoo:{arrival.by_portal(self.state, CORA, subject, body)}"

    def reply(self, key: str, text: str) -> None:
        arrival.reply_by_mail(self.state, _number(key), CORA, text)

    def answer(self, key: str, text: str) -> None:
        author = self.state.table("res.users").rows[int(self.agent)]["partner_id"]
        told = {"message_type": "comment", "subtype_id": COMMENT, "author_id": author, "body": f"<p>{text}</p>"}
        self.state.add("mail.message", **told, model=TICKET, res_id=_number(key), date="2030-01-01 00:00:00")

    def notes(self, key: str) -> list[str]:
        rows = self.state.table("mail.message").rows
        found = [rows[one] for one in self.state.hanging("mail.message", _number(key))]
        return [row["body"] for row in found if row["subtype_id"] == NOTE and row["message_type"] == "comment"]

    def activities(self, key: str) -> int:
        return len(self.state.hanging("mail.activity", _number(key)))

    def mails(self) -> list[str]:
        return [mail.to for mail in self.state.mails if mail.to == CORA]

    def lose_answer(self, *, worked: bool) -> None:
        for method in ("message_post", "write", "activity_schedule"):
            self.faults.on_call(1, CutBeforeAnswer(worked=worked), model=TICKET, method=method)


def _number(key: str) -> int:
    return int(key.partition(":")[2])


@contextmanager
def peer(kind: str, folder: Path) -> Iterator[OdooPeer]:
    state, faults = reference_week(serie=SERIES[kind]), Faults()
    state.add_user("Cora Pham", CORA, share=True)
    (connector,) = (found for found in CONNECTORS if found.role == "ticket_desk")
    around = Surroundings(timezone="Asia/Ho_Chi_Minh", cache=str(folder))
    with serve(state, faults=faults) as desk:
        told = {"url": desk.url, "database": desk.database, "login": desk.login, "retries": 1, "retry_pause_seconds": 0}
        good, wrong = connector.settings(api_key=desk.api_key, **told), connector.settings(api_key="0" * 40, **told)
        with closing(connector.open(good, around)) as opened, closing(connector.open(wrong, around)) as locked_out:
            yield OdooPeer(opened, locked_out, desk.api_key, state, faults)
