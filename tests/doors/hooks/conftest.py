"""The hook door over real HTTP, and what it has noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import httpx2
import pytest

from unticket.doors.hooks.application import application
from unticket.doors.hooks.serve import hooks_served

OLD = "old-secret-0123456789abcdefgh"
NEW = "new-secret-0123456789abcdefgh"


class Door:
    """A running hook door."""

    def __init__(self, client: httpx2.Client, noted: list[list[str]], tokens: list[str]) -> None:
        self.client = client
        self.noted = noted
        self.tokens = tokens

    def hook(self, secret: str = OLD, number: Any = 7, **changes: Any) -> httpx2.Response:
        body = {"_action": "hook(#218)", "_id": number, "_model": "helpdesk.ticket", "name": "I cannot log in"} | changes
        return self.client.post(f"/hooks/odoo/{secret}", json=body)


@pytest.fixture
def open_door() -> Iterator[Callable[..., Door]]:
    with ExitStack() as stack:

        def opened(**options: Any) -> Door:
            noted: list[list[str]] = []
            tokens: list[str] = []

            def note(keys: Sequence[str]) -> None:
                noted.append(list(keys))

            app = application(**{"secrets": [OLD, NEW], "note": note, "confirm": tokens.append} | options)
            port = stack.enter_context(hooks_served(app, host="127.0.0.1", port=0))
            client = stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}"))
            return Door(client, noted, tokens)

        yield opened


@pytest.fixture
def door(open_door: Callable[..., Door]) -> Door:
    return open_door()
