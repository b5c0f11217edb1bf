"""How long patterns take from nothing, and what a run more and a ticket more cost then."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

NEW_TICKETS = 50
NAMES = ("texts", "group", "standing", "gather", "spikes", "risks", "candidates", "find")


@dataclass(slots=True)
class Clock:
    """Seconds by name: `wall`, and `processor`, which other work on the machine hardly changes."""

    wall: dict[str, float] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """`work`, whose time is added up under `name`."""

        @wraps(work)
        def done(*args: Any, **kwargs: Any) -> Any:
            wall, processor = time.perf_counter(), time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.wall[name] = time.perf_counter() - wall
                self.processor[name] = time.process_time() - processor

        return done


def speed(*, large: bool = False) -> Iterator[str]:
    """Each size in a process of its own, from tickets in SQLite as a sync leaves them."""
    runs = []
    for tickets in (20_000, 100_000, *((1_000_000,) if large else ())):
        seen = _measured(str(tickets))
        runs.append(seen)
        steps = ", ".join(f"{name} {seen['processor'][name]:.1f} s" for name in NAMES)
        yield f"{tickets:,} tickets from nothing: {_times(seen)}"
        yield f"  processor, by step: {steps} (find is all but texts)"
        yield (
            f"  {seen['issues']:,} issues, {seen['duplicates']:,} groups of duplicates; all remembered and one ticket more:"
            f" texts {seen['texts_again']:.2f} s, placed and told {seen['again']:.1f} s of the processor"
        )
        yield (
            f"  one new ticket read and placed: median {seen['new']:.1f} ms ({seen['new_processor']:.1f} ms of the processor),"
            f" slowest of {NEW_TICKETS} {seen['slowest']:.1f} ms"
        )
    for before, after in pairwise(runs):
        more = after["tickets"] / before["tickets"]
        grown = {name: after["processor"][name] / max(0.01, before["processor"][name]) / more for name in NAMES}
        yield (
            f"{before['tickets']:,} to {after['tickets']:,}: processor time a ticket grows "
            + ", ".join(f"{name} {times:.2f}" for name, times in grown.items())
            + " times (1 is linear)"
        )
    same = _measured("same")
    yield (
        f"{same['tickets']:,} identical tickets: {_times(same)}, {same['issues']} issue(s), {same['duplicates']} groups of"
        f" duplicates, {same['held']:,} tickets in issues"
    )


def _times(seen: dict[str, Any]) -> str:
    wall, processor = (seen[kind]["texts"] + seen[kind]["find"] for kind in ("wall", "processor"))
    return f"{wall:.0f} s, {processor:.0f} s of the processor, peak {seen['peak'] / 1e9:.2f} GB"


def _measured(what: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", "bench._pattern_speed", what], check=True, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _prepare(folder: str, what: str) -> None:
    """Fill a database, in a process of its own, so that its memory is not counted."""
    from bench._pattern_desks import ticket_of
    from unticket.demo.generator import generate
    from unticket.storage.database import open_database
    from unticket.storage.ticket_copy import TicketCopy

    copy = TicketCopy(open_database("sqlite:///bench.db", Path(folder)))
    if what == "same":
        first = ticket_of(_one_row())
        tickets: Iterator[Any] = (
            replace(first, key=str(n), reference=f"HT{n}", opened_at=first.opened_at + timedelta(minutes=n))
            for n in range(100_000)
        )
    else:
        count = int(what) + NEW_TICKETS + 1
        last = date(2026, 6, 28)
        made = generate(seed=911, tickets=count, first_day=last - timedelta(days=3 * 364), last_day=last)
        tickets = (ticket_of(row) for row in made.tables["helpdesk.ticket"])
    while some := list(islice(tickets, 2_000)):
        copy.save_tickets(some)


def _one_row() -> dict[str, Any]:
    from unticket.demo.generator import generate

    made = generate(seed=912, tickets=1, first_day=date(2026, 1, 5), last_day=date(2026, 1, 11))
    return made.tables["helpdesk.ticket"][0]


def _find(folder: str) -> dict[str, Any]:
    """All of it, over that database."""
    import polars as pl

    import unticket.patterns.find as whole
    import unticket.patterns.groundwork as ground_of
    from unticket.history.cache import ticket_table
    from unticket.history.texts import text_table
    from unticket.patterns.grouping.feedback import NOTHING_SAID
    from unticket.patterns.options import Options
    from unticket.patterns.text.reading import READER, read_texts
    from unticket.patterns.text.table import NOTES
    from unticket.storage.database import open_database
    from unticket.storage.ticket_copy import TicketCopy

    copy = TicketCopy(open_database("sqlite:///bench.db", Path(folder)))
    clock = Clock()
    for name in NAMES[1:-1]:
        module = ground_of if name in ("group", "standing") else whole
        setattr(module, name, clock.timed(name, getattr(module, name)))
    cache = Path(folder) / "cache"
    table = ticket_table(copy, cache)
    rows = table.tickets.collect()
    identical = rows["subject"].n_unique() == 1
    new = rows["key"].tail(0 if identical else NEW_TICKETS + 1).to_list()
    old = replace(table, tickets=rows.filter(~pl.col("key").is_in(new)).lazy())
    texts = clock.timed("texts", text_table)(copy, cache, read=read_texts, reader=READER).collect()
    known = texts.filter(~pl.col("key").is_in(new))
    notes = pl.DataFrame(schema=NOTES)
    now = datetime(2026, 6, 29, tzinfo=UTC)
    options = Options(timezone="UTC")

    def looked(ground: Any, said: Any) -> Any:
        asked = {"period": None, "team": None, "register": whole.NOTHING_KNOWN, "stage_minutes": None}
        return whole.look(ground, table, said.lazy(), notes, options=options, now=now, **asked)

    def anew() -> tuple[Any, Any]:
        ground = ground_of.laid(old.tickets.collect(), known, memory=None, feedback=NOTHING_SAID, now=now)
        return ground, looked(ground, known)

    ground, found = clock.timed("find", anew)()
    said = {
        "tickets": known.height,
        "wall": dict(clock.wall),
        "processor": dict(clock.processor),
        "issues": len(found.patterns.issues),
        "duplicates": len(found.patterns.duplicates),
        "held": sum(len(issue.tickets) for issue in found.patterns.issues),
    }
    if new:
        clock.timed("texts", text_table)(copy, cache, read=read_texts, reader=READER).collect()
        more, read = rows.filter(~pl.col("key").is_in(new[1:])), texts.filter(~pl.col("key").is_in(new[1:]))

        def added() -> Any:
            coming = ground_of.Coming.of(ground, read.select("key", "digest"))
            one = (frame.filter(pl.col("key").is_in(coming.to_read.implode())) for frame in (more, read))
            kept = ground_of.kept_up(ground, *one, coming, feedback=NOTHING_SAID)
            looked(kept, read)
            return kept

        kept = clock.timed("find", added)()
        said |= {"texts_again": clock.processor["texts"], "again": clock.processor["find"]}
        said |= _placed(copy, rows, new[1:], kept.open, kept.memory)
    peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return said | {"peak": int(peak[1]) * 1024 if peak else 0}


def _placed(copy: Any, rows: Any, keys: Sequence[str], state: Any, memory: Any) -> dict[str, Any]:
    """How long each of these tickets takes to be read and placed, one by one."""
    import polars as pl

    from unticket.patterns.duplicates.place import place_duplicate
    from unticket.patterns.grouping.place import place
    from unticket.patterns.text.reading import read_texts

    took = Clock()
    wall, processor = [], []
    for key in keys:
        ticket, row = list(copy.tickets([key])), rows.filter(pl.col("key") == key)

        def taken(ticket: Any = ticket, row: Any = row, before: Any = memory) -> Any:
            text = read_texts(ticket)
            place_duplicate(row, text, state)
            return place(before, text).memory

        memory = took.timed("new", taken)()
        wall.append(1000 * took.wall["new"])
        processor.append(1000 * took.processor["new"])
    return {"new": statistics.median(wall), "slowest": max(wall), "new_processor": statistics.median(processor)}


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _prepare(sys.argv[2], sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as room:
            subprocess.run([sys.executable, "-m", "bench._pattern_speed", sys.argv[1], room], check=True)
            print(json.dumps(_find(room)))
