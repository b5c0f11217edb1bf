"""`unticket warn list`: whom to warn now, and why nobody else."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("list")
@options.as_json
@click.pass_obj
def command(context: Context, /, *, as_json: bool) -> None:
    """Look at everybody now: list who is to be warned, and count why the others are not. Writes nothing and to nobody.

    \b
    Example:
      unticket warn list
    """
    from unticket.app.pre_deactivation import PreDeactivation
    from unticket.doors.cli.warned import show_found
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts

    with context.acting() as acting:
        warnings = PreDeactivation(acting)
        with screen.working("Looking at everybody"):
            found = warnings.found()
        because, standing, stop = warnings.out_of_range(found), warnings.standing(), warnings.stopped()
        t = Texts(acting.settings.language, acting.settings.timezone)
    if as_json:
        screen.print_json(
            {
                "mode": str(standing.mode),
                "stopped": stop is not None,
                "to_warn": [
                    {
                        "account": due.account.id,
                        "address": due.account.email,
                        "last_access_at": due.account.last_access_at,
                        "ends_at": due.inactivity.ends_at,
                        "language": due.language,
                    }
                    for due in found.to_warn
                ],
                "people": found.people,
                "accounts": found.accounts,
                "rows": found.rows,
                "out_of_range": because,
            }
        )
        return
    out = screen.console()
    show_found(found, t, out)
    if because:
        out.print(plain_text(t("warnings.list.range", because=because), "bold"), soft_wrap=True)
    if stop:
        out.print(plain_text(t("warnings.list.stopped", by=stop.by or "STOP", why=stop.why), "bold"), soft_wrap=True)
    out.print(plain_text(t("warnings.list.mode", mode=str(standing.mode), does=t(f"warnings.does.{standing.mode}")), "dim"))
