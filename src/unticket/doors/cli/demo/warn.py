"""`unticket demo warn`: warnings before accounts are switched off, at a demo school."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unticket.doors.cli import errors, options, run_screen, screen, warned
from unticket.settings import FILE_NAME, Language, Settings

if TYPE_CHECKING:
    from unticket.demo.mail_sink import RunningSink


@click.command("warn")
@options.language
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the school's unticket.toml there and keep it open until Ctrl-C, to try the commands on it.",
)
def command(*, language: Language | None, folder: Path | None) -> None:
    """Look at ten people of a demo school, warn those whose account is near its end, and show the mails.

    A roster, a learning platform and a mail server are served on this machine only, over their real protocols; every
    configured connection is ignored. Ends with 0 only where exactly those were warned who must be.

    \b
    Examples:
      unticket demo warn
      unticket demo warn --folder demo-warnings
    """
    from unticket.demo.warning_house import warning_house, written
    from unticket.rendering.files import write_whole

    with warning_house(folder, language=language or "en") as (settings, mail):
        if folder is None:
            sys.exit(_lived_through(settings, mail))
        file = write_whole(folder / FILE_NAME, written(settings).encode())
        file.chmod(0o600)
        out = screen.console()
        out.print(f"The school is open. In another terminal:  cd {folder}  and  unticket warn list", soft_wrap=True)
        out.print("Its mails are shown here. Ctrl-C closes the school.")
        try:
            _show_what_comes(mail)
        except KeyboardInterrupt:
            out.print("The school is closed; its settings lead nowhere now.")


def _lived_through(settings: Settings, mail: RunningSink) -> int:
    """List, let it act, look, and show what arrived; the exit number."""
    from unticket.app.acting import PRE_DEACTIVATION, Acting
    from unticket.app.pre_deactivation import PreDeactivation
    from unticket.demo.warning_house import PEOPLE
    from unticket.rendering.texts import Texts
    from unticket.runbooks.plan import Mode

    out = screen.console()
    acting = Acting(settings)
    try:
        warnings = PreDeactivation(acting)
        warned.show_found(warnings.found(), Texts(settings.language, settings.timezone), out)
        while warnings.standing().mode is not Mode.AUTOMATIC:
            acting.promote(PRE_DEACTIVATION, by="demo", why="a school of its own, thrown away afterwards")
        warnings.look()
        warnings.look()
    finally:
        acting.close()
    for one in mail.mails:
        out.print(run_screen.mail(one.subject, ", ".join(one.recipients), one.text))
    arrived = sorted(to for one in mail.mails for to in one.recipients)
    right = arrived == sorted(one.email for one in PEOPLE if one.row == "warn")
    out.print(f"{len(arrived)} mails arrived, one for each who must be warned." if right else "Not those who must be.")
    out.print("Next: how it looks at your own school's accounts: docs/pre-deactivation.md", style="dim")
    return 0 if right else errors.KNOWN


def _show_what_comes(mail: RunningSink) -> None:
    import time

    shown = 0
    while True:
        for one in mail.mails[shown:]:
            shown += 1
            screen.console().print(run_screen.mail(one.subject, ", ".join(one.recipients), one.text))
        time.sleep(0.2)
