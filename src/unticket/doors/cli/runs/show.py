"""`unticket runs show`: one run with its steps, its decision, its effects and its audit."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from unticket.doors.cli import options, run_screen, screen
from unticket.doors.cli.context import Context

if TYPE_CHECKING:
    from unticket.app.acting import RunDetail


@click.command("show")
@click.argument("run_id", metavar="RUN")
@options.as_json
@click.pass_obj
def command(context: Context, *, run_id: str, as_json: bool) -> None:
    """Show all that is known of one RUN, by its id.

    \b
    Example:
      unticket runs show login:odoo:4211:1
    """
    with context.acting() as acting:
        detail = acting.run_detail(run_id)
    if as_json:
        screen.print_json(_as_json(detail))
        return
    out = screen.console()
    run_screen.show_run(detail, out)
    for line in detail.audit:
        out.print(f"  {line.sequence:>6}  {line.at:%H:%M:%S}  {line.kind:<16} {line.said}", style="dim", markup=False)


def _as_json(detail: RunDetail) -> dict[str, Any]:
    from unticket.runbooks.acting import plan_record

    approval = detail.approval
    return {
        **run_screen.run_as_json(detail.record),
        "plan": plan_record.written(detail.record.plan) if detail.record.plan else None,
        "effects": [run_screen.effect_as_json(effect) for effect in detail.effects],
        "approval": dataclasses.asdict(approval) if approval is not None else None,
        "steps": [
            {"name": step.name, "started_at": step.started_at, "ended_at": step.ended_at, "attempts": step.attempts}
            for phase in detail.phases
            for step in phase.steps
        ],
        "audit": [dataclasses.asdict(line) for line in detail.audit],
    }
