"""How the back-test of a runbook for requests looks; as words, and as JSON."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from unticket.doors.cli.shares import share_as_json, shown
from unticket.runbooks.request.backtest import Agents, Answer, Difference, RequestBacktest

_ANSWERS = {
    Answer.SETTLED: "settled: one of its own, which it would have answered by itself",
    Answer.TO_A_PERSON: "one of its own, which it would have left or handed to a person",
    Answer.LEFT: "left untouched: no such request, or a doubtful one",
}
_DIFFERENCES = {
    Difference.MISSED: "agents dealt with such a request, the runbook would have left the ticket untouched",
    Difference.MORE_CAREFUL: "agents dealt with such a request, the runbook would have left it to a person",
    Difference.NO_SUCH_REQUEST: "the runbook would have answered, agents' words and tags tell of no such request",
}
_REASONS = 8  # of the doubts, the most frequent


def show(found: RequestBacktest, out: Console, *, listed: int) -> None:
    """What it would have settled, what it doubted, agreement, disagreements, and what may be claimed."""
    span = f"{found.since:%Y-%m-%d %H:%M} to {found.until:%Y-%m-%d %H:%M} UTC"
    out.print(f"[bold]Back-test[/]: {found.tickets:,} tickets opened from {span}")
    if not found.tickets:
        out.print("  The copy holds none. Nothing can be said.\n  → unticket sync")
        return
    _counts({told: found.answers.get(answer, 0) for answer, told in _ANSWERS.items()}, out)
    out.print("\n[bold]Decisions by row[/]")
    _counts(found.rows, out)
    if found.reasons:
        out.print("\n[bold]Why such requests were left[/]")
        _counts(dict(list(found.reasons.items())[:_REASONS]), out)
    out.print("\n[bold]Against what agents' tags, notes and replies tell[/]")
    out.print(f"  of such requests that they dealt with, it would have settled {shown(found.found)}")
    out.print(f"  of what it would have settled, they tell of such a request   {shown(found.right)}")
    for difference, count in found.differences.items():
        out.print(f"  [yellow]{count:,}[/] × {_DIFFERENCES[difference]}")
    if listed and found.disagreements:
        table = Table("Ticket", "Row", "Because", box=None, padding=(0, 2))
        for one in found.disagreements[:listed]:
            table.add_row(f"{one.reference} ({one.ticket_key})", one.row or "–", one.because)
        out.print(table)
        left = sum(found.differences.values()) - min(listed, len(found.disagreements))
        if left:
            out.print(f"  and {left:,} more; --json lists them", style="dim")
    out.print(f"\n[bold]What a plan may claim[/]: {claim(found)}")


def claim(found: RequestBacktest) -> str:
    """One honest sentence for the plan's projection."""
    most = f"at most {shown(found.claim)} would have needed no agent"
    return f"{most}, if who wrote them had been shown: that stands nowhere." if found.proof_assumed else f"{most}."


def as_json(found: RequestBacktest) -> dict[str, Any]:
    """Everything a back-test found."""
    listed = [
        {
            "ticket_key": one.ticket_key,
            "reference": one.reference,
            "difference": str(one.difference),
            "row": one.row,
            "because": one.because,
        }
        for one in found.disagreements
    ]
    return {
        "since": found.since,
        "until": found.until,
        "tickets": found.tickets,
        "answers": {str(answer): found.answers.get(answer, 0) for answer in Answer},
        "rows": dict(found.rows),
        "left_because": dict(found.reasons),
        "agents": {str(did): found.agents.get(did, 0) for did in Agents},
        "agreement": {"such_requests_settled": share_as_json(found.found), "settled_rightly": share_as_json(found.right)},
        "differences": {str(difference): count for difference, count in found.differences.items()},
        "disagreements": listed,
        "claim": {"at_most": share_as_json(found.claim), "says": claim(found), "tickets": list(found.settled)},
    }


def _counts(counts: Any, out: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2))
    for told, count in counts.items():
        table.add_row(f"{count:,}", str(told))
    out.print(table)
