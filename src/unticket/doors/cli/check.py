"""`unticket check`: what the settings, the database and each connection can do, and what is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from unticket.app import Unticket
from unticket.doors.cli import errors, options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UnticketError
from unticket.model.finding import Finding, Level

if TYPE_CHECKING:
    from unticket.app.acting import Acting


@click.command("check")
@options.as_json
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Tell what the settings, the database and each key can do, where it can do more than is needed, and what is missing.

    HR, learning platform and mail are checked where they are set, and so is acting in the desk. Changes nothing. Ends with 1
    where something keeps the main job from running.

    \b
    Example:
      unticket check
    """
    with context.opened() as unticket:
        findings = [*_settings(unticket), *_database(unticket), *_desk(unticket)]
    with context.acting() as acting:
        findings += _acting_path(acting)
    if as_json:
        screen.print_json([{"level": f.level, "kind": f.kind, "what": f.what, "hint": f.hint} for f in findings])
    else:
        screen.show_findings(findings, screen.console())
    if any(finding.level is Level.FAULT for finding in findings):
        sys.exit(errors.KNOWN)


def _settings(unticket: Unticket) -> Sequence[Finding]:
    chosen = unticket.settings
    return [
        Finding(
            level=Level.OK,
            kind="settings",
            what=f"Settings read: days begin at midnight in {chosen.timezone}, weeks on {chosen.week_start.title()}, "
            f"reports are written in {'English' if chosen.language == 'en' else 'Vietnamese'}.",
        )
    ]


def _database(unticket: Unticket) -> Sequence[Finding]:
    try:
        state = unticket.copy.state()
    except UnticketError as error:
        return [_fault("database", error)]
    when = f"last synced {state.synced_at:%Y-%m-%d %H:%M} UTC" if state.synced_at else "never synced"
    return [
        Finding(
            level=Level.OK if state.synced_at else Level.NOTE,
            kind="database",
            what=f"The local copy holds {state.tickets:,} tickets, {when}.",
            hint="" if state.synced_at else "Run: unticket sync",
        )
    ]


def _desk(unticket: Unticket) -> Sequence[Finding]:
    try:
        return unticket.desk.check()
    except UnticketError as error:
        return [_fault("desk", error)]


def _acting_path(acting: Acting) -> Iterator[Finding]:
    """Each connection of the acting path that is set, and whether the stages named in the settings are there."""
    chosen = acting.settings
    for is_set, kind, ask in (
        (acting.set_up, "acting", _acting_desk),
        (acting.set_up, "runbooks", _runbooks),
        (acting.set_up, "stages", _stages),
        (acting.set_up, "tags", _tags),
        (chosen.hr, "hr", _directories),
        (chosen.lms, "lms", _platform),
        (chosen.last_access, "last_access", _last_access),
        (chosen.mail, "mail", _mailer),
    ):
        try:
            yield from ask(acting) if is_set else ()
        except UnticketError as error:
            yield _fault(kind, error)


def _acting_desk(acting: Acting) -> Sequence[Finding]:
    return acting.desk.check_acting()


def _directories(acting: Acting) -> Sequence[Finding]:
    return [found for directory in acting.directories for found in directory.check()]


def _platform(acting: Acting) -> Sequence[Finding]:
    return acting.platform.check()


def _last_access(acting: Acting) -> Iterator[Finding]:
    """The source of last uses, and whether its key is its own."""
    from unticket.app.pre_deactivation import PreDeactivation

    yield from acting.last_access.check()
    yield from PreDeactivation(acting).check()


def _mailer(acting: Acting) -> Sequence[Finding]:
    return acting.mailer.check()


def _runbooks(acting: Acting) -> Iterator[Finding]:
    """Whether each runbook can be put together: its letters, what it names in the settings, where it writes to."""
    for name in acting.set_up:
        runbook = acting.runbook(name)
        try:
            runbook.letters()
            runbook.freshness_policy()
            if not runbook.touches_accounts:  # else its connections are asked one by one
                runbook.planner()
                runbook.outside()
        except UnticketError as error:
            yield _fault(f"runbook {name}", error)


def _stages(acting: Acting) -> Iterator[Finding]:
    """Whether the stages that runbooks move tickets to exist, and are closed or open as they must be."""
    by_name = {mark.casefold(): stage for stage in acting.desk.stages() for mark in (stage.id, stage.name)}
    for named in [named for runbook in acting.set_up for named in acting.runbook(runbook).stages()]:
        stage = by_name.get(named.name.strip().casefold())
        level, hint = Level.FAULT, f"Mend {named.place}."
        if not named.name:
            what, level, hint = f"No stage is set for {named.of}: they are not moved.", Level.WARNING, f"Set {named.place}."
        elif stage is None:
            what = f"The desk has no stage {named.name!r} for {named.of}."
        elif named.closed is not None and stage.closed is not named.closed:
            what = f"The stage {stage.name} is {'closed' if stage.closed else 'open'}: wrong for {named.of}."
        else:
            continue
        yield Finding(level=level, kind="acting_stage", what=what, hint=hint)


def _tags(acting: Acting) -> Iterator[Finding]:
    """Whether the tags that runbooks put on tickets exist: an agent's key cannot make one."""
    there = {tag.name.strip().casefold() for tag in acting.desk.tags()}
    for named in [named for runbook in acting.set_up for named in acting.runbook(runbook).tags()]:
        if named.name and named.name.strip().casefold() not in there:
            what = f"The desk has no tag {named.name!r} for {named.of}."
            yield Finding(level=Level.WARNING, kind="acting_tag", what=what, hint=f"Make it there, or mend {named.place}.")


def _fault(kind: str, error: UnticketError) -> Finding:
    return Finding(level=Level.FAULT, kind=kind, what=error.what, hint=error.hint)
