"""`unticket plan export`: the register of actions as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from unticket.doors.cli import planned, screen
from unticket.model.errors import StorageError


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@planned.looked_for
def command(*, look: Callable[[], Any], file: Path) -> None:
    """Write the actions as CSV; change there what you like, and read it back with `unticket plan import`.

    \b
    Example:
      unticket plan export plan.csv
    """
    from unticket.rendering.plan_csv import write_csv

    with look() as looked:
        actions = looked.planned.actions
    try:
        file.write_bytes(write_csv(actions))
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.", "Name another file.") from error
    screen.console().print(f"{len(actions)} actions in {file}", soft_wrap=True, markup=False)
