"""Serves a desk over real HTTP, on this machine only, for as long as a `with` block lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from unticket.demo.desk.doors import application
from unticket.demo.desk.faults import Faults
from unticket.demo.desk.state import DeskState
from unticket.demo.loopback import serving


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """A desk that answers at `url`. `calls` counts the calls so far by (model, method), refused and broken ones included."""

    url: str
    state: DeskState
    faults: Faults
    calls: Counter[tuple[str, str]] = field(repr=False)

    @property
    def database(self) -> str:
        return self.state.database

    @property
    def login(self) -> str:
        return self.state.login

    @property
    def api_key(self) -> str:
        return self.state.api_key


@contextmanager
def serve(state: DeskState, *, port: int = 0, faults: Faults | None = None) -> Iterator[RunningDesk]:
    """Serve `state` on 127.0.0.1, on a free port unless one is named. Prints nothing; with the block all connections end.

    Raises OSError where the port is taken.
    """
    faults = faults or Faults()
    calls: Counter[tuple[str, str]] = Counter()
    with serving(application(state, faults, calls), port=port, name="demo-desk") as url:
        yield RunningDesk(url, state, faults, calls)
