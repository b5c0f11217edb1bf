"""Odoo's employees for the contract of directories: the demo desk over real HTTP, by either protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.demo.desk.faults import Faults, Unavailable
from unticket.demo.desk.rights import HR_OFFICER, INTERNAL
from unticket.demo.desk.serve import serve
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week

SERIES = {"odoo over json-2": "19.0", "odoo over json-rpc": "17.0"}
KINDS = tuple(SERIES)


@dataclass
class OdooPeer:
    directory: Any
    lost: Any
    secret: str
    state: DeskState
    faults: Faults
    knows_leavers = True

    def dismiss(self, email: str) -> None:
        for key, row in self.state.table("hr.employee").rows.items():
            if str(row["work_email"]).lower() == email:
                self.state.change("hr.employee", key, active=False)

    def fail(self) -> None:
        self.faults.every(1, Unavailable(503), model="hr.employee", method="search_read")


def _people(state: DeskState) -> None:
    leaves = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    told = {"user_id": False, "departure_date": False, "active": True}
    state.change("hr.employee", 2, work_email="An.Tran@School.Example", registration_number="S-1")
    state.add(
        "hr.employee", **told | {"name": "Minh Nguyen", "work_email": "minh.nguyen@school.example"} | {"departure_date": leaves}
    )
    for name, active in (("Hai Do", True), ("Ha Do", False)):
        state.add("hr.employee", **told | {"name": name, "work_email": "twins@school.example", "active": active})


@contextmanager
def peer(kind: str, folder: Path) -> Iterator[OdooPeer]:
    state, faults = reference_week(serie=SERIES[kind]), Faults()
    _people(state)
    state.add_user("HR Reader", "hrbot", groups=(INTERNAL, HR_OFFICER))
    key = state.add_key("hrbot")
    (connector,) = (found for found in CONNECTORS if found.role == "hr")
    around = Surroundings(timezone="Asia/Ho_Chi_Minh", cache=str(folder))
    with serve(state, faults=faults) as desk:
        told = {"url": desk.url, "database": desk.database, "login": "hrbot", "retries": 1, "retry_pause_seconds": 0}
        good, wrong = connector.settings(api_key=key, **told), connector.settings(api_key="0" * 40, **told)
        with closing(connector.open(good, around)) as directory, closing(connector.open(wrong, around)) as lost:
            yield OdooPeer(directory, lost, key, state, faults)
