"""`unticket plan list`: a line an action, and what all of them would have saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import options, planned, screen


@click.command("list")
@options.as_json
@planned.looked_for
def command(*, look: Callable[[], Any], as_json: bool) -> None:
    """List the actions, the most urgent first, and the tickets that they would have saved.

    \b
    Example:
      unticket plan list --from 2026-02-01 --to 2026-02-28
    """
    listed(look, as_json=as_json)


def listed(look: Callable[[], Any], *, as_json: bool) -> None:
    """What `plan` itself does, too."""
    from unticket.rendering.plan_json import plan_document

    with look() as looked:
        plan = looked.planned
        if as_json:
            screen.print_json(plan_document(plan.actions, plan.projection, looked.unticket.plan.coming(plan), looked.words))
        else:
            looked.screen.plan(plan.actions, plan.projection)
