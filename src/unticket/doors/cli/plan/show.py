"""`unticket plan show`: why one action is proposed, and what it may claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import options, planned, screen


@click.command("show")
@click.argument("action")
@options.as_json
@planned.looked_for
def command(*, look: Callable[[], Any], action: str, as_json: bool) -> None:
    """Show one action: owner, timeline, evidence, the options weighed with their reasons, and the tickets it may claim.

    \b
    Example:
      unticket plan show A1
    """
    from unticket.rendering.plan_json import action_document

    with look() as looked:
        one = looked.unticket.plan.action(looked.planned, action)
        coming = looked.unticket.plan.coming(looked.planned).get(one.id)
        if as_json:
            screen.print_json(action_document(one, looked.words, coming))
        else:
            looked.screen.action(one, coming)
