"""`unticket warn promote`: one step up, by a person who has seen the figures."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("promote")
@options.by
@click.option("--why", default="", help="Kept with the promotion.")
@click.option("--yes", is_flag=True, help="Promote without asking; the figures are shown and kept all the same.")
@click.option("--new-machine", is_flag=True, help="First say that this machine is new and the database no old copy put back.")
@click.pass_obj
def command(context: Context, /, *, by: str, why: str, yes: bool, new_machine: bool) -> None:
    """Show what the warnings did so far, then promote them by one step: off, shadow, supervised, automatic.

    Who promoted, why, and the figures they saw are kept. `unticket warn demote` and `unticket stop` undo it at once.

    \b
    Example:
      unticket warn promote --by ada --why "two weeks in shadow, the list was right"
    """
    from unticket.app.acting import PRE_DEACTIVATION
    from unticket.app.pre_deactivation import PreDeactivation
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts
    from unticket.runbooks.acting.modes import ACTS, above
    from unticket.runbooks.pre_deactivation.record import figures_of

    out = screen.console()
    with context.acting() as acting:
        warnings = PreDeactivation(acting)
        if new_machine:
            acting.trust_this_machine(by=by)
        after = above(warnings.standing().mode)
        if after in ACTS:
            warnings.must_be_able_to_tell()
        found, looks = figures_of(warnings.warnings.figures()), warnings.warnings.looks(100)
        t = Texts(acting.settings.language, acting.settings.timezone)
        out.print(plain_text(t("warnings.list.figures", **found)), soft_wrap=True)
        if not yes:
            click.confirm(f"Promote the warnings to {after}?", abort=True)
        evidence = {**found, "days_looked": len(looks)}
        promotion = acting.promote(PRE_DEACTIVATION, by=by, why=why, evidence=evidence)
    out.print(f"[green]✓[/] The warnings: {promotion.before} → [bold]{promotion.after}[/], by {by}.")
    out.print("  → unticket warn demote   (or at once: unticket stop pre_deactivation)", style="dim")
