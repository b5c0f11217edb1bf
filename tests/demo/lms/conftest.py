"""The recorded site, running, and a plain client that sends forms exactly as they were recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from unticket.demo.desk.faults import Faults
from unticket.demo.lms.doors import PATH
from unticket.demo.lms.lab import lab
from unticket.demo.lms.serve import RunningLms, serve
from unticket.demo.lms.state import LmsState

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Clock:
    """A clock that stands until a test moves it."""

    now: datetime = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Answer:
    status: int
    kind: str
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


@dataclass
class Site:
    """A running site, and what a client sends to it."""

    lms: RunningLms
    clock: Clock

    @property
    def state(self) -> LmsState:
        return self.lms.state

    def send(self, method: str, target: str, form: Mapping[str, Any], headers: Mapping[str, str] = FORM) -> Answer:
        connection = HTTPConnection("127.0.0.1", int(self.lms.url.rpartition(":")[2]), timeout=10)
        try:
            connection.request(method, target, urlencode(form).encode() if method == "POST" else None, dict(headers))
            response = connection.getresponse()
            return Answer(response.status, response.headers.get("Content-Type", ""), response.read().decode())
        finally:
            connection.close()

    def call(self, function: str, token: str | None = None, **form: Any) -> Any:
        """The JSON answer; a parameter `users__0__id` is sent as `users[0][id]`."""
        named = {
            "".join(f"[{part}]" if at else part for at, part in enumerate(name.split("__"))): v for name, v in form.items()
        }
        common = {"wstoken": token or self.lms.token, "wsfunction": function, "moodlewsrestformat": "json"}
        return self.send("POST", PATH, common | named).body

    def replayed(self, request: Mapping[str, Any]) -> Answer:
        tokens = {"<token>": self.lms.token, "<wrong token>": "0" * 32}
        form = {name: tokens.get(value, value) for name, value in request["form"].items()}
        return self.send(request["method"], request["path"], form)


@pytest.fixture
def opened() -> Iterator[Callable[..., Site]]:
    """Serves the recorded site; keywords are fields of its state."""
    with ExitStack() as stack:

        def open_site(faults: Faults | None = None, **settings: Any) -> Site:
            clock = Clock()
            return Site(stack.enter_context(serve(lab(clock=clock, **settings), faults=faults)), clock)

        yield open_site


@pytest.fixture
def site(opened: Callable[..., Site]) -> Site:
    return opened()
