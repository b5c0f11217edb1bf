"""`unticket article list`: which frequent issues have an article, and which have none."""

from __future__ import annotations

import click
from rich import box
from rich.table import Table

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("list")
@options.language
@options.as_json
@click.pass_obj
def command(context: Context, /, *, language: str | None, as_json: bool) -> None:
    """List frequent issues without an article, and the articles that were published. `plan measure` tells what they brought.

    \b
    Example:
      unticket article list
    """
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts

    with context.opened(language=language) as unticket:
        options.sync_at_first(unticket)
        with screen.working("Looking for issues without an article"):
            missing, published = unticket.plan.articles()
        t = Texts(unticket.settings.language, unticket.settings.timezone)
    if as_json:
        screen.print_json(
            {
                "missing": [{"issue": one.id, "label": one.label, "tickets": one.tickets} for one in missing],
                "published": [
                    {"issue": issue, "published_on": word.done_on, "where": word.note} for issue, word in published.items()
                ],
            }
        )
        return
    out = screen.console()
    if not missing and not published:
        out.print(plain_text(t("articles.none"), "dim"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim")
    for head in ("issue", "tickets", "article"):
        table.add_column(plain_text(t(f"articles.{head}")), overflow="fold")
    for one in missing:
        row = (f"{one.id} · {one.label}", t.figures.count(len(one.tickets)), t("articles.missing"))
        table.add_row(*map(plain_text, row))
    for issue, word in published.items():
        where = " ".join(filter(None, (t.figures.write("day", word.done_on), word.note)))
        table.add_row(*map(plain_text, (issue, "", f"{t('articles.published')}: {where}")))
    out.print(table)
    if missing:
        out.print(plain_text(t("articles.next", issue=missing[0].id), "dim"))
