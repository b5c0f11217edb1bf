"""`unticket plan measure`: what the actions that are done have brought."""

from __future__ import annotations

import click

from unticket.doors.cli import options, planned, screen
from unticket.doors.cli.context import Context


@click.command("measure")
@options.as_json
@options.language
@click.pass_obj
def command(context: Context, *, as_json: bool, language: str | None) -> None:
    """Compare each done action's tickets before and after, with an interval, and list those that came all the same.

    Weekdays, holidays, terms and exam weeks of the settings are allowed for, and how busy the rest of the desk was.

    \b
    Example:
      unticket plan measure
    """
    from unticket.rendering.plan_json import followed_document
    from unticket.rendering.plan_terminal import PlanScreen

    with context.opened(language=language) as unticket:
        options.sync_at_first(unticket)
        followed = unticket.plan.followed()
        words = planned.words_for(unticket, [key for one in followed for key in (*one.missed, *one.action.claim.tickets)])
        if as_json:
            screen.print_json([followed_document(one.action, one.measured, one.missed, words) for one in followed])
            return
        shown = PlanScreen(words, screen.console())
        if not followed:
            screen.console().print(words.texts("plan.nothing_done"), style="dim")
        for one in followed:
            shown.followed(one.action, one.measured, one.missed)
