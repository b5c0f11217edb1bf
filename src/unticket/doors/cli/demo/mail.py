"""`unticket demo mail`: a mail server that keeps what it is given, to see mails before anybody gets one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unticket.doors.cli import screen

if TYPE_CHECKING:
    from unticket.demo.mail_sink import Received

_LOOK_SECONDS = 0.2


@click.command("mail")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: any free one.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default="mails", show_default=True, help="The folder.")
def command(*, port: int, out: Path) -> None:
    """Take mail for everybody on this machine until Ctrl-C, deliver none, and write each into a folder as an .eml file.

    Prints the settings that connect to it.

    \b
    Example:
      unticket demo mail --out mails
    """
    from unticket.demo.mail_sink import serve

    with serve(port=port) as sink:
        told = screen.console()
        told.print("The demo mail server is open. In another terminal:\n")
        for name, value in (
            ("KIND", "smtp"),
            ("HOST", sink.host),
            ("PORT", sink.port),
            ("ENCRYPTION", "none"),
            ("SENDER", "servicedesk@school.example"),
        ):
            told.print(f"  export UNTICKET_MAIL__{name}={value}", soft_wrap=True)
        told.print("\nCtrl-C closes it.")
        try:
            _keep(sink.mails, out)
        except KeyboardInterrupt:
            told.print("The demo mail server is closed.")


def _keep(mails: list[Received], out: Path) -> None:
    """Write what comes, as it comes."""
    import time

    from unticket.rendering.files import write_whole
    from unticket.rendering.printable import one_line

    written = 0
    while True:
        for mail in mails[written:]:
            written += 1
            file = write_whole(out / f"{written:04}.eml", mail.content)
            screen.console().print(
                f"{file}: {', '.join(mail.recipients)}: {one_line(mail.subject)}", soft_wrap=True, markup=False
            )
        time.sleep(_LOOK_SECONDS)
