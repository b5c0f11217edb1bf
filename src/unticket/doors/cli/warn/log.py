"""`unticket warn log`: what became of each warning, and of its account."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich import box
from rich.table import Table

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("log")
@click.option("--last", default=50, show_default=True, type=click.IntRange(min=1), help="How many warnings.")
@options.as_json
@click.pass_obj
def command(context: Context, /, *, last: int, as_json: bool) -> None:
    """List the warnings, newest first: what became of each, and whether its account was used again or switched off anyway.

    \b
    Example:
      unticket warn log
    """
    from unticket.app.pre_deactivation import PreDeactivation
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts
    from unticket.runbooks.pre_deactivation.record import figures_of

    with context.acting() as acting:
        warnings = PreDeactivation(acting).warnings
        found, looks, figures = warnings.log(last), warnings.looks(14), figures_of(warnings.figures())
        t = Texts(acting.settings.language, acting.settings.timezone)
    if as_json:
        screen.print_json(
            {
                "warnings": [asdict(warning) for warning in found],
                "looks": [asdict(look) for look in looks],
                "figures": figures,
            }
        )
        return
    out = screen.console()
    for look in looks:
        if look.because:
            out.print(plain_text(f"{look.day}  {look.state}  {look.because}", "dim"), soft_wrap=True)
    if not found:
        out.print(plain_text(t("warnings.list.nothing"), "dim"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim")
    for head in ("at", "address", "account", "ends", "state", "sequel", "because"):
        table.add_column(plain_text(t(f"warnings.list.{head}")), overflow="fold")
    for warning in found:
        row = (
            t.figures.moment(warning.ended_at or warning.noted_at),
            warning.address,
            warning.account_id,
            t.figures.moment(warning.ends_at),
            t(f"warnings.state.{warning.state}"),
            t(f"warnings.sequel.{warning.sequel or 'open'}"),
            warning.because,
        )
        table.add_row(*map(plain_text, row))
    out.print(table)
    out.print(plain_text(t("warnings.list.figures", **figures)), soft_wrap=True)
