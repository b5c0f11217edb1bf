"""`unticket article draft`: an article from an issue's tickets, for a person to mend and publish."""

from __future__ import annotations

from pathlib import Path

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("draft")
@click.argument("issue")
@click.option("--form", type=click.Choice(["md", "html"]), default="md", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file. Default: the screen.")
@options.language
@click.pass_obj
def command(context: Context, /, *, issue: str, form: str, out: Path | None, language: str | None) -> None:
    """Write symptom, who is affected, cause, workaround, fix and when to escalate, as far as tickets and register tell.

    \b
    Example:
      unticket article draft P1 --form html --out p1.html
    """
    from unticket.model.period import zone
    from unticket.rendering.article import ArticleWriter
    from unticket.rendering.files import write_whole
    from unticket.rendering.texts import Texts

    with context.opened(language=language) as unticket:
        options.sync_at_first(unticket)
        with screen.working("Drafting"):
            article, found = unticket.plan.article(issue)
        chosen = unticket.settings
        desk = unticket.table().desk
        urls = {key: desk.ticket_url.replace("{id}", key.partition(":")[2]) for key in article.tickets if desk.ticket_url}
        here = zone(chosen.timezone)
        writer = ArticleWriter(
            Texts(chosen.language, chosen.timezone),
            unticket.recurring.references(article.tickets),
            urls,
            opened=(found.first_seen.astimezone(here).date(), found.last_seen.astimezone(here).date()),
        )
        content = writer.html(article) if form == "html" else writer.markdown(article)
    if out is None:
        click.echo(content, nl=False)
    else:
        screen.console().print(str(write_whole(out, content)), soft_wrap=True, markup=False)
