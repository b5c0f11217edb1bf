"""`unticket demo requests`: wishes and report requests beside a login ticket, each taken by one runbook or by none."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from unticket.doors.cli import demo_runs, errors, options, run_screen, screen

if TYPE_CHECKING:
    from rich.console import Console

    from unticket.app.acting import Acting
    from unticket.demo.login_house import LoginHouse
    from unticket.demo.request_cases import RequestCase
    from unticket.runbooks.acting.record import RunRecord


@click.command("requests")
@options.as_json
def command(*, as_json: bool) -> None:
    """Run the runbooks for requests on tickets written at a demo desk: two wishes, three requests for a report, and others.

    Each ticket is offered to login, feature_request and report_request in that order; one of them takes it, or none. Served
    on this machine only, over the real protocols; every configured connection is ignored. Ends with 0 only when each ticket
    ended as it must.

    \b
    Example:
      unticket demo requests
    """
    from unticket.demo.request_cases import REQUESTS
    from unticket.demo.request_house import request_house

    out = None if as_json else screen.console()
    with request_house([one.case for one in REQUESTS]) as school, demo_runs.working(school) as acting:
        ended = [_lived_through(one, school, acting, out) for one in REQUESTS]
    if out is None:
        screen.print_json(ended)
    else:
        for one in ended:
            out.print(_line(one))
        out.print(f"\n{sum(one['as_expected'] for one in ended)} of {len(ended)} tickets ended as they must.")
        out.print("Next: how they are set up at your own desk: docs/request-runbooks.md", style="dim")
    if not all(one["as_expected"] for one in ended):
        sys.exit(errors.KNOWN)


def _lived_through(one: RequestCase, school: LoginHouse, acting: Acting, out: Console | None) -> dict[str, Any]:
    case, before, mails = one.case, school.seen(), len(school.mail.mails)
    key = school.write(case)
    runs = _settled(acting, key)
    took = next((run for run in runs if run.has_taken), runs[-1])
    seen = school.seen().since(before)
    reference = took.plan.reference if took.plan else key
    if out is not None:
        title = f"{reference}  {case.words[0]}  ({case.name}, by {case.way})"
        more = demo_runs.at_the_peers(key, school, acting, mails)
        run_screen.show_run(acting.run_detail(took.run_id), out, title=title, more=more)
        offered = " → ".join(f"{run.runbook}: {run.outcome}" for run in runs)
        out.print(f"  Offered to {offered}. The peers counted: {demo_runs.counted(seen)}\n", style="dim")
    told = (took.runbook if took.has_taken else "", took.row, str(took.outcome or took.stage))
    return {
        "ticket": reference,
        "subject": case.words[0],
        "offered_to": [run.runbook for run in runs],
        "taken_by": told[0],
        "row": told[1],
        "ended": told[2],
        "as_expected": told == (one.runbook, case.row, str(case.ends)),
        "effects": seen.effects,
        "mails": seen.mails,
        "lms_changes": seen.lms_changes,
    }


def _settled(acting: Acting, key: str, patience: float = 120.0) -> list[RunRecord]:
    """The ticket's runs in the order in which it was offered, once one has taken it or all have passed."""
    import time

    from unticket.model.errors import RunbookError
    from unticket.runbooks.acting.record import RunStage

    until = time.monotonic() + patience
    while time.monotonic() < until:
        runs = sorted(acting.runs(ticket_key=key), key=lambda run: acting.set_up.index(run.runbook))
        ended = [run for run in runs if run.stage is RunStage.ENDED]
        if any(run.has_taken for run in ended) or len(ended) == len(acting.set_up):
            return runs
        time.sleep(0.05)
    raise RunbookError(f"The runs of {key} did not end within {patience:.0f} seconds.", "Run the demo again with -v.")


def _line(one: dict[str, Any]) -> str:
    mark = "[green]✓[/]" if one["as_expected"] else "[red]✗[/]"
    badge = f"{run_screen.badge(one['ended'])}{' ' * (10 - len(one['ended']))}"
    return f"  {mark} {one['ticket']}  {one['taken_by'] or 'nobody':16} {one['row'] or '–':18} {badge} {one['effects']} effects"
