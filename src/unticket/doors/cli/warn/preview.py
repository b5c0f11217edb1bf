"""`unticket warn preview`: the mail as it would be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from unticket.doors.cli import screen
from unticket.doors.cli.context import Context


@click.command("preview")
@click.option("--language", type=click.Choice(["en", "vi", "both"]), default="both", show_default=True, help="Of the mail.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write mail.html and mail.txt into this folder.")
@click.pass_obj
def command(context: Context, /, *, language: str, out: Path | None) -> None:
    """Show the mail that warns, to an invented person. Sends nothing.

    Its words are a template that a file of yours can replace: docs/pre-deactivation.md.

    \b
    Examples:
      unticket warn preview
      unticket warn preview --language vi --out preview
    """
    from unticket.app import now
    from unticket.app.pre_deactivation import PreDeactivation
    from unticket.rendering.files import write_whole

    with context.acting() as acting:
        letter = PreDeactivation(acting).letter
        day = (now() + timedelta(days=acting.settings.runbooks.pre_deactivation.days_before - 1)).date()
    mail = letter("lan.tran@school.example", last_day=day, language=language, message_id="<preview@unticket.invalid>")
    printed = screen.console()
    if out is None:
        printed.print(f"{mail.subject}\n\n{mail.text}", soft_wrap=True, markup=False)
        return
    for name, content in (("mail.html", mail.html), ("mail.txt", f"{mail.subject}\n\n{mail.text}")):
        printed.print(f"  {write_whole(out / name, content.encode())}", soft_wrap=True, markup=False)
