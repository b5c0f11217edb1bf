"""`unticket patterns spikes`: what stands out, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("spikes")
@found.most
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], most: int, as_json: bool) -> None:
    """Show the days and hours that brought more tickets than their past makes likely, and what they are made of.

    \b
    Example:
      unticket patterns spikes --from 2026-01-01 --to 2026-02-28
    """
    from unticket.rendering.patterns_json import patterns_document

    with look() as looked:
        if as_json:
            screen.print_json(patterns_document(looked.found.patterns, looked.found.time, looked.words)["spikes"])
        else:
            looked.screen.spikes(most=most)
