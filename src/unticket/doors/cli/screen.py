"""What a command prints: words for people, JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson
from rich.console import Console

from unticket.model.finding import Finding, Level

if TYPE_CHECKING:
    from unticket.app import Unticket
    from unticket.reports.report import Report, WeeklyReport

_MARKS = {Level.OK: "[green]✓[/]", Level.NOTE: "[blue]i[/]", Level.WARNING: "[yellow]![/]", Level.FAULT: "[red]✗[/]"}


def console() -> Console:
    """Standard output; plain where it is no terminal."""
    return Console(highlight=False)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Tell on stderr, where it is a terminal, that `what` is being done."""
    err = Console(stderr=True)
    with err.status(what) if err.is_terminal else nullcontext():
        yield


def print_json(value: Mapping[str, Any] | Sequence[Any]) -> None:
    """One JSON document on standard output."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z, default=str))


def show_findings(findings: Sequence[Finding], out: Console) -> None:
    """A line each, its next move below it."""
    from rich.markup import escape

    for finding in findings:
        out.print(f" {_MARKS[finding.level]} {escape(finding.what)}", soft_wrap=True)
        if finding.hint:
            out.print(f"     → {escape(finding.hint)}", style="dim", soft_wrap=True)


def show_report(
    unticket: Unticket,
    report: Report | WeeklyReport,
    *,
    forms: Sequence[str] = (),
    out: Path | None = None,
    as_json: bool = False,
) -> None:
    """Print `report`; where `forms` or `out` ask for files, write and keep it too, so that it can be made again."""
    from unticket.rendering import forms as rendering
    from unticket.rendering import terminal

    chosen = unticket.settings
    number, files = 0, []
    if forms or out:  # before anything is printed: a reader that closes the pipe must not cost the files
        files = unticket.write(report, forms or rendering.FORMS, out)
        number = unticket.keep(report)
    if as_json:
        click.echo(rendering.render(report, "json", language=chosen.language, organisation=chosen.report.organisation))
        return
    terminal.show(report, console(), language=chosen.language)
    if files:
        tell_files(files, number)


def tell_files(files: Sequence[Path], number: int) -> None:
    """Name the files, and how they can be made again."""
    out = console()
    out.print("[bold]Files[/]")
    for file in files:
        out.print(f"  {file}", soft_wrap=True)
    out.print(f"  → Kept as report {number}; unticket report again {number} makes it once more.", style="dim")
