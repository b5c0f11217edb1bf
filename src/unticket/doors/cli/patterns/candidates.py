"""`unticket patterns candidates`: what to automate first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("candidates")
@found.most
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], most: int, as_json: bool) -> None:
    """Show what to automate first, with each reason for and against, and what must stay with a person.

    \b
    Example:
      unticket patterns candidates --week 2026-W08
    """
    from unticket.rendering.patterns_json import patterns_document

    with look() as looked:
        if as_json:
            screen.print_json(patterns_document(looked.found.patterns, looked.found.time, looked.words)["candidates"])
        else:
            looked.screen.candidates(most=most)
