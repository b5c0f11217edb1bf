"""`unticket demo login`: the login runbook from the ticket to the mail, at a demo school that goes away afterwards."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from unticket.doors.cli import demo_runs, errors, options, run_screen, screen

if TYPE_CHECKING:
    from rich.console import Console

    from unticket.app.acting import Acting
    from unticket.demo.login_cases import Case, House
    from unticket.demo.login_house import LoginHouse


@click.command("login")
@click.option("--dry-run", is_flag=True, help="Decide only; the peers' own counters show that nothing was done.")
@click.option("--all-rows", is_flag=True, help="One ticket for each row of the decision table.")
@options.as_json
def command(*, dry_run: bool, all_rows: bool, as_json: bool) -> None:
    """Run the login runbook on three tickets written at a demo desk: RESOLVED, ESCALATED and SKIPPED.

    A help desk, its HR, a learning platform and a mail server are served on this machine only, over their real protocols,
    with random ports and keys; every configured connection is ignored. Ends with 0 only when each ticket ended as it must.

    \b
    Examples:
      unticket demo login
      unticket demo login --dry-run
      unticket demo login --all-rows
    """
    from unticket.demo.login_cases import REFERENCE, ROWS

    out = None if as_json else screen.console()
    ended: list[dict[str, Any]] = []
    for house, cases in _by_house((*REFERENCE, *ROWS) if all_rows else REFERENCE):
        if out is not None and all_rows:
            out.print(f"[bold]{house[0].upper()}{house[1:]}[/]")
        for one in _lived_through(cases, house, None if all_rows else out, dry_run=dry_run):
            ended.append(one)
            if out is not None and all_rows:
                out.print(_line(one))
    if out is None:
        screen.print_json(ended)
    else:
        _summary(ended, out, dry_run=dry_run)
    if not all(one["as_expected"] for one in ended) or (dry_run and any(one["effects"] for one in ended)):
        sys.exit(errors.KNOWN)


def _by_house(cases: Sequence[Case]) -> Iterator[tuple[House, list[Case]]]:
    for house in dict.fromkeys(case.house for case in cases):
        yield house, [case for case in cases if case.house is house]


def _lived_through(cases: Sequence[Case], house: House, out: Console | None, *, dry_run: bool) -> Iterator[dict[str, Any]]:
    from unticket.demo.login_house import login_house

    with login_house(cases, house=house) as school, (_deciding if dry_run else demo_runs.working)(school) as acting:
        for case in cases:
            yield (_dry if dry_run else _run)(case, school, acting, out)


@contextmanager
def _deciding(school: LoginHouse) -> Iterator[Acting]:
    """The acting path without a worker: nothing is ever performed."""
    from unticket.app.acting import Acting

    acting = Acting(school.settings)
    try:
        yield acting
    finally:
        acting.close()


def _dry(case: Case, school: LoginHouse, acting: Acting, out: Console | None) -> dict[str, Any]:
    key = school.write(case)
    before = school.seen()
    plan = acting.dry_run(key)
    seen = school.seen().since(before)
    if out is not None:
        run_screen.show_plan(plan, out, title=f"{plan.reference}  {case.words[0]}  ({case.name}, by {case.way})")
        out.print(f"  The peers counted: {demo_runs.counted(seen)}\n", style="dim")
    return _ended(case, plan.reference, plan.decision.row if plan.decision else "", str(plan.verdict), seen)


def _run(case: Case, school: LoginHouse, acting: Acting, out: Console | None) -> dict[str, Any]:
    from unticket.app.acting import LOGIN, now
    from unticket.runbooks.acting.order import run_id_of

    before, mails = school.seen(), len(school.mail.mails)
    key = school.write(case)
    written_at = now()
    record = _awaited(acting, run_id_of(LOGIN, key, 1))
    detail = acting.run_detail(record.run_id)
    seen = school.seen().since(before)
    reference = record.plan.reference if record.plan else key
    took = record.ended_at - written_at if record.ended_at else None
    if out is not None:
        more = demo_runs.at_the_peers(key, school, acting, mails)
        title = f"{reference}  {case.words[0]}  ({case.name}, by {case.way})"
        run_screen.show_run(detail, out, title=title, more=more, took=took)
        out.print(f"  The peers counted: {demo_runs.counted(seen)}\n", style="dim")
    told = _ended(case, reference, record.row, str(record.outcome or record.stage), seen)
    return told | {"seconds": took.total_seconds() if took else None}


def _awaited(acting: Acting, run_id: str, patience: float = 60.0) -> Any:
    import time

    from unticket.model.errors import NotFound, RunbookError
    from unticket.runbooks.acting.record import RunStage

    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            record = acting.records.runs.run(run_id)
        except NotFound:  # the worker has not begun it yet
            record = None
        if record is not None and record.stage is not RunStage.OPEN:
            return record
        time.sleep(0.02)
    raise RunbookError(f"The run {run_id} did not end within {patience:.0f} seconds.", "Run the demo again with -v.")


def _ended(case: Case, reference: str, row: str, ended: str, seen: Any) -> dict[str, Any]:
    return {
        "ticket": reference,
        "subject": case.words[0],
        "row": row,
        "expected_row": case.row,
        "ended": ended,
        "expected": str(case.ends),
        "as_expected": (row, ended) == (case.row, str(case.ends)),
        "effects": seen.effects,
        "seen": {name: getattr(seen, name) for name in seen.__dataclass_fields__},
    }


def _line(one: dict[str, Any]) -> str:
    mark = "[green]✓[/]" if one["as_expected"] else "[red]✗[/]"
    wanted = (
        "" if one["as_expected"] else f"  must end {run_screen.badge(one['expected'])} by {one['expected_row'] or 'no row'}"
    )
    seconds = one.get("seconds")
    took = f"{seconds:6.2f} s" if seconds is not None else ""
    row, badge = f"{one['row'] or '–':21}", f"{run_screen.badge(one['ended'])}{' ' * (10 - len(one['ended']))}"
    return f"  {mark} {one['ticket']}  {row} {badge} {one['effects']} effects {took}{wanted}"


def _summary(ended: Sequence[dict[str, Any]], out: Console, *, dry_run: bool) -> None:
    right = sum(one["as_expected"] for one in ended)
    if len(ended) <= 3:
        for one in ended:
            out.print(_line(one))
    out.print(f"\n{right} of {len(ended)} tickets ended as they must.")
    if dry_run:
        effects = sum(one["effects"] for one in ended)
        out.print(f"Side effects that the desk, the platform and the mail server counted: [bold]{effects}[/]")
    out.print("Next: how it is promoted, stopped and undone at your own desk: docs/login-runbook.md", style="dim")
