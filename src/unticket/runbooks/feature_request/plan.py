"""What should become of a wish: a letter of thanks, and its place on the product list. No effect, no clock."""

from __future__ import annotations

from collections.abc import Iterator

from unticket.runbooks.feature_request.policy import FeaturePolicy
from unticket.runbooks.feature_request.table import FEATURE_REQUEST, Action
from unticket.runbooks.plan import Effect, EffectKind, Plan, Verdict
from unticket.runbooks.ports import TicketDesk
from unticket.runbooks.request.asker import Asking
from unticket.runbooks.request.planning import Look, Planning, plan_request
from unticket.runbooks.request.recognise import Phrases, Recognised, phrases

RUNBOOK = "feature_request"


def plan(ticket_key: str, look: Look, *, desk: TicketDesk, policy: FeaturePolicy) -> Plan:
    """What should become of the ticket. Only reads; the desk's own `ConnectorError` is raised."""

    def decide(planning: Planning, recognised: Recognised, asking: Asking) -> Plan:
        row = FEATURE_REQUEST.decide(asking.asker)
        decision = planning.decision(row, {"asker": asking.asker})
        if row.action is Action.LEAVE:
            return planning.skipped(row.because, decision)
        verdict = Verdict.RESOLVED if policy.closes else Verdict.ROUTED
        effects = tuple(_effects(planning, recognised, asking, policy))
        return planning.planned(verdict, row.because, decision=decision, effects=effects)

    return plan_request(RUNBOOK, ticket_key, look, desk=desk, policy=policy, phrases=wishes(), decide=decide)


def wishes() -> Phrases:
    """How a wish is recognised."""
    return phrases("unticket.runbooks.feature_request")


def _effects(planning: Planning, recognised: Recognised, asking: Asking, policy: FeaturePolicy) -> Iterator[Effect]:
    """The letter first: a wish is not put away before its writer was thanked."""
    effect = planning.effect
    yield effect(EffectKind.ANSWER, to=asking.address, template="thanks", language=planning.language)
    words = "; ".join(f"“{words}”" for words in recognised.words)
    ends = "closed" if policy.closes else "left open there"
    yield effect(
        EffectKind.NOTE,
        text=f"Recognised as a wish for a new feature by the words {words}. "
        f"The requester was thanked by mail; the ticket is put on the product list and {ends}.",
    )
    if policy.product_tag:
        yield effect(EffectKind.TAG, tag=policy.product_tag)
    if policy.product_owner:
        yield effect(EffectKind.ASSIGN, agent=policy.product_owner)
    if policy.closes or policy.product_stage:
        yield effect(EffectKind.MOVE, stage="resolved" if policy.closes else "product")
