"""How the figures of a runbook look: back-test, agreement in shadow, before and after; as words, and as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from unticket.doors.cli import request_figures
from unticket.doors.cli.shares import share_as_json, shown
from unticket.reports.automation import BeforeAfter, Length, Side
from unticket.reports.proportion import Share
from unticket.runbooks.acting.record import Promotion
from unticket.runbooks.backtest import UNKNOWN_THEN, Answer, Backtest, Difference, ShadowAgreement
from unticket.runbooks.decision_table import Automatic, Group, Row
from unticket.runbooks.request.backtest import RequestBacktest

_ANSWERS = {
    Answer.TAKEN: "taken: a login problem of the writer",
    Answer.LEFT_TO_A_PERSON: "a login problem that its own address sends to a person",
    Answer.DOUBTFUL: "doubtful: never acted on",
    Answer.SKIPPED: "skipped: another matter",
}
_DIFFERENCES = {
    Difference.MISSED: "agents helped with a login, the runbook would have left the ticket untouched",
    Difference.MORE_CAREFUL: "agents helped with a login, the runbook would have left it to a person",
    Difference.NO_LOGIN_HELP: "the runbook would have taken it, agents' words tell of no login help",
    Difference.OTHER_ACTION: "another action than the agents'",
}


def show_backtest(found: Backtest | RequestBacktest, out: Console, *, listed: int) -> None:
    """Coverage, decisions by row, agreement, disagreements, and what may be claimed."""
    if isinstance(found, RequestBacktest):
        request_figures.show(found, out, listed=listed)
        return
    span = f"{found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC"
    out.print(f"[bold]Back-test[/]: {found.tickets:,} tickets opened from {span}")
    if not found.tickets:
        out.print("  The copy holds none. Nothing can be said.\n  → unticket sync")
        return
    table = Table(box=None, show_header=False, padding=(0, 2))
    for answer, told in _ANSWERS.items():
        table.add_row(f"{found.answers.get(answer, 0):,}", told)
    out.print(table)
    out.print(f"Coverage: {shown(found.coverage)}")
    out.print(
        "\n[bold]Decisions by row[/]" + (" (with what HR and the platform say [bold]today[/])" if found.present_day else "")
    )
    rows = Table(box=None, show_header=False, padding=(0, 2))
    for row, count in found.rows.items():
        unknown = "unknown then: depends on what HR and the platform said that day"
        rows.add_row(f"{count:,}", unknown if row == UNKNOWN_THEN else row)
    out.print(rows)
    out.print("\n[bold]Against what agents' own notes and replies tell[/]")
    out.print(f"  of their login help, the runbook would have taken   {shown(found.found)}")
    out.print(f"  of what it would have taken, they tell of login help {shown(found.right)}")
    if found.same_action is not None:
        out.print(f"  the same action as theirs (by today's answers)       {shown(found.same_action)}")
    _show_differences(found, out, listed)
    out.print(f"\n[bold]What a plan may claim[/]: {claim(found)}")


def claim(found: Backtest) -> str:
    """One honest sentence for the plan's projection."""
    if found.present_day:
        return f"if HR and the platform had said then what they say today, {shown(found.claim)} would have needed no agent."
    return (
        f"at most {shown(found.claim)} would have needed no agent. How many of them, the copy cannot tell: "
        "account and employment of those days are unknown."
    )


def show_shadow(shadow: ShadowAgreement, out: Console) -> None:
    """How often a decision in shadow was what people then did."""
    out.print(f"\n[bold]In shadow[/]: {shadow.decided:,} decisions; the same as agents' words then tell: {shown(shadow.same)}")
    if shadow.different:
        out.print(f"  different on {', '.join(shadow.different[:20])}", style="dim")


def show_promotions(history: Sequence[Promotion], out: Console) -> None:
    """Every change of mode, oldest first."""
    table = Table("Changed (UTC)", "", "By", "Why", box=None, padding=(0, 2))
    for one in history:
        table.add_row(f"{one.at:%Y-%m-%d %H:%M}", f"{one.before} → {one.after}", one.by, one.why)
    out.print(table if history else "  never promoted", style=None if history else "dim")


def show_rows(rows: Sequence[Row[Any]], out: Console) -> None:
    """The decision table as it reads."""
    table = Table("Row", "When", "Action", "Automatic", "Because", padding=(0, 1))
    for row in rows:
        never = row.automatic is Automatic.NEVER
        table.add_row(row.name, " · ".join(_when(row)), row.action.value, "[red]never[/]" if never else "yes", row.because)
    out.print(table)


def show_before_after(figures: BeforeAfter, out: Console) -> None:
    """Both sides beside each other, each figure with its denominator."""
    table = Table("", "Before: by people", "After: taken by the runbook", padding=(0, 1))
    before, after = figures.before, figures.after
    table.add_row("Tickets", f"{before.tickets:,}", f"{after.tickets:,}")
    for name, title in _MEASURES.items():
        table.add_row(title, *(_cell(getattr(side, name)) for side in (before, after)))
    out.print("\n[bold]Before and after[/], from recorded runs and the history")
    out.print(table)
    if before.tickets:
        out.print("  Before: tickets that the runbook would have taken by their words; people handled them.", style="dim")


_MEASURES = {
    "time_to_acknowledge": "Time to acknowledgement (median)",
    "time_to_resolve": "Time to resolve (median)",
    "needed_a_person": "Needed a person",
    "resolved_automatically": "Resolved automatically",
    "reopened": "Reopened within 72 h",
    "doubtful": "Doubtful",
}


def backtest_as_json(found: Backtest | RequestBacktest) -> dict[str, Any]:
    """Everything a back-test found."""
    if isinstance(found, RequestBacktest):
        return request_figures.as_json(found)
    return {
        "since": found.since,
        "until": found.until,
        "present_day_lookups": found.present_day,
        "tickets": found.tickets,
        "answers": {str(answer): found.answers.get(answer, 0) for answer in Answer},
        "skipped_about": dict(found.kinds),
        "coverage": share_as_json(found.coverage),
        "rows": dict(found.rows),
        "agents": {str(action): count for action, count in found.agents.items()},
        "agreement": {
            "login_help_that_it_takes": share_as_json(found.found),
            "taken_with_login_help": share_as_json(found.right),
            "same_action": share_as_json(found.same_action) if found.same_action else None,
        },
        "differences": {str(difference): count for difference, count in found.differences.items()},
        "disagreements": [dataclasses.asdict(one) for one in found.disagreements],
        "claim": {"at_most": share_as_json(found.claim), "says": claim(found)},
    }


def evidence_of(found: Backtest | RequestBacktest) -> dict[str, Any]:
    """What is kept with a promotion: figures without tickets."""
    told = backtest_as_json(found)
    del told["disagreements"]
    told["claim"] = {name: value for name, value in told["claim"].items() if name != "tickets"}
    return told | {"since": found.since.isoformat(), "until": found.until.isoformat()}


def shadow_as_json(shadow: ShadowAgreement) -> dict[str, Any]:
    return {"decided": shadow.decided, "same": share_as_json(shadow.same), "different": list(shadow.different)}


def before_after_as_json(figures: BeforeAfter) -> dict[str, Any]:
    return {"before": _side_as_json(figures.before), "after": _side_as_json(figures.after)}


def promotion_as_json(one: Promotion) -> dict[str, Any]:
    return {
        "number": one.number,
        "runbook": one.runbook,
        "before": str(one.before),
        "after": str(one.after),
        "at": one.at,
        "by": one.by,
        "why": one.why,
        "evidence": one.evidence,
    }


def row_as_json(row: Row[Any]) -> dict[str, Any]:
    return {
        "row": row.name,
        "when": _when(row),
        "action": row.action.value,
        "automatic": row.automatic.value,
        "because": row.because,
    }


def _show_differences(found: Backtest, out: Console, listed: int) -> None:
    for difference, count in found.differences.items():
        out.print(f"  [yellow]{count:,}[/] × {_DIFFERENCES[difference]}")
    table = Table("Ticket", "Runbook", "Agents", "Because", box=None, padding=(0, 2))
    for one in found.disagreements[:listed]:
        table.add_row(f"{one.reference} ({one.ticket_key})", one.runbook, str(one.agents), one.because)
    if listed and found.disagreements:
        out.print(table)
        left = sum(found.differences.values()) - min(listed, len(found.disagreements))
        if left:
            out.print(f"  and {left:,} more; --json lists them", style="dim")


def _when(row: Row[Any]) -> list[str]:
    told = []
    for condition in row.when:
        name = condition.name if isinstance(condition, Group) else str(condition.value)
        told += [name] if name != "any" else []
    return told


def _cell(value: Length | Share | None) -> str:
    if value is None:
        return "not recorded"
    if isinstance(value, Share):
        return shown(value)
    return "–" if value.median is None else f"{_long(value.median)} (of {value.of:,})"


def _long(length: timedelta) -> str:
    seconds = length.total_seconds()
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _side_as_json(side: Side) -> dict[str, Any]:
    told: dict[str, Any] = {"tickets": side.tickets}
    for name in _MEASURES:
        value = getattr(side, name)
        if isinstance(value, Length):
            told[name] = {"median_seconds": value.median.total_seconds() if value.median is not None else None, "of": value.of}
        else:
            told[name] = share_as_json(value) if value is not None else None
    return told
