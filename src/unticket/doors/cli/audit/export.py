"""`unticket audit export`: the audit as lines of JSON."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
import orjson

from unticket.doors.cli import screen
from unticket.doors.cli.context import Context
from unticket.model.errors import StorageError


@click.command("export")
@click.option("--from", "first", type=click.IntRange(min=1), default=1, show_default=True, help="The first line's number.")
@click.option("--without-facts", is_flag=True, help="Leave out what may name a person.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file for your eyes only. Default: the screen.")
@click.option("--json", "_as_json", is_flag=True, help="Lines of JSON: as it is anyway.")
@click.pass_obj
def command(context: Context, *, first: int, without_facts: bool, out: Path | None, _as_json: bool) -> None:
    """Write the audit as one JSON object a line, with its number, its seal and, unless left out, its facts.

    \b
    Example:
      unticket audit export --without-facts --out audit.jsonl
    """
    with context.acting() as acting:
        lines = [
            orjson.dumps(dataclasses.asdict(line) | ({"facts": None} if without_facts else {}), option=orjson.OPT_UTC_Z)
            for line in acting.audit_lines(first)
        ]
    if out is None:
        for line in lines:
            click.echo(line)
        return
    try:
        out.touch(mode=0o600)
        out.write_bytes(b"".join(line + b"\n" for line in lines))
    except OSError as error:
        raise StorageError(f"{out} cannot be written: {error.strerror}.", "Give another file with --out.") from error
    screen.console().print(f"[green]✓[/] {len(lines):,} lines in {out}", soft_wrap=True)
