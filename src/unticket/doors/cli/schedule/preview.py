"""`unticket schedule preview`: a schedule's mail as files, without sending anything."""

from __future__ import annotations

from pathlib import Path

import click

from unticket.doors.cli import screen
from unticket.doors.cli.context import Context


@click.command("preview")
@click.argument("name")
@click.option("--for", "label", metavar="2026-W08", help="The period: a week, or a day. Default: the last that was due.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="The folder. Default: that of reports, /schedule-NAME."
)
@click.pass_obj
def command(context: Context, /, *, name: str, label: str | None, out: Path | None) -> None:
    """Write the mail of the schedule NAME into a folder: its body as HTML and text, and what is attached. Sends nothing.

    \b
    Example:
      unticket schedule preview weekly-lead --for 2026-W08 --out preview
    """
    from unticket.app.schedules import Schedules
    from unticket.rendering.files import write_whole

    with context.acting() as acting:
        with screen.working("Making the report"):
            occasion, mail = Schedules(acting).preview(name, label)
        folder = out or acting.settings.folder / acting.settings.report.folder / f"schedule-{name}"
    files = {"mail.html": mail.html.encode(), "mail.txt": f"{mail.subject}\n\n{mail.text}\n".encode()}
    files |= {attached: content for attached, _, content in mail.attachments}
    written = [write_whole(folder / file, content) for file, content in files.items()]
    printed = screen.console()
    printed.print(f"{occasion.key}: {mail.subject}", soft_wrap=True, markup=False)
    for file in written:
        printed.print(f"  {file}", soft_wrap=True, markup=False)
