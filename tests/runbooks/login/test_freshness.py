"""Guard rail 3: only fresh tickets are acted on, and the run does not stop at its own traces."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from unticket.model.ticket import Agent, Message, Stage
from unticket.runbooks.freshness import why_not_fresh
from unticket.runbooks.plan import EffectKind, Verdict


def why(scene: Any, *done: EffectKind) -> str:
    return why_not_fresh(scene.view, now=scene.now, promoted_at=scene.promoted_at, policy=scene.policy, done=done)


def message(scene: Any, **changes: Any) -> Message:
    said = {"key": "odoo:1", "ticket_key": scene.ticket.key, "posted_at": scene.now, "body": "We look into it.", **changes}
    return Message(**said)


def test_a_fresh_ticket_is_fresh(scene: Any) -> None:
    assert why(scene) == ""


def test_what_makes_a_ticket_stale(scene: Any, ada: Agent, no_bot: Any, new_scene: Any) -> None:
    now = scene.now
    for changes, reason in (
        ({"opened_at": now - timedelta(hours=24)}, "older than 24 hours"),
        ({"opened_at": now - timedelta(days=8)}, "promotion"),
        ({"opened_at": now + timedelta(hours=2)}, "future"),
        ({"stage": Stage(id="4", name="Done", closed=True)}, "not open"),
        ({"archived": True}, "not open"),
        ({"assignee": ada}, "taken the ticket"),
        ({"tags": (no_bot,)}, "people only"),
    ):
        stale = new_scene().with_ticket(**changes)
        assert reason in why(stale)
        plan = stale.plan()
        assert (plan.verdict, plan.effects) == (Verdict.SKIPPED, ()), "a stale ticket is left untouched"
        assert (stale.hr.asked, stale.lms.asked) == ([], []), "and nobody is looked up for it"


def test_a_runbook_that_is_not_promoted_does_nothing(scene: Any) -> None:
    scene.promoted_at = None
    assert "not promoted" in why(scene)
    assert scene.plan().effects == ()


def test_an_agents_reply_stops_the_run_and_notes_do_not(scene: Any) -> None:
    scene.messages = [message(scene, by_agent=True)]
    assert "answered" in why(scene)
    for harmless in ({"by_agent": True, "internal": True}, {"by_agent": True, "automatic": True}, {"by_agent": False}):
        scene.messages = [message(scene, **harmless)]
        assert why(scene) == ""


@pytest.mark.parametrize("assignee", [Agent(id="2", name="Bot user"), Agent(id="6", name="Other bot", is_bot=True)])
def test_assigned_to_ourselves_or_to_a_bot_is_nobody(scene: Any, assignee: Agent) -> None:
    assert why(scene.with_ticket(assignee=assignee)) == ""


def test_our_own_traces_do_not_stop_us(scene: Any, ada: Agent) -> None:
    closed = {"stage": Stage(id="4", name="Done", closed=True)}
    assert why(scene.with_ticket(**closed), EffectKind.MOVE) == ""
    scene.with_ticket(stage=Stage(id="1", name="New"), assignee=Agent(id="9", name="Theo"))
    assert "taken" in why(scene)
    assert why(scene, EffectKind.ASSIGN, EffectKind.MOVE) == ""
    assert "taken" in why(scene.with_ticket(assignee=ada), EffectKind.ASSIGN, EffectKind.MOVE), "another took it meanwhile"


def test_age_stops_changes_of_accounts_but_not_telling_of_one(scene: Any) -> None:
    scene.with_ticket(opened_at=scene.now - timedelta(hours=30))
    assert "24 hours" in why(scene, EffectKind.ACKNOWLEDGE)
    assert why(scene, EffectKind.RESET_PASSWORD) == ""


def test_a_dry_run_tells_and_goes_on(scene: Any) -> None:
    scene.with_ticket(opened_at=scene.now - timedelta(days=300))
    plan = scene.plan(dry=True)
    assert plan.decision is not None
    assert any("older than the runbook's promotion" in trace.said for trace in plan.trace)
