"""Moodle for the contract of last uses: the demo LMS over real HTTP, on either database, with a key that only reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.moodle import CONNECTORS
from unticket.demo.lms.lookup import Database
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, LEAST, SITE_INFO, UPDATE_USERS
from unticket.demo.lms.serve import RunningLms, serve
from unticket.demo.lms.state import LmsState, Maintenance

KINDS = ("moodle on mariadb", "moodle on postgresql")
USED = int(datetime(2026, 10, 1, 8, 30, tzinfo=UTC).timestamp())
READS = {SITE_INFO, BY_FIELD, BY_CRITERIA}


@dataclass
class MoodlePeer:
    source: Any
    lost: Any
    secret: str
    lms: RunningLms
    knows_never = True

    def use(self, email: str, moment: datetime | None) -> None:
        user = next(user for user in self.lms.state.users.values() if user.email.lower() == email)
        user.lastaccess = int(moment.timestamp()) if moment else -1  # a time that cannot be

    def writes(self) -> int:
        return sum(count for function, count in self.lms.calls.items() if function not in READS)

    def fail(self) -> None:
        self.lms.state.maintenance = Maintenance.CLI


@contextmanager
def peer(kind: str, _folder: object) -> Iterator[MoodlePeer]:
    (connector,) = (found for found in CONNECTORS if found.role == "last_access")
    state = LmsState(database=Database(kind.rpartition(" ")[2]))
    state.add_user("admin", "Admin User", "admin@school.example", is_admin=True)
    state.add_user("lan", "Lan Tran", "Lan.Tran@School.Example", lastaccess=USED)
    state.add_user("minh", "Minh Nguyen", "minh.nguyen@school.example", lastaccess=USED, suspended=True)
    state.add_user("new", "New Comer", "new.comer@school.example")
    for number in (1, 2):
        state.add_user(f"twin{number}", f"Twin {number}", "twins@school.example", lastaccess=USED)
    reader = state.add_user("reader", "Unticket Reader", "reader@school.example", auth="webservice")
    token = state.add_token(reader, functions=tuple(sorted(READS)), capabilities=LEAST - {UPDATE_USERS})
    with serve(state) as lms:
        settings = connector.settings(url=lms.url, token=token, administrators=("admin",), retry_pause_seconds=0)
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="UTC")
        with closing(connector.open(settings, around)) as source, closing(connector.open(wrong, around)) as lost:
            yield MoodlePeer(source, lost, token, lms)
