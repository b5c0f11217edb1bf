"""`unticket patterns explain`: why tickets belong together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("explain")
@click.argument("name", metavar="ISSUE|TICKET")
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], name: str, as_json: bool) -> None:
    """Say why an issue's tickets are one issue, or why a ticket is where it is: the words, how alike, and duplicates.

    \b
    Examples:
      unticket patterns explain P1
      unticket patterns explain HT20291
    """
    from unticket.rendering.patterns_json import explanation_document

    with look() as looked:
        house = looked.unticket.recurring
        issue = looked.issue(name) if house.is_issue(name) else None
        ticket = "" if issue else house.ticket_of(name)
        issue = issue or next((one for one in looked.found.patterns.issues if ticket in one.tickets), None)
        explanation = house.explain(looked.found, issue) if issue else None
        if as_json:
            screen.print_json(explanation_document(ticket, explanation, looked.words))
        else:
            looked.screen.explained(ticket, explanation)
