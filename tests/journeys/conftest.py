"""Hands that change the demo desk over its own protocol, as an agent's browser would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest


@pytest.fixture
def write_to_desk() -> Callable[..., Any]:
    def write(desk: Any, model: str, method: str, **arguments: Any) -> Any:
        answer = httpx2.post(
            f"{desk.url}/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"bearer {desk.api_key}", "X-Odoo-Database": desk.database},
        )
        answer.raise_for_status()
        return answer.json()

    return write
