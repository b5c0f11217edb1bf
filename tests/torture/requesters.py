"""The requesters: they write their tickets, read their mail, and use, open or ignore the link in it. And who replays hooks."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx2
from tests.torture.cast import Click, Subject

from unticket.demo.login_house import NO_TLS, LoginHouse

_WRITERS = 3
_LINK = re.compile(r"/confirm/([A-Za-z0-9_-]+)")


@dataclass
class Requesters:
    """`keys` gives each address's ticket. `clicked` are those whose click a worker has taken."""

    house: LoginHouse
    subjects: Sequence[Subject]
    ports: Sequence[int]  # where workers receive hooks and clicks, whether they live or not
    chance: random.Random
    keys: dict[str, str] = field(default_factory=dict)
    clicked: set[str] = field(default_factory=set)
    hooks: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    _read: int = 0
    _to_click: list[tuple[Subject, str]] = field(default_factory=list)

    def write(self, pause: float) -> None:
        """All tickets, from several people at a time."""
        with ThreadPoolExecutor(_WRITERS, "writer") as writers, httpx2.Client(timeout=2, verify=NO_TLS) as stranger:

            def one(subject: Subject) -> None:
                self.keys[subject.case.email] = self.house.write(subject.case)
                self._replay(stranger)
                time.sleep(self.chance.uniform(0, 2 * pause * _WRITERS))

            for written in [writers.submit(one, subject) for subject in self.subjects]:
                written.result()

    def read_mail(self) -> None:
        """Until it is over, in a thread of its own."""
        by_address = {subject.case.email: subject for subject in self.subjects}
        with httpx2.Client(timeout=3, verify=NO_TLS) as browser:
            while not self.over.wait(0.1):
                mails = self.house.mail.mails[self._read :]
                self._read += len(mails)
                for mail in mails:
                    found = _LINK.search(mail.text)
                    if found and (subject := by_address.get(mail.recipients[0])):
                        self._to_click.append((subject, found[1]))
                self._to_click = [one for one in self._to_click if not self._used(browser, *one)]

    def _used(self, browser: httpx2.Client, subject: Subject, token: str) -> bool:
        """Whether the link needs no further try: a person whose page does not load tries again."""
        path = f"http://127.0.0.1:{self.chance.choice(self.ports)}/confirm/{token}"
        if subject.click is Click.NEVER:
            return True
        try:
            if browser.get(path).status_code != 200:
                return False
            if subject.click is Click.ONLY_OPENED:
                return True
            if subject.click is Click.AFTER_DISMISSAL:
                self._dismiss(subject)
            if browser.post(path).status_code != 200:
                return False
            if subject.click is Click.TWICE:
                browser.post(path)
        except httpx2.HTTPError:
            return subject.case.email in self.clicked
        self.clicked.add(subject.case.email)
        return True

    def _dismiss(self, subject: Subject) -> None:
        state = self.house.desk.state
        with state.lock:
            for key, row in state.table("hr.employee").rows.items():
                if row.get("work_email") == subject.case.email and row.get("active"):
                    state.change("hr.employee", key, active=False)
                    return

    def _replay(self, stranger: httpx2.Client) -> None:
        """Somebody repeats a hook, or tries a secret."""
        secret = self.house.settings.hooks.secrets[0].get_secret_value() if self.chance.random() < 0.8 else "x" * 32
        number = int(self.chance.choice(list(self.keys.values())).removeprefix("odoo:"))
        port = self.chance.choice(self.ports)
        try:
            stranger.post(f"http://127.0.0.1:{port}/hooks/odoo/{secret}", json={"_id": number, "_model": "helpdesk.ticket"})
            self.hooks += 1
        except httpx2.HTTPError:
            return
