"""`unticket patterns show`: one issue's story and its tickets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("show")
@click.argument("issue")
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], issue: str, as_json: bool) -> None:
    """Tell one issue's story: people with quotes, time, cause, impact, duplicates, trend, and its tickets.

    \b
    Example:
      unticket patterns show P1
    """
    from unticket.rendering.patterns_json import issue_document

    with look() as looked:
        one = looked.issue(issue)
        if as_json:
            screen.print_json(issue_document(one, looked.words))
        else:
            looked.screen.issue(one, looked.unticket.recurring.lines(one.tickets))
