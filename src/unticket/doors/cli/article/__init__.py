"""`unticket article`: knowledge articles drafted from recurring issues."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("article", cls=Folder, package="unticket.doors.cli.article")
def command() -> None:
    """Draft knowledge articles from recurring issues, and see which frequent issues have none.

    A draft holds nothing that names a person; each sentence says which tickets it rests on. A person publishes it.

    \b
    Examples:
      unticket article list
      unticket article draft P1 --form html --out p1.html
      unticket article publish P1 --where https://help.school.example/video
    """
