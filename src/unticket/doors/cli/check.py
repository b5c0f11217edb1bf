"""`unticket check`: what the settings, the database and each connection can do, and what is missing."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from unticket.app import Unticket
from unticket.doors.cli import errors, options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UnticketError
from unticket.model.finding import Finding, Level


@click.command("check")
@options.as_json
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Tell what the settings, the database and the desk's key can do, and what is missing.

    Changes nothing at the desk. Ends with 1 where something keeps the main job from running.

    \b
    Example:
      unticket check
    """
    with context.opened() as unticket:
        findings = [*_settings(unticket), *_database(unticket), *_desk(unticket)]
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


def _fault(kind: str, error: UnticketError) -> Finding:
    return Finding(level=Level.FAULT, kind=kind, what=error.what, hint=error.hint)
