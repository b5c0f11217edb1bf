"""`unticket audit verify`: whether the audit is whole."""

from __future__ import annotations

import sys

import click

from unticket.doors.cli import errors, options, screen
from unticket.doors.cli.context import Context


@click.command("verify")
@options.as_json
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """Check every line of the audit against its seal and against the heads that were kept outside the database.

    Ends with 1 where a line was changed, is missing, or the end was cut off.

    \b
    Example:
      unticket audit verify
    """
    with context.acting() as acting:
        faults = acting.audit_faults()
        lines, heads = acting.records.audit.head().sequence, len(acting.heads.all())
    if as_json:
        screen.print_json({"whole": not faults, "lines": lines, "heads_outside": heads, "faults": faults})
    else:
        out = screen.console()
        for fault in faults:
            out.print(f"[red]✗[/] {fault}", soft_wrap=True)
        if not faults:
            out.print(f"[green]✓[/] {lines:,} lines, each as it was sealed; checked against {heads} heads kept outside.")
        if not heads:
            out.print("  No head was written outside yet; a worker writes one every day.", style="dim")
    if faults:
        sys.exit(errors.KNOWN)
