"""`unticket patterns repair`: all tickets grouped anew."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("repair")
@options.language
@options.as_json
@click.pass_obj
def command(context: Context, *, language: str | None, as_json: bool) -> None:
    """Group all tickets anew, and tell what that changed. Numbers, names and what you said stay.

    New tickets are placed among the known issues as they come; now and then all must be looked at together. That happens by
    itself when much came, when people moved tickets, or at night where a worker runs; this does it now.

    \b
    Example:
      unticket patterns repair
    """
    from unticket.rendering.patterns_change import change_document, change_lines
    from unticket.rendering.texts import Texts

    with context.opened(language=language) as unticket:
        options.sync_at_first(unticket)
        with screen.working("Grouping all tickets anew"):
            changed = unticket.recurring.repair()
        words = Texts(unticket.settings.language, unticket.settings.timezone)
        if as_json:
            screen.print_json({"changed": change_document(changed, words) if changed else None})
        else:
            for line in change_lines(changed, words) if changed else [words("patterns.changes.nothing")]:
                screen.console().print(line)
