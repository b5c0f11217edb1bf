"""`unticket warn run`: warn now, by a person's order."""

from __future__ import annotations

import sys

import click

from unticket.doors.cli import errors, options, screen
from unticket.doors.cli.context import Context


@click.command("run")
@click.option("--at-most", type=click.IntRange(min=1), help="Warn so many, whatever share of all accounts that is.")
@options.by
@click.pass_obj
def command(context: Context, /, *, at_most: int | None, by: str) -> None:
    """Look at everybody now and warn those who are near. In supervised mode, this is the word that lets warnings go out.

    Each is warned at most once of the same inactivity, whatever is ordered. Ends with 1 where one did not go out.

    \b
    Examples:
      unticket warn run --by ada
      unticket warn run --at-most 200 --by ada
    """
    from unticket.app.pre_deactivation import PreDeactivation
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts
    from unticket.runbooks.pre_deactivation.record import WarningState

    with context.acting() as acting:
        with screen.working("Warning"):
            found = PreDeactivation(acting).run(by=by, at_most=at_most)
        t = Texts(acting.settings.language, acting.settings.timezone)
    out = screen.console()
    for warning in found:
        line = f"{warning.address}: {t(f'warnings.state.{warning.state}')} {warning.because}".rstrip()
        out.print(plain_text(line), soft_wrap=True)
    if not found:
        out.print(plain_text(t("warnings.list.none"), "dim"))
    if any(warning.state is not WarningState.SENT for warning in found):
        sys.exit(errors.KNOWN)
