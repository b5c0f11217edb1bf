"""What `unticket check` says about a ticket file: what was read, how, what is missing, and what was put aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from unticket.connectors.ticket_file.export_file import ExportFile
from unticket.connectors.ticket_file.rejects import listed
from unticket.connectors.ticket_file.survey import Survey
from unticket.model.finding import Finding, Level

# What cannot be said in a report without a column.
_NEEDED_FOR = {
    "closed_at": "time to resolve",
    "assignee": "the team's work",
    "tags": "categories",
    "changed_at": "when a ticket was changed (taken to be when its file came)",
}


def findings(found: Survey, others: Sequence[Path], *, rejects: Path, timezone: str) -> list[Finding]:
    """Every finding, the good ones first."""
    return [
        *_read(found),
        *_put_aside(found, rejects),
        *_missing(found),
        *_stages(found),
        *_times(found, timezone),
        *_left_out(found, others),
    ]


def _read(found: Survey) -> Iterator[Finding]:
    names = ", ".join(f"{file.name} ({file.table.form})" for file in found.files[:5])
    more = f" and {len(found.files) - 5} more files" if len(found.files) > 5 else ""
    if found.places:
        yield _finding(Level.OK, "tickets_visible", f"{_many(len(found.places), 'ticket')} in {names}{more}.")
    else:
        yield _finding(
            Level.WARNING, "tickets_visible", f"No ticket in {names}{more}.", "Export the tickets again, all of them."
        )
    for file in found.files:
        for remark in file.table.remarks:
            yield _finding(Level.NOTE, "how_read", f"{remark}.")


def _put_aside(found: Survey, rejects: Path) -> Iterator[Finding]:
    if found.put_aside:
        yield _finding(
            Level.WARNING,
            "rows_put_aside",
            f"{found.put_aside} of {found.rows} rows put aside: {listed(found.reasons)}.",
            f"They are in {rejects} with their reasons: mend them at the desk and export again.",
        )


def _missing(found: Survey) -> Iterator[Finding]:
    for name, use in _NEEDED_FOR.items():
        without = [file.name for file in found.files if name not in file.columns.places]
        if without:
            yield _finding(
                Level.NOTE if name == "changed_at" else Level.WARNING,
                "column_missing",
                f"No column tells {use} in {listed(without)}.",
                f'Export that column too, or name its heading: columns.{name} = "…"',
            )
    yield _finding(Level.NOTE, "no_messages", "An export holds no messages: the first response is unknown.")


def _stages(found: Survey) -> Iterator[Finding]:
    stages = found.stages
    closed = [repr(stage.name) for stage in stages.settled.values() if stage.closed]
    if stages.by_name and found.places:
        yield _finding(
            Level.NOTE,
            "closed_by_name",
            f"Closed by their usual names: {', '.join(closed) or 'none of the stages'}.",
            "If others mean closed too, list all of them in closed_stages.",
        )
    if stages.contradicted:
        names = ", ".join(map(repr, stages.contradicted))
        yield _finding(
            Level.WARNING,
            "stage_contradicted",
            f"Some rows call {names} closed and some open; its name decides.",
            "List the closed stages in closed_stages.",
        )
    if stages.unmet:
        yield _finding(
            Level.WARNING,
            "closed_stage_unknown",
            f"No ticket stands in {', '.join(map(repr, stages.unmet))}, which closed_stages lists.",
            f"The stages are: {', '.join(map(repr, stages.settled))}.",
        )
    for name, count in stages.perhaps_closed.items():
        yield _finding(
            Level.WARNING,
            "perhaps_closed",
            f"The stage {name!r} counts as open; with a time of closing, {_many(count, 'ticket')} in it count as opened again.",
            "If it means closed, add it to closed_stages.",
        )


def _times(found: Survey, timezone: str) -> Iterator[Finding]:
    if found.opened_later:
        yield _finding(
            Level.WARNING, "opened_in_future", f"Opened in the future, and kept: {_many(found.opened_later, 'ticket')}."
        )
    for kind, level, what in (
        ("day_only", Level.NOTE, "{!r} tells a day without a time, read as its midnight, in {}."),
        (
            "shown_twice",
            Level.NOTE,
            "{!r} is in an hour that clocks in {zone} showed twice, taken as the first if it can be, in {}.",
        ),
        ("never_shown", Level.WARNING, "{!r} is a time that clocks in {zone} never showed in {}."),
    ):
        hint = "The file is perhaps in another zone: set timezone." if level is Level.WARNING else ""
        for column, count in _remarks(found.files, kind).items():
            yield _finding(level, kind, what.format(column, _many(count, "cell"), zone=timezone), hint)


def _left_out(found: Survey, others: Sequence[Path]) -> Iterator[Finding]:
    unread = list(dict.fromkeys(heading for file in found.files for heading in file.columns.unread))
    if unread:
        yield _finding(
            Level.NOTE, "columns_unread", f"Columns left unread: {listed([repr(name[:40]) for name in unread], 10)}."
        )
    if found.repeated:
        yield _finding(
            Level.NOTE, "rows_repeated", f"{_many(found.repeated, 'row')} the same as another: each ticket is counted once."
        )
    if found.superseded:
        yield _finding(
            Level.NOTE,
            "rows_superseded",
            f"{_many(found.superseded, 'row')} of a ticket that another file has too: the newest counts.",
        )
    if headings := _remarks(found.files, "group_heading").total():
        yield _finding(Level.NOTE, "group_headings", f"{_many(headings, 'row')} left out: headings of groups, not tickets.")
    for word, count in _remarks(found.files, "priority_unknown").items():
        yield _finding(
            Level.WARNING,
            "priority_unknown",
            f"The priority {word[:40]!r} of {_many(count, 'ticket')} is unknown and left out.",
            f'Say what it means: priorities."{word[:40]}" = 2',
        )
    if others:
        yield _finding(Level.NOTE, "files_left", f"No exports, left alone: {listed([file.name for file in others], 5)}.")


def _remarks(files: Sequence[ExportFile], kind: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for file in files:
        counted.update({place: count for (each, place), count in file.remarks.items() if each == kind})
    return counted


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _finding(level: Level, kind: str, what: str, hint: str = "") -> Finding:
    return Finding(level=level, kind=kind, what=what, hint=hint)
