"""`unticket plan import`: the register of actions back from a spreadsheet."""  # noqa: N999 — a command's file bears its name

from __future__ import annotations

from pathlib import Path

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.by
@click.pass_obj
def command(context: Context, *, file: Path, by: str) -> None:
    """Read what you changed in an exported file: all of it, or, where a row is wrong, nothing.

    \b
    Example:
      unticket plan import plan.csv
    """
    from unticket.rendering.plan_csv import read_csv

    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file} cannot be read: {error.strerror}.", "Begin with: unticket plan export plan.csv") from error
    with context.opened() as unticket:
        actions = unticket.plan.planned().actions
        changed = read_csv(content, actions, unticket.plan.said())
        unticket.plan.say_all(changed, by=by)
    screen.console().print(f"{len(changed)} actions changed.", soft_wrap=True, markup=False)
