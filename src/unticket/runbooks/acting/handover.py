"""What hands a ticket over to a person when a run cannot end as planned: none of it goes round a guard rail."""

from __future__ import annotations

from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.plan import CHANGES_ACCOUNT, JSON, Effect, EffectKind, Plan

_CHECK = {
    EffectKind.RESET_PASSWORD: "Ask the requester whether the mail with the reset link came; it is not asked for again.",
    EffectKind.REACTIVATE: "Look at the account: it may or may not have been switched on.",
    EffectKind.ASK_CONFIRMATION: "The mail that asks for a confirmation may or may not have gone out.",
    EffectKind.ANSWER: "The answer to the requester may or may not have gone out.",
    EffectKind.REPLY: "The answer to the requester may or may not have gone out.",
}


def handover(plan: Plan, because: str, policy: ActingPolicy, *, doubtful: EffectKind | None = None) -> tuple[Effect, ...]:
    """Note, assignment, to-do, stage and the neutral mail. `because`: one public sentence; `doubtful`: what may have happened.

    The requester gets no mail where one may have gone out already.
    """
    check = _CHECK.get(doubtful, "") if doubtful else ""
    text = f"Handed over to a person: {because}." + (f" {check}" if check else "")
    effects = [_effect(plan, EffectKind.NOTE, text=text)]
    if policy.assignee:
        effects.append(_effect(plan, EffectKind.ASSIGN))
        summary = f"{plan.reference or plan.ticket_key} needs a person"
        told = f"{text}\n{plan.packet.stopped_because}" if plan.packet else text
        effects.append(_effect(plan, EffectKind.SCHEDULE, summary=summary, text=told, due_days=policy.due_days))
    effects.append(_effect(plan, EffectKind.MOVE, stage="escalated"))
    to = _answered(plan)
    if to and (doubtful is None or doubtful in CHANGES_ACCOUNT):
        effects.append(_effect(plan, EffectKind.REPLY, to=to, template="escalated", language=plan.language))
    return tuple(effects)


def closing(plan: Plan, because: str) -> tuple[Effect, ...]:
    """Note and stage that end a ticket which waited."""
    note = _effect(plan, EffectKind.NOTE, named="close", text=f"Closed: {because}.")
    return note, _effect(plan, EffectKind.MOVE, named="close", stage="resolved")


def _effect(plan: Plan, kind: EffectKind, *, named: str = "handover", **values: JSON) -> Effect:
    return Effect(kind=kind, key=f"{plan.ticket_key}:{named}-{kind}:{plan.generation}", values=values)


def _answered(plan: Plan) -> str:
    to_them = (EffectKind.REPLY, EffectKind.ACKNOWLEDGE, EffectKind.ANSWER)
    told = (e.values.get("to") for e in plan.effects if e.kind in to_them)
    return next((to for to in told if isinstance(to, str) and to), "")
