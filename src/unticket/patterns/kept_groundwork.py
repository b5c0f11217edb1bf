"""A groundwork as bytes, so that the next run only adds what came since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

import orjson
import polars as pl

from unticket.patterns.change import as_plain, from_plain
from unticket.patterns.duplicates import kept as open_duplicates
from unticket.patterns.duplicates.because import Because
from unticket.patterns.envelope import packed, sealed, unpacked, unsealed
from unticket.patterns.findings import DuplicateGroup, DuplicateKind
from unticket.patterns.groundwork import Groundwork
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.memory import Memory

_MARK = b"unticket groundwork\n"
_VERSION = 1
_TIME = pl.Datetime("us", "UTC")
_ENDED = pl.Schema(
    {
        "tickets": pl.List(pl.String()),
        "kind": pl.String(),
        "confidence": pl.Float64(),
        "because": pl.String(),
        "why": pl.String(),
        "starts_at": _TIME,
        "ends_at": _TIME,
    }
)


def to_bytes(ground: Groundwork) -> bytes:
    """All but the memory of issues, which lies in the database."""
    head = orjson.dumps(
        {
            "whole": _whole(ground.memory),
            "made_at": ground.made_at.isoformat() if ground.made_at else None,
            "changed": as_plain(ground.changed) if ground.changed else None,
        }
    )
    parts = [packed(ground.read), packed(_as_frame(ground.ended)), open_duplicates.to_bytes(ground.open)]
    return sealed(_MARK, _VERSION, [head, *parts])


def from_bytes(content: bytes, memory: Memory, *, feedback: Feedback) -> Groundwork | None:
    """What `to_bytes` made, with the `memory` of now; None where it is damaged, of another version or of another whole run."""
    parts = unsealed(_MARK, _VERSION, content)
    head = orjson.loads(parts[0]) if parts else {}
    if parts is None or memory.likeness is None or head["whole"] != _whole(memory):
        return None
    open_now = open_duplicates.from_bytes(parts[3], memory.likeness, feedback=feedback)
    if open_now is None:
        return None
    return Groundwork(
        memory=memory,
        ended=tuple(_as_groups(unpacked(parts[2]))),
        open=open_now,
        read=unpacked(parts[1]),
        made_at=datetime.fromisoformat(head["made_at"]) if head["made_at"] else None,
        changed=from_plain(head["changed"]) if head["changed"] else None,
    )


def _whole(memory: Memory) -> list[str | int] | None:
    """What tells one whole run from another."""
    return [memory.whole.at.isoformat(), memory.whole.tickets, memory.whole.told] if memory.whole else None


def _as_frame(groups: Iterable[DuplicateGroup]) -> pl.DataFrame:
    rows = [
        (
            group.tickets,
            str(group.kind),
            group.confidence,
            group.because,
            orjson.dumps(asdict(group.why)).decode() if group.why else None,
            group.starts_at,
            group.ends_at,
        )
        for group in groups
    ]
    return pl.DataFrame(rows, schema=_ENDED, orient="row")


def _as_groups(frame: pl.DataFrame) -> Iterable[DuplicateGroup]:
    for tickets, kind, confidence, because, why, starts_at, ends_at in frame.iter_rows():
        yield DuplicateGroup(
            tickets=tuple(tickets),
            kind=DuplicateKind(kind),
            confidence=confidence,
            because=because,
            starts_at=starts_at,
            ends_at=ends_at,
            why=_because(orjson.loads(why)) if why else None,
        )


def _because(said: dict[str, object]) -> Because:
    return Because(**{name: tuple(part) if isinstance(part, list) else part for name, part in said.items()})  # type: ignore[arg-type]
