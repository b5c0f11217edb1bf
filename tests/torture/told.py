"""What trials came to: a line for each on the screen and in a file, and one table of them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.torture.trial import Ended

Line = Mapping[str, Any]
_SHOWN = "tickets right doubtful person lost doubled touched wrong kills spoilt react. repeats resets mails seconds".split()
HEAD = f"seed  {'house':<17}  " + "  ".join(f"{name:>8}" for name in _SHOWN)


def line_of(ended: Ended, backend: str) -> Line:
    """One trial as plain JSON. `wrong` holds a sentence for each promise that was broken."""
    tally = ended.tally
    return {
        "backend": backend,
        "seed": ended.plan.seed,
        "house": str(ended.plan.house),
        "tickets": tally.tickets,
        "right": tally.as_expected,
        "doubtful": tally.doubtful,
        "person": tally.for_a_person,
        "lost": tally.lost,
        "doubled": tally.doubled,
        "touched": tally.untouchable_touched,
        "wrong": [*tally.wrong, *ended.audit],
        "kills": ended.kills,
        "vanished": ended.vanished,
        "spoilt": ended.spoilt,
        "react.": tally.reactivated,
        "repeats": tally.repeats,
        "resets": tally.resets,
        "mails": tally.mails,
        "seconds": round(ended.seconds),
        "rows": dict(sorted(tally.rows.items())),
        "exits": ended.exits,
    }


def on_screen(line: Line) -> str:
    """The trial's row of the table, and below it what was wrong."""
    rows = [f"{line['seed']:>4}  {line['house'][:17]:<17}  {_figures(line)}"]
    rows += [f"      {sentence}" for sentence in line["wrong"]]
    if line["exits"]:
        rows.append(f"      workers ended by themselves: {line['exits']}")
    return "\n".join(rows)


def table(lines: Sequence[Line]) -> str:
    """All trials of each database together."""
    rows = [f"{'':<10}  {'seeds':>5}  " + "  ".join(f"{name:>8}" for name in _SHOWN)]
    for backend in sorted({line["backend"] for line in lines}):
        own = [line for line in lines if line["backend"] == backend]
        total = {name: sum(_figure(line, name) for line in own) for name in _SHOWN}
        rows.append(f"{backend:<10}  {len(own):>5}  {_figures(total)}")
    met = sorted({row for line in lines for row in line["rows"]})
    return "\n".join((*rows, f"rows of the table that were met: {', '.join(met)}"))


def kept(file: Path) -> list[Line]:
    """The trials in `file`, the latest of each database and seed. A line that was cut is left out."""
    found: dict[tuple[str, int], Line] = {}
    for text in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            line = json.loads(text)
        except json.JSONDecodeError:
            continue
        found[line["backend"], line["seed"]] = line
    return list(found.values())


def keep(file: Path, line: Line) -> None:
    """Write the trial down at once: the next one may be cut."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def broken(lines: Iterable[Line]) -> int:
    """How many promises."""
    return sum(len(line["wrong"]) for line in lines)


def _figures(line: Mapping[str, Any]) -> str:
    return "  ".join(f"{_figure(line, name):>8}" for name in _SHOWN)


def _figure(line: Mapping[str, Any], name: str) -> int:
    value = line[name]
    return len(value) if isinstance(value, list) else int(value)
