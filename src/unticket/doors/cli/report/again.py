"""`unticket report again`: a kept report, as it was."""

from __future__ import annotations

from pathlib import Path

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.rendering.forms import FORMS, render


@click.command("again")
@click.argument("number", type=int)
@options.language
@options.forms
@options.as_json
@click.pass_obj
def command(
    context: Context, *, number: int, language: str | None, form: tuple[str, ...], out: Path | None, as_json: bool
) -> None:
    """Make a kept report again, as it was, whatever has changed at the desk since.

    \b
    Example:
      unticket report again 3 --form pdf
    """
    with context.opened(language=language) as unticket:
        report = unticket.again(number)
        if as_json:
            click.echo(render(report, "json", language=unticket.settings.language))
            return
        screen.tell_files(unticket.write(report, form or FORMS, out), number)
