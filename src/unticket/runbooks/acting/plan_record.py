"""A plan as plain JSON, and back: how it passes through the engine's record and waits for an approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from unticket.model.errors import RunbookError
from unticket.runbooks.plan import JSON, Decision, Effect, EffectKind, Packet, Plan, Trace, Verdict


def written(plan: Plan) -> dict[str, Any]:
    """`plan` as dicts, lists, str, int, float, bool and None only."""
    decision, packet = plan.decision, plan.packet
    return {
        "runbook": plan.runbook,
        "ticket_key": plan.ticket_key,
        "reference": plan.reference,
        "generation": plan.generation,
        "planned_at": plan.planned_at.isoformat(),
        "verdict": str(plan.verdict.value),
        "reason": plan.reason,
        "language": plan.language,
        "decision": decision
        and {
            "row": decision.row,
            "action": str(decision.action),
            "automatic": decision.automatic,
            "because": decision.because,
            "inputs": {str(name): str(value) for name, value in decision.inputs.items()},
        },
        "account_id": plan.account_id,
        "effects": [{"kind": str(e.kind.value), "key": e.key, "values": _plain(e.values)} for e in plan.effects],
        "packet": packet
        and {
            "summary": packet.summary,
            "found": list(packet.found),
            "stopped_because": packet.stopped_because,
            "check": list(packet.check),
            "next_steps": list(packet.next_steps),
        },
        "trace": [{"step": t.step, "said": t.said, "facts": _plain(t.facts)} for t in plan.trace],
    }


def read(record: Any) -> Plan:
    """The plan that was `written`. Raises `RunbookError` for anything else."""
    try:
        return Plan(
            **{name: record[name] for name in ("runbook", "ticket_key", "reference", "generation", "reason", "language")},
            account_id=record["account_id"],
            planned_at=datetime.fromisoformat(record["planned_at"]),
            verdict=Verdict(record["verdict"]),
            decision=Decision(**record["decision"]) if record["decision"] else None,
            effects=tuple(Effect(kind=EffectKind(e["kind"]), key=e["key"], values=e["values"]) for e in record["effects"]),
            packet=Packet(**record["packet"]) if record["packet"] else None,
            trace=tuple(Trace(**t) for t in record["trace"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RunbookError("The record of a plan cannot be read.", "Start the run again.") from error


def same_decision(planned: Plan, again: Plan) -> bool:
    """Whether a second look decides the very same: verdict, row, action, account, and that it needs no person."""
    one, two = planned.decision, again.decision
    return (
        one is not None
        and two is not None
        and one.automatic
        and two.automatic
        and (planned.ticket_key, planned.verdict, planned.account_id, one.row, one.action)
        == (again.ticket_key, again.verdict, again.account_id, two.row, two.action)
    )


def _plain(value: JSON) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return value
