"""`unticket demo`: the main job on a demo desk; nothing of the reader's own is touched."""

from __future__ import annotations

from pathlib import Path

import click

from unticket.doors.cli import screen
from unticket.doors.cli.folder import Folder
from unticket.doors.cli.progress import ProgressBars
from unticket.rendering.forms import FORMS
from unticket.settings import Language


@click.group("demo", cls=Folder, package="unticket.doors.cli.demo", invoke_without_command=True)
@click.option("--language", type=click.Choice(["en", "vi"]), default="en", show_default=True, help="Of the report.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default="out", show_default=True, help="The folder for files."
)
@click.pass_context
def command(context: click.Context, *, language: Language, out: Path) -> None:
    """Start a demo desk, sync it over HTTP, and write the weekly report of its reference week.

    The demo ignores every configured connection: it speaks with itself on this machine only, over random ports with random
    keys, and keeps its data in a temporary folder.

    \b
    Example:
      unticket demo --language vi
    """
    if context.invoked_subcommand is None:
        _reference_week(language, out)


def _reference_week(language: Language, out: Path) -> None:
    from unticket import app
    from unticket.demo.house import REFERENCE_WEEK, demo_house
    from unticket.rendering import terminal

    with demo_house(language=language) as settings, app.opened(settings) as unticket:
        with ProgressBars() as bars:
            unticket.sync(bars)
        report = unticket.weekly(REFERENCE_WEEK)
        unticket.keep(report)
        files = unticket.write(report, FORMS, out)
        screen_ = screen.console()
        terminal.show(report, screen_, language=language)
    screen_.print("\n[bold]Written[/]")
    for file in files:
        screen_.print(f"  {file}", soft_wrap=True)
    screen_.print(
        "\nTheir links to the desk led to the demo desk, which is closed now; unticket demo desk opens one that stays.",
        style="dim",
    )
    screen_.print("Next: connect your own help desk with  [bold]unticket init[/]")
