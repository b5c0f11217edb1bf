"""How a run of a runbook looks on the terminal: its steps, the row that decided, its effects, what people got."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from unticket.runbooks.acting.record import EffectRecord, EffectState, Outcome, RunRecord
from unticket.runbooks.plan import Packet, Plan, Trace, Verdict

if TYPE_CHECKING:
    from unticket.app.acting import RunDetail
    from unticket.engine.run import Step

STYLES: Mapping[str, str] = {
    Verdict.RESOLVED: "bold green",
    Verdict.WAITING: "bold cyan",
    Verdict.ROUTED: "bold green",
    Verdict.ESCALATED: "bold yellow",
    Verdict.SKIPPED: "bold blue",
    Outcome.DOUBTFUL: "bold red",
}
_STATES = {
    EffectState.DONE: "[green]done[/]",
    EffectState.REFUSED: "[yellow]refused[/]",
    EffectState.DOUBTFUL: "[red]doubtful[/]",
    EffectState.BEGUN: "[red]begun[/]",
    EffectState.WITHDRAWN: "[yellow]withdrawn[/]",
}
_STEPS = {
    "read": "read the ticket",
    "classify": "1 classify",
    "fresh": "  fresh?",
    "extract": "2 extract",
    "look_up": "3 look up",
    "match": "3 match",
    "decide": "4 decide",
}


def show_plan(plan: Plan, out: Console, *, title: str = "") -> None:
    """What would be done, step by step; nothing was."""
    parts: list[RenderableType] = [_steps(plan.trace)]
    parts += _decision(plan)
    if plan.effects:
        would = Table("Would do", "", box=None, padding=(0, 2))
        for effect in plan.effects:
            would.add_row(str(effect.kind), escape(_told(effect.values)))
        parts.append(would)
    if plan.packet is not None:
        parts.append(_packet(plan.packet))
    out.print(Panel(Group(*_spaced(parts)), title=_title(title or plan.reference, plan.verdict), title_align="left"))


def show_run(
    detail: RunDetail, out: Console, *, title: str = "", more: Sequence[RenderableType] = (), took: timedelta | None = None
) -> None:
    """One run with everything that is known of it; `more` is what the caller saw at the other systems."""
    record, plan = detail.record, detail.record.plan
    parts: list[RenderableType] = []
    if plan is not None:
        parts += [_steps(plan.trace), *_decision(plan)]
    if detail.effects:
        parts.append(_effects(detail))
    if plan is not None and plan.packet is not None:
        parts.append(_packet(plan.packet))
    parts += more
    if detail.approval is not None:
        told = f" by {detail.approval.by}" if detail.approval.by else f", until {detail.approval.deadline:%Y-%m-%d %H:%M} UTC"
        parts.append(Text(f"Approval: {detail.approval.state}{told}"))
    parts.append(Text(_timing(detail, took), style="dim"))
    ended = str(record.outcome or record.stage)
    out.print(Panel(Group(*_spaced(parts)), title=_title(title or _named(record), ended), title_align="left"))


def badge(ended: str) -> str:
    """A verdict or outcome in capitals and colour."""
    return f"[{STYLES.get(ended, 'bold')}]{escape(str(ended).upper())}[/]"


def mail(subject: str, to: str, text: str) -> RenderableType:
    """A mail as its reader sees it."""
    return Panel(Text(text), title=f"mail to {escape(to)}: {escape(subject)}", title_align="left", border_style="dim")


def note(text: str) -> RenderableType:
    """An internal note."""
    return Panel(Text(text), title="internal note", title_align="left", border_style="dim")


def run_as_json(record: RunRecord) -> dict[str, Any]:
    """A run in a listing."""
    return {
        "run_id": record.run_id,
        "runbook": record.runbook,
        "ticket": record.ticket_key,
        "reference": record.plan.reference if record.plan else "",
        "generation": record.generation,
        "cause": record.cause,
        "mode": str(record.mode),
        "stage": str(record.stage),
        "outcome": str(record.outcome) if record.outcome else None,
        "row": record.row,
        "reason": record.reason,
        "begun_at": record.begun_at,
        "ended_at": record.ended_at,
    }


def effect_as_json(effect: EffectRecord) -> dict[str, Any]:
    """An effect as the ledger holds it."""
    return {
        "key": effect.key,
        "kind": effect.kind,
        "state": str(effect.state),
        "because": effect.because,
        "attempts": effect.attempts,
        "begun_at": effect.begun_at,
        "ended_at": effect.ended_at,
    }


def _title(name: str, ended: str) -> str:
    return f"[bold]{escape(name)}[/]  {badge(ended)}"


def _named(record: RunRecord) -> str:
    return f"{record.plan.reference} · {record.run_id}" if record.plan else record.run_id


def _steps(trace: Sequence[Trace]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    for step in trace:
        table.add_row(_STEPS.get(step.step, step.step), escape(step.said))
        shown = _told({name: value for name, value in step.facts.items() if value not in ("", [], ())})
        if shown and step.step != "decide":
            table.add_row("", Text(shown, style="dim"))
    return table


def _decision(plan: Plan) -> Iterator[RenderableType]:
    if plan.decision is None:
        return
    decision = plan.decision
    table = Table(box=None, show_header=False, padding=(0, 2))
    for name, value in decision.inputs.items():
        table.add_row("", escape(name.replace("_", " ")), escape(value))
    automatic = "by itself" if decision.automatic else "[bold red]never by itself[/]"
    table.add_row("", "[bold]row[/]", f"[bold]{escape(decision.row)}[/] → {escape(decision.action)}, {automatic}")
    yield table


def _effects(detail: RunDetail) -> Table:
    table = Table("5-7 Effect", "", "ms", "", box=None, padding=(0, 2))
    values = {effect.key: effect.values for effect in detail.record.plan.effects} if detail.record.plan else {}
    for effect in detail.effects:
        lasted = f"{(effect.ended_at - effect.begun_at) / timedelta(milliseconds=1):.0f}" if effect.ended_at else "–"
        shown = effect.because or _told(values.get(effect.key, {}), at_most=70)
        table.add_row(effect.kind, _STATES[effect.state], lasted, Text(shown, style="dim"))
    return table


def _packet(packet: Packet) -> Panel:
    sections = (("Found", packet.found), ("Please check", packet.check), ("Next", packet.next_steps))
    lines = [f"[bold]{escape(packet.stopped_because)}[/]"]
    for title, told in sections:
        lines += [f"[bold]{title}[/]", *(f"  · {escape(line)}" for line in told)] if told else []
    return Panel("\n".join(lines), title=f"escalation: {escape(packet.summary)}", title_align="left", border_style="yellow")


def _timing(detail: RunDetail, took: timedelta | None) -> str:
    steps: list[Step] = [step for phase in detail.phases for step in phase.steps]
    told = [f"{len(steps)} recorded steps"] if steps else []
    if detail.record.ended_at:
        told.append(f"run {_seconds(detail.record.ended_at - detail.record.begun_at)}")
    if took is not None:
        told.append(f"from the written ticket to the end {_seconds(took)}")
    return " · ".join((*told, detail.record.run_id))


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():.2f} s"


def _told(values: Mapping[str, Any], *, at_most: int = 160) -> str:
    def shown(value: Any) -> str:
        if isinstance(value, Mapping):
            return ", ".join(f"{name} {shown(one)}" for name, one in value.items())
        if isinstance(value, Sequence) and not isinstance(value, str):
            return "; ".join(shown(one) for one in value)
        return " ".join(str(value).split())

    text = " · ".join(f"{name} {shown(value)}" for name, value in values.items())
    return text if len(text) <= at_most else text[: at_most - 1] + "…"


def _spaced(parts: Sequence[RenderableType]) -> Iterator[RenderableType]:
    for number, part in enumerate(parts):
        if number:
            yield Text("")
        yield part
