"""`unticket patterns duplicates`: which tickets tell of one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("duplicates")
@found.most
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], most: int, as_json: bool) -> None:
    """Show which tickets tell of one thing: an incident that many met, or one person asking again.

    \b
    Example:
      unticket patterns duplicates --week 2026-W08
    """
    from unticket.rendering.patterns_json import patterns_document

    with look() as looked:
        if as_json:
            screen.print_json(patterns_document(looked.found.patterns, looked.found.time, looked.words)["duplicates"])
        else:
            looked.screen.duplicates(most=most)
