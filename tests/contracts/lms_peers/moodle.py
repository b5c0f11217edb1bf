"""Moodle for the contract of learning platforms: the demo LMS over real HTTP, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.moodle import CONNECTORS
from unticket.demo.desk.faults import CutBeforeAnswer
from unticket.demo.lms.lab import lab
from unticket.demo.lms.lookup import Database
from unticket.demo.lms.rights import RESET, UPDATE
from unticket.demo.lms.serve import RunningLms, serve

KINDS = ("moodle on mariadb", "moodle on postgresql")


@dataclass
class MoodlePeer:
    platform: Any
    locked_out: Any
    secret: str
    lms: RunningLms
    can_reset = True

    def changes(self) -> list[str]:
        return [str(update.user) for update in self.lms.state.updates if "suspended" in update.changed]

    def resets(self) -> list[str]:
        return [mail.to for mail in self.lms.state.mails]

    def rename(self, account_id: str) -> None:
        self.lms.state.users[int(account_id)].lastname = "Renamed"

    def lose_answer(self, *, worked: bool) -> None:
        for function in (UPDATE, RESET):
            self.lms.faults.on_call(1, CutBeforeAnswer(worked=worked), method=function)


@contextmanager
def peer(kind: str) -> Iterator[MoodlePeer]:
    connector = CONNECTORS[0]
    state = lab(database=Database(kind.rpartition(" ")[2]))
    state.user("minh").suspended = True
    with serve(state) as lms:
        settings = connector.settings(url=lms.url, token=lms.token, administrators=("admin",), retry_pause_seconds=0)
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="UTC")
        with closing(connector.open(settings, around)) as platform, closing(connector.open(wrong, around)) as locked_out:
            yield MoodlePeer(platform, locked_out, lms.token, lms)
