"""A Moodle over real HTTP, and the connector opened on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.moodle import CONNECTORS
from unticket.connectors.moodle.platform import Moodle
from unticket.demo.desk.faults import Faults
from unticket.demo.lms.lab import lab
from unticket.demo.lms.serve import RunningLms, serve
from unticket.demo.lms.state import LmsState
from unticket.runbooks.authorization import Authorization, Permission
from unticket.runbooks.granting import grant

# Quick, so that a fault costs a test no time; every figure is the setting's own.
QUICK = {"time_out_seconds": 2, "connect_seconds": 2, "deadline_seconds": 10, "retries": 2, "retry_pause_seconds": 0}


@dataclass
class Place:
    """A site and the connector on it."""

    lms: RunningLms
    moodle: Moodle

    @property
    def state(self) -> LmsState:
        return self.lms.state

    def reactivate(self, number: int) -> None:
        self.moodle.reactivate(leave(Permission.REACTIVATE, number))

    def deactivate(self, number: int) -> None:
        self.moodle.deactivate(leave(Permission.DEACTIVATE, number))

    def reset(self, number: int) -> None:
        self.moodle.request_password_reset(leave(Permission.RESET_PASSWORD, number))


def leave(permission: Permission, number: int) -> Authorization:
    return grant(permission, str(number), "odoo:1:act:1", datetime.now(UTC))


Opening = Callable[..., Place]


@pytest.fixture
def opened() -> Iterator[Opening]:
    """Opens the connector on the lab's site. `site` are fields of its state, `token` those of the token, the rest settings."""
    with ExitStack() as stack:

        def open_on(
            *,
            faults: Faults | None = None,
            site: Mapping[str, Any] | None = None,
            token: Mapping[str, Any] | None = None,
            **settings: Any,
        ) -> Place:
            lms = stack.enter_context(serve(lab(**(site or {})), faults=faults))
            value = lms.token if token is None else lms.state.add_token(lms.state.user("helpdeskbot"), **token)
            connector = CONNECTORS[0]
            chosen = connector.settings(**({"url": lms.url, "token": value} | QUICK | settings))
            moodle = connector.open(chosen, Surroundings(timezone="UTC"))
            stack.callback(moodle.close)
            return Place(lms, moodle)

        yield open_on


@pytest.fixture
def place(opened: Opening) -> Place:
    return opened()
