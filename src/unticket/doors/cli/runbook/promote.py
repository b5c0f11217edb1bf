"""`unticket runbook promote`: one step up, by a person who has seen the figures."""

from __future__ import annotations

from datetime import timedelta

import click

from unticket.doors.cli import figures, options, screen
from unticket.doors.cli.context import Context
from unticket.doors.cli.progress import ProgressBars
from unticket.model.errors import UserError


@click.command("promote")
@options.runbook
@options.by
@click.option("--why", default="", help="Kept with the promotion.")
@click.option("--backtest-days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How far back.")
@click.option("--yes", is_flag=True, help="Promote without asking; the figures are shown and kept all the same.")
@click.option("--new-machine", is_flag=True, help="First say that this machine is new and the database no old copy put back.")
@options.as_json
@click.pass_obj
def command(
    context: Context, *, runbook: str, by: str, why: str, backtest_days: int, yes: bool, new_machine: bool, as_json: bool
) -> None:
    """Show the back-test and the agreement in shadow, then promote by one step: off, shadow, supervised, automatic.

    Who promoted, why, and the figures they saw are kept. Only tickets opened afterwards are acted on.

    \b
    Example:
      unticket runbook promote login --by ada --why "four weeks in shadow, nothing to object"
    """
    from unticket.app import now
    from unticket.app.acting_figures import in_shadow, replay
    from unticket.runbooks.acting.modes import above

    if as_json and not yes:
        raise UserError("--json asks nobody.", "Add --yes where the promotion is meant.")
    out = screen.console()
    with context.opened() as unticket, context.acting() as acting:
        if new_machine:
            acting.trust_this_machine(by=by)
        after = above(acting.standing(runbook).mode)
        with ProgressBars() as bars:
            found = replay(unticket, acting, runbook, since=now() - timedelta(days=backtest_days), until=now(), progress=bars)
        shadow = in_shadow(unticket, acting, runbook)
        if not as_json:
            figures.show_backtest(found, out, listed=5)
            figures.show_shadow(shadow, out)
        if not yes:
            click.confirm(f"Promote {runbook} to {after}?", abort=True)
        evidence = {"backtest": figures.evidence_of(found), "shadow": figures.shadow_as_json(shadow)}
        promotion = acting.promote(runbook, by=by, why=why, evidence=evidence)
    if as_json:
        screen.print_json(figures.promotion_as_json(promotion))
        return
    out.print(f"[green]✓[/] {runbook}: {promotion.before} → [bold]{promotion.after}[/], by {by}.")
    out.print(f"  → unticket runbook demote {runbook}   (or at once: unticket stop)", style="dim")
