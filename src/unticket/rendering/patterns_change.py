"""What changed since the last run, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from unticket.patterns.findings import Change, Grown
from unticket.rendering.printable import shortened
from unticket.rendering.terminal import plain_text
from unticket.rendering.texts import Texts

_NAMED = 5  # issues in one line; --json has them all
_LABEL = 40  # characters


def change_lines(change: Change, texts: Texts) -> Iterator[Text]:
    """A line for what came, for new issues, for those that grew, for duplicates; no line for nothing."""
    since = texts.figures.moment(change.since)
    yield plain_text(" " + texts("patterns.changes.since", since=since, count=change.came), "bold")
    began, grew = ([one for one in change.issues if one.began is new] for new in (True, False))
    if began:
        yield _line(texts("patterns.changes.began", count=len(began), issues=_named(began, texts)))
    if grew:
        yield _line(texts("patterns.changes.grew", count=len(grew), issues=_named(grew, texts)))
    if change.duplicates:
        held = sum(map(len, change.duplicates))
        yield _line(texts("patterns.changes.duplicates", count=len(change.duplicates), tickets=held))
    if change.gone:
        yield _line(texts("patterns.changes.gone", count=change.gone))
    if change.whole:
        yield _line(texts("patterns.changes.whole", count=change.moved))


def change_document(change: Change, texts: Texts) -> dict[str, Any]:
    """The same for scripts, with the keys of the tickets."""
    return {**asdict(change), "shown": [line.plain.strip() for line in change_lines(change, texts)]}


def _named(issues: Sequence[Grown], texts: Texts) -> str:
    told = [f"{one.issue} · {shortened(one.label, _LABEL)} (+{texts.figures.count(one.count)})" for one in issues[:_NAMED]]
    return ", ".join([*told, *(["…"] if len(issues) > _NAMED else [])])


def _line(text: str) -> Text:
    return plain_text(f"   {text}", "dim")
