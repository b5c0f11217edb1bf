"""What a door gives back: status, headers and body, and how many records were read for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

JSON_2 = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer. `rows` is what pacing counts."""

    status: int
    body: bytes
    kind: str = JSON_2
    headers: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0


def json_answer(
    status: int, value: Any, *, kind: str = JSON_2, headers: Mapping[str, str] | None = None, rows: int = 0
) -> Answer:
    return Answer(status, orjson.dumps(value), kind, headers or {}, rows)
