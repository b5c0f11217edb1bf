"""A running desk with the reference week, and a plain client that sends requests exactly as they were recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any

import pytest

from unticket.demo.desk.faults import Faults
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week

EXCHANGES = Path(__file__).with_name("exchanges")


@dataclass
class Clock:
    """A clock that stands until a test moves it."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text) if self.headers.get("Content-Type", "").startswith("application/json") else self.text


@dataclass
class Client:
    """Speaks to one desk. `key` is the bot's; `as_` gives a client with another user's."""

    desk: RunningDesk
    key: str

    def send(self, method: str, path: str, headers: dict[str, str], body: Any = None, timeout: float = 10) -> Answer:
        host, port = self.desk.url.removeprefix("http://").split(":")
        connection = HTTPConnection(host, int(port), timeout=timeout)
        try:
            connection.request(method, path, None if body is None else json.dumps(body).encode(), headers)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def call(self, model: str, method: str, timeout: float = 10, **arguments: Any) -> Any:
        """The answer's body of a JSON-2 call."""
        return self.ask(model, method, timeout, **arguments).body

    def ask(self, model: str, method: str, timeout: float = 10, **arguments: Any) -> Answer:
        headers = {"Authorization": f"bearer {self.key}", "Content-Type": "application/json"}
        return self.send("POST", f"/json/2/{model}/{method}", headers, arguments, timeout)

    def rpc(self, model: str, method: str, *positional: Any, **keywords: Any) -> Any:
        """The whole JSON-RPC answer of an execute_kw."""
        uid = self.desk.state.caller(self.key).uid
        args = [self.desk.database, uid, self.key, model, method, list(positional), keywords]
        params = {"service": "object", "method": "execute_kw", "args": args}
        request = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        return self.send("POST", "/jsonrpc", {"Content-Type": "application/json"}, request).body

    def recorded(self, request: dict[str, Any]) -> Answer:
        """Send a recorded request, with this desk's keys in place of the masked ones."""
        keys = {
            "<bot key>": self.desk.api_key,
            "<hr reader key>": self.desk.state.key_of("agent7"),
            "<api key>": self.desk.api_key,
            "<wrong key>": "0" * 40,
        }
        text = json.dumps(request)
        for mask, key in keys.items():
            text = text.replace(mask, key)
        plain = json.loads(text)
        return self.send(plain["method"], plain["path"], plain["headers"], plain["body"])

    def as_(self, login: str) -> Client:
        return Client(self.desk, self.desk.state.key_of(login))


@pytest.fixture
def clock() -> Clock:
    """The moment when the recorded bot's key was made."""
    return Clock(datetime(2026, 11, 23, 23, 13, 50, 123456, tzinfo=UTC))


@pytest.fixture
def state(clock: Clock) -> DeskState:
    """The reference week, as recorded."""
    week = reference_week(now=clock)
    clock.now = datetime(2026, 11, 23, 23, 37, 12, 400000, tzinfo=UTC)
    return week


@pytest.fixture
def open_desk() -> Callable[..., Any]:
    """Serve a state, with faults or without, and give a client of it."""

    @contextmanager
    def opened(state: DeskState, faults: Faults | None = None) -> Iterator[Client]:
        with serve(state, faults=faults) as desk:
            yield Client(desk, desk.api_key)

    return opened


@pytest.fixture
def client(state: DeskState, open_desk: Callable[..., Any]) -> Iterator[Client]:
    """A client of a desk that holds the reference week."""
    with open_desk(state) as one:
        yield one


@pytest.fixture
def exchange() -> Callable[[str], dict[str, Any]]:
    """A recorded exchange by its name."""
    return lambda name: json.loads((EXCHANGES / f"{name}.json").read_text("utf-8"))


@pytest.fixture
def make_ticket(client: Client) -> Callable[[], int]:
    """Make a ticket like the recorded desk's 20297 and 20298, whose making nobody recorded."""

    def made() -> int:
        values = {
            "name": "Can't log in",
            "description": "<p>I can't log in, account locked. an.tran@school.example</p>",
            "team_id": 4,
            "user_id": False,
            "partner_name": "an.tran@school.example",
            "partner_email": "an.tran@school.example",
        }
        (key,) = client.call("helpdesk.ticket", "create", vals_list=[values])
        return int(key)

    return made
