"""The register of actions as CSV: written for a spreadsheet, and read back with what a person changed there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from unticket.model.action import Action, Priority, Status
from unticket.model.errors import UserError
from unticket.plan.register import Word

EDITED = ("title", "priority", "owner", "within_days", "effort_days", "status", "done_on", "note")
_TOLD = ("kind", "about", "tickets", "saving", "would_have_saved")
_FORMULA = tuple("=+-@\t\r")
_HEAD = ("id", *EDITED, *_TOLD)


def write_csv(actions: Sequence[Action]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read it. The columns after "note" are told and not read back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    for action in actions:
        said = ["" if (value := getattr(action, name)) is None else value for name in EDITED]
        told = (action.kind, action.about, len(action.evidence), action.claim.saving or "", len(action.claim.tickets))
        writer.writerow([_harmless(str(cell)) for cell in (action.id, *said, *told)])
    return out.getvalue().encode("utf-8-sig")


def read_csv(content: bytes, actions: Sequence[Action], words: Mapping[str, Word]) -> dict[str, Word]:
    """What the file changes, by action id: only fields that differ from the plan of now become a person's word.

    Raises `UserError` that names every faulty row and field; then nothing is changed.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError("The file is no UTF-8 text.", "Save it as CSV UTF-8.") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if "id" not in (rows.fieldnames or ()):
        raise UserError("The file has no column 'id'.", "Begin with: unticket plan export plan.csv")
    known = {action.id: action for action in actions}
    changed: dict[str, Word] = {}
    faults: list[str] = []
    for place, row in enumerate(rows, start=2):
        action = known.get((row["id"] or "").strip().upper())
        if action is None:
            faults.append(f"row {place}: there is no action {row['id']!r}")
            continue
        said: dict[str, Any] = {}
        for name, value in _changes(row, action):
            try:
                said[name] = _READ[name](value)
            except ValueError:
                faults.append(f"row {place}: {name} cannot be {value!r}{_choices(name)}")
        if said:
            before = words.get(action.id, Word())
            changed[action.id] = Word(**{one: said.get(one, getattr(before, one)) for one in Word.__dataclass_fields__})
    if faults:
        raise UserError(f"Nothing was changed: {'; '.join(faults)}.", "Mend these rows, and import again.")
    return changed


def _changes(row: Mapping[str, str | None], action: Action) -> Iterator[tuple[str, str]]:
    for name in EDITED:
        value, now = row.get(name), getattr(action, name)
        shown = "" if now is None else str(now)
        if (
            value is not None
            and value.strip() not in (shown, _harmless(shown))
            and (value.strip() or name in ("owner", "note"))
        ):
            yield name, _as_said(value.strip())


def _harmless(text: str) -> str:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it, as people write it there."""
    return f"'{text}" if text[:1] in _FORMULA else text


def _as_said(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA and text[1:] else text


def _choices(name: str) -> str:
    kinds: Mapping[str, Sequence[str]] = {"priority": list(Priority), "status": list(Status)}
    return f" (one of: {', '.join(kinds[name])})" if name in kinds else ""


def _days(value: str) -> int:
    days = int(value)
    if not 0 <= days <= 3650:
        raise ValueError(value)
    return days


def _effort(value: str) -> float:
    effort = float(value.replace(",", "."))
    if not 0 <= effort <= 3650:
        raise ValueError(value)
    return effort


_READ: Mapping[str, Any] = {
    "title": str,
    "priority": Priority,
    "owner": str,
    "within_days": _days,
    "effort_days": _effort,
    "status": Status,
    "done_on": date.fromisoformat,
    "note": str,
}
