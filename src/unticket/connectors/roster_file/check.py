"""What `unticket check` tells of a roster: how many people, how old, which rows say nothing, and who may read the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from unticket.connectors.roster_file.roster import Roster
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

if TYPE_CHECKING:
    from unticket.connectors.roster_file.directory import RosterDirectory

_SHOWN = 5


def check(directory: RosterDirectory) -> Sequence[Finding]:
    """Every finding; a roster that cannot be read or is not believed is the only one then."""
    try:
        roster, as_of = directory.roster()
        mode = directory.file().stat().st_mode
    except (ConnectorError, OSError) as error:
        what = error.what if isinstance(error, ConnectorError) else f"The roster {directory.name} cannot be read."
        hint = error.hint if isinstance(error, ConnectorError) else ""
        return [Finding(level=Level.FAULT, kind="roster_refused", what=what, hint=hint)]
    findings = [
        _finding(Level.OK, "roster_people", f"The roster {directory.name} ({roster.form}) holds {roster.count} people."),
        *_rows(directory.name, roster),
    ]
    age = (directory.now() - as_of).days
    told = f"The roster {directory.name} is {age} days old; from {directory.settings.max_age_days:g} days on it is stale."
    if directory.is_stale(as_of):
        findings.append(_finding(Level.FAULT, "roster_stale", told, "Have HR export it again: until then, people decide."))
    else:
        findings.append(_finding(Level.OK, "roster_age", told))
    if mode & 0o004:
        findings.append(
            _finding(
                Level.WARNING,
                "roster_readable_by_others",
                f"Everybody on this machine may read the roster {directory.name}.",
                f"Run: chmod 640 {directory.file()}",
            )
        )
    return findings


def _rows(name: str, roster: Roster) -> Iterator[Finding]:
    if roster.wrong_rows:
        some = "; ".join(roster.wrong_rows[:_SHOWN]) + ("; …" if len(roster.wrong_rows) > _SHOWN else "")
        yield _finding(
            Level.WARNING,
            "roster_rows_unreadable",
            f"{len(roster.wrong_rows)} rows of {name} cannot be read ({some}): requests from their addresses go to a person.",
            "Mend them in HR's system, or tell their words in status_words.",
        )
    shared = sum(len({person.id for person in people}) > 1 for people in roster.people.values())
    if shared:
        yield _finding(
            Level.NOTE,
            "addresses_shared",
            f"{shared} addresses of {name} belong to several people: their requests go to a person.",
            "Give each an address of their own.",
        )
    if roster.without_address:
        yield _finding(
            Level.NOTE,
            "people_without_address",
            f"{roster.without_address} people of {name} have no address: nobody finds them.",
        )


def _finding(level: Level, kind: str, what: str, hint: str = "") -> Finding:
    return Finding(level=level, kind=kind, what=what, hint=hint)
