"""`unticket patterns risks`: what may go wrong next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("risks")
@found.most
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], most: int, as_json: bool) -> None:
    """Show what may go wrong next: one person for everything, an ageing backlog, tickets that come back or go round.

    \b
    Example:
      unticket patterns risks
    """
    from unticket.rendering.patterns_json import patterns_document

    with look() as looked:
        if as_json:
            screen.print_json(patterns_document(looked.found.patterns, looked.found.time, looked.words)["risks"])
        else:
            looked.screen.risks(most=most)
