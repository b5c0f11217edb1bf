"""`unticket demo school`: a demo school that stays, to try the runbook's commands on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from unticket.doors.cli import screen
from unticket.model.errors import StorageError
from unticket.settings import FILE_NAME


@click.command("school")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default="demo-school",
    show_default=True,
    help="Where its unticket.toml is written. It must not hold one.",
)
def command(*, folder: Path) -> None:
    """Serve a desk, its HR, a learning platform and a mail server until Ctrl-C, with settings that connect to them.

    Each Enter has three people write their tickets: one whose account the rule switched off, one who is gone, one with
    another matter. docs/login-runbook.md goes through the commands on it.

    \b
    Example:
      unticket demo school
    """
    from unticket.demo.login_cases import REFERENCE
    from unticket.demo.login_house import login_house
    from unticket.demo.school_file import written

    out = screen.console()
    with login_house(REFERENCE) as school:
        _write(folder / FILE_NAME, written(school.settings))
        out.print(f"The school is open. In another terminal:  cd {folder}  and  unticket runbook list", soft_wrap=True)
        out.print("Enter has three people write their tickets; Ctrl-C closes the school.")
        try:
            for _line in sys.stdin:
                out.print("Written: " + ", ".join(f"{school.write(case)} ({case.name})" for case in REFERENCE))
        except KeyboardInterrupt:
            pass
    out.print("The school is closed; its settings lead nowhere now.")


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.", "Give another folder with --folder.") from error
