"""One look at a ticket: where it ends, what would be done in which order, and what is said about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from unticket.model.errors import CredentialsRefused, Unreachable
from unticket.model.person import Employment
from unticket.model.ticket import Requester
from unticket.runbooks.login.packet import as_text
from unticket.runbooks.plan import EffectKind, Plan, Verdict

ADDRESS = "cora.vu@school.example"


def done(plan: Plan) -> list[tuple[str, dict[str, Any]]]:
    return [(effect.kind.value, dict(effect.values)) for effect in plan.effects]


def kinds(plan: Plan) -> list[EffectKind]:
    return [effect.kind for effect in plan.effects]


def row(plan: Plan) -> str:
    return plan.decision.row if plan.decision else ""


def test_reference_101_active_and_deactivated_is_resolved(scene: Any) -> None:
    plan = scene.plan()
    assert (plan.verdict, row(plan), plan.account_id) == (Verdict.RESOLVED, "reactivate", "3")
    assert done(plan) == [
        ("acknowledge", {"to": ADDRESS, "template": "acknowledged", "language": "en"}),
        ("reactivate", {"account_id": "3"}),
        ("note", {"text": "The account was switched on again, and the requester told. Why: "
                          "still employed; the rule for unused accounts switched it off."}),
        ("tag", {"tag": "automated"}),
        ("move", {"stage": "resolved"}),
        ("reply", {"to": ADDRESS, "template": "reactivated", "language": "en"}),
    ]  # fmt: skip
    assert [effect.key for effect in plan.effects] == [
        f"odoo:101:{step}:1" for step in ("acknowledge", "reactivate", "note", "tag", "move", "reply")
    ]
    assert [trace.step for trace in plan.trace] == ["classify", "fresh", "extract", "look_up", "decide"]


def test_reference_102_terminated_is_escalated(scene: Any) -> None:
    plan = scene.with_person(employment=Employment.TERMINATED).plan()
    assert (plan.verdict, row(plan), plan.account_id) == (Verdict.ESCALATED, "terminated", "")
    assert kinds(plan) == [EffectKind(kind) for kind in ("acknowledge", "note", "tag", "assign", "schedule", "move", "reply")]
    told = dict(done(plan))
    assert told["move"] == {"stage": "escalated"}
    assert told["reply"] == {"to": ADDRESS, "template": "escalated", "language": "en"}
    assert plan.packet is not None
    assert told["schedule"] == {"summary": plan.packet.summary, "text": as_text(plan.packet), "due_days": 1}


def test_reference_103_a_video_problem_is_skipped_and_nobody_is_looked_up(scene: Any) -> None:
    scene.with_ticket(subject="Video in lesson 3 does not play", body="<p>It loads forever.</p>")
    plan = scene.plan()
    assert (plan.verdict, plan.effects, plan.decision) == (Verdict.SKIPPED, (), None)
    assert (scene.hr.asked, scene.lms.asked) == ([], [])


def test_a_working_account_gets_a_reset_and_the_ticket_waits(scene: Any) -> None:
    plan = scene.with_account(enabled=True).plan()
    assert (plan.verdict, row(plan)) == (Verdict.WAITING, "reset_password")
    told = dict(done(plan))
    assert told["reset_password"] == {"account_id": "3"}
    assert told["move"] == {"stage": "waiting"}
    assert told["reply"]["template"] == "password_reset"


def test_without_proof_the_address_on_file_is_asked_and_its_confirmation_leads_on(scene: Any) -> None:
    scene.by_mail().with_policy(public_url="https://help.school.example")
    asked = scene.plan()
    assert (asked.verdict, row(asked)) == (Verdict.WAITING, "confirm_reactivation")
    told = dict(done(asked))
    assert told["ask_confirmation"] == {"to": ADDRESS, "template": "confirm", "language": "en", "link_for": "3"}
    assert "reply" not in told
    confirmed = scene.plan(confirmed_account="3")
    assert (confirmed.verdict, row(confirmed)) == (Verdict.RESOLVED, "reactivate")
    assert EffectKind.ACKNOWLEDGE not in kinds(confirmed)
    assert not {effect.key for effect in asked.effects} & {effect.key for effect in confirmed.effects}, (
        "no step is taken for done"
    )


def test_a_confirmation_of_another_account_leads_nowhere(scene: Any) -> None:
    plan = scene.by_mail().with_policy(public_url="https://help.school.example").plan(confirmed_account="4")
    assert row(plan) == "no_proof"


def test_without_a_public_address_a_person_asks(scene: Any) -> None:
    assert row(scene.by_mail().plan()) == "no_proof"


def test_planning_twice_gives_the_same_plan(scene: Any) -> None:
    assert scene.plan() == scene.plan()


def test_a_new_generation_has_keys_of_its_own(scene: Any) -> None:
    assert {effect.key.rpartition(":")[2] for effect in scene.plan(generation=2).effects} == {"2"}


@pytest.mark.parametrize(
    ("subject", "body", "language"),
    [
        ("Cannot log in", "I cannot log in to the LMS.", "en"),
        ("Không đăng nhập được", "Em không đăng nhập được vào LMS ạ.", "vi"),
        ("Khong dang nhap duoc", "em khong dang nhap duoc vao lms a", "vi"),
        ("Cannot log in", "Em không đăng nhập được, I cannot log in to the LMS", "both"),
    ],
)
def test_the_answer_is_in_the_tickets_language_and_in_both_when_unsure(
    scene: Any, subject: str, body: str, language: str
) -> None:
    plan = scene.with_ticket(subject=subject, body=body).plan()
    assert plan.language == language
    assert dict(done(plan))["reply"]["language"] == language


def test_what_fails_for_good_is_escalated(scene: Any) -> None:
    scene.failure_of_hr = CredentialsRefused("HR refused the key.")
    assert row(scene.plan(retry=True)) == "hr_unreachable"
    scene.failure_of_hr, scene.failure_of_lms = None, CredentialsRefused("The LMS refused the token.")
    assert row(scene.plan(retry=True)) == "lms_unreachable"


def test_what_may_pass_is_tried_again_and_escalated_at_last(scene: Any) -> None:
    for side in ("failure_of_hr", "failure_of_lms"):
        setattr(scene, side, Unreachable("No answer.", transient=True))
        with pytest.raises(Unreachable):
            scene.plan(retry=True)
        assert scene.plan().verdict is Verdict.ESCALATED
        setattr(scene, side, None)


def test_a_ticket_that_is_gone_is_skipped(scene: Any) -> None:
    from unticket.runbooks.login.plan import plan

    gone = plan(
        "odoo:404", desk=_desk(scene), directories=[], platform=scene.lms, policy=scene.policy, generation=1, now=scene.now
    )  # fmt: skip
    assert (gone.verdict, gone.reason) == (Verdict.SKIPPED, "the ticket is gone")


def _desk(scene: Any) -> Any:
    from unticket.model.errors import NotFound

    class Empty:
        def ticket(self, key: str) -> Any:
            raise NotFound(f"There is no ticket {key}.")

    return Empty()


def test_doubtful_tickets_are_skipped_or_handed_over_as_the_owner_says(scene: Any) -> None:
    scene.with_ticket(subject="Login", body="My colleague cannot log in")
    assert scene.plan().verdict is Verdict.SKIPPED
    plan = scene.with_policy(doubtful="escalate").plan()
    assert (plan.verdict, plan.decision) == (Verdict.ESCALATED, None)
    assert plan.packet is not None
    assert not {EffectKind.REACTIVATE, EffectKind.RESET_PASSWORD, EffectKind.ASK_CONFIRMATION} & set(kinds(plan))
    assert (scene.hr.asked, scene.lms.asked) == ([], [])


def test_the_requesters_later_words_count(scene: Any) -> None:
    """Whoever has taken the request back is not helped against their will."""
    from unticket.model.ticket import Message

    scene.messages = [
        Message(key="odoo:1", ticket_key="odoo:101", posted_at=scene.now, body="<p>Never mind, it works now.</p>")
    ]
    assert scene.plan().verdict is Verdict.SKIPPED


def test_without_somebody_to_escalate_to_nobody_is_assigned(scene: Any) -> None:
    plan = scene.with_policy(escalation_assignee="").with_person(employment=Employment.LEAVING).plan()
    assert not {EffectKind.ASSIGN, EffectKind.SCHEDULE} & set(kinds(plan))


class TestQuietOutward:
    """Guard rail 10: nothing that leaves the house tells whether a person is employed or an account exists."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda s: s.with_person(employment=Employment.TERMINATED),
            lambda s: s.with_person(emails=("nobody@school.example",)),
            lambda s: s.with_account(email="nobody@school.example"),
            lambda s: s.with_account(is_admin=True),
            lambda s: s.with_account(suspended_by_person=True),
            lambda s: s.with_person(employment=Employment.LEAVING),
            lambda s: s.with_policy(no_go=(ADDRESS,)),
        ],
        ids=["terminated", "unknown", "no account", "admin", "suspended", "leaving", "listed"],
    )
    def test_every_escalation_looks_the_same_from_outside(self, scene: Any, new_scene: Any, change: Any) -> None:
        plan, other = change(scene).plan(), new_scene().with_account(locked=True).plan()
        outward = {EffectKind.ACKNOWLEDGE, EffectKind.REPLY, EffectKind.TAG, EffectKind.MOVE, EffectKind.ASSIGN}
        assert [e for e in plan.effects if e.kind in outward] == [e for e in other.effects if e.kind in outward]

    def test_the_note_gives_the_public_reason_and_no_detail_of_hr(self, scene: Any) -> None:
        plan = scene.with_person(employment=Employment.TERMINATED, leaves_on=scene.now.date() - timedelta(days=3)).plan()
        note = dict(done(plan))["note"]["text"]
        assert note == "Handed over to a person. Nothing was changed. Why: HR must confirm before anything is touched."
        for detail in ("terminated", "S17", "Vũ Cora", "2026-02-16", ADDRESS):
            assert detail not in note

    def test_the_audits_sentences_hold_no_personal_data(self, scene: Any) -> None:
        scene.with_person(employment=Employment.TERMINATED).with_ticket(requester=Requester(name="Cora Vu", email=ADDRESS))
        said = " ".join(trace.said for trace in scene.plan().trace)
        for detail in ("Cora", ADDRESS, "S17", "school.example"):
            assert detail not in said

    def test_the_packet_tells_the_assignee_what_was_found(self, scene: Any) -> None:
        plan = scene.with_person(employment=Employment.TERMINATED).plan()
        assert plan.packet is not None
        text = as_text(plan.packet)
        for detail in ("Vũ Cora", "terminated", "S17", ADDRESS, "account 3 (cora)", "switched off", "last used 2026-01-05"):
            assert detail in text
        assert "unticket runbook run login odoo:101" in text
