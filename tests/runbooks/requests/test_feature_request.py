"""A wish is recognised by its words, thanked for once, and put on the product list; whatever else it may be stays untouched."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.patterns.text.folding import fold
from unticket.runbooks.acting.outside import NoAccounts
from unticket.runbooks.feature_request.plan import plan, wishes
from unticket.runbooks.feature_request.policy import FeaturePolicy
from unticket.runbooks.feature_request.table import FEATURE_REQUEST, Action
from unticket.runbooks.plan import EffectKind, Verdict
from unticket.runbooks.reading.said import Said
from unticket.runbooks.request.asker import Asker
from unticket.runbooks.request.recognise import Outcome, recognise

POLICY = FeaturePolicy(
    domains=("school.example",),
    own_addresses=("servicedesk@school.example",),
    no_go=("rector@school.example",),
    product_tag="feature-request",
    product_owner="8",
    product_stage=True,
)


def outcome(text: str) -> Outcome:
    return recognise(Said(text=text), wishes()).outcome


def decided(view: Any, look: Any, policy: FeaturePolicy = POLICY, **changes: Any) -> Any:
    return plan("odoo:7", look(view, **changes), desk=None, policy=policy)  # type: ignore[arg-type]


def test_a_wish_is_recognised(feature_taken: str) -> None:
    assert outcome(feature_taken) is Outcome.OURS


def test_a_wish_is_recognised_without_tone_marks(feature_taken: str) -> None:
    assert outcome("\n".join(fold(line) for line in feature_taken.split("\n"))) is Outcome.OURS


def test_what_may_be_anything_else_is_left_untouched(feature_left: str, view: Any, look: Any) -> None:
    made = decided(view(feature_left), look)
    assert (made.verdict, made.effects) == (Verdict.SKIPPED, ()), made.reason


@pytest.mark.parametrize("week", ["reference_week", "reference_week_in_vietnamese"])
@pytest.mark.parametrize("unmarked", [False, True])
def test_of_the_reference_week_one_ticket_is_a_wish(texts: Any, week: str, unmarked: bool) -> None:
    ours = [key for key, text in texts[week].items() if outcome(fold_lines(text) if unmarked else text) is Outcome.OURS]
    assert ours == ["HT20296"]


def fold_lines(text: str) -> str:
    return "\n".join(fold(line) for line in text.split("\n"))


def test_the_words_that_decided_are_given_as_they_were_written() -> None:
    found = recognise(Said(text="Góp ý: chế độ tối\nNên bổ sung chức năng này"), wishes())
    assert "Góp ý" in found.words and "Nên bổ sung chức năng" in found.words


def test_its_writer_is_thanked_first_and_the_ticket_goes_to_the_product_list(view: Any, look: Any) -> None:
    made = decided(view("Suggestion: a dark mode for the app"), look)
    assert made.verdict is Verdict.ROUTED
    told = [(effect.kind, dict(effect.values)) for effect in made.effects if effect.kind is not EffectKind.NOTE]
    assert told == [
        (EffectKind.ANSWER, {"to": "cora@school.example", "template": "thanks", "language": "en"}),
        (EffectKind.TAG, {"tag": "feature-request"}),
        (EffectKind.ASSIGN, {"agent": "8"}),
        (EffectKind.MOVE, {"stage": "product"}),
    ]


def test_where_the_policy_is_to_close_it_is_closed(view: Any, look: Any) -> None:
    made = decided(view("Đề xuất thêm chế độ tối cho app"), look, FeaturePolicy(closes=True, product_tag="feature-request"))
    assert (made.verdict, made.language) == (Verdict.RESOLVED, "vi")
    assert made.effects[-1].values == {"stage": "resolved"}


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ("no_address", {"email": ""}),
        ("suspicious_address", {"email": "cora@schoo1.example"}),
        ("suspicious_address", {"email": "cora%@school.example"}),
        ("suspicious_address", {"name": "director@school.example"}),
        ("several_addresses", {"came_by_mail": True, "sender_email": "otto@elsewhere.example"}),
        ("unread_box", {"email": "no-reply@school.example"}),
        ("no_go", {"email": "Rector@school.example"}),
    ],
)
def test_who_cannot_be_thanked_is_left_to_people(view: Any, look: Any, row: str, asked: dict[str, Any]) -> None:
    made = decided(view("Suggestion: a dark mode for the app", **asked), look)
    assert (made.verdict, made.decision.row, made.effects) == (Verdict.SKIPPED, row, ())


def test_a_machine_is_never_answered(view: Any, look: Any) -> None:
    for subject, email in (
        ("Automatic reply: Suggestion: a dark mode for the app", "cora@school.example"),
        ("Suggestion: a dark mode for the app", "mailer-daemon@school.example"),
        ("Suggestion: a dark mode for the app", "servicedesk@school.example"),
    ):
        made = decided(view(subject, email=email), look)
        assert made.verdict is Verdict.SKIPPED and not made.effects, subject


def test_who_writes_again_is_read_by_a_person(view: Any, look: Any) -> None:
    again = view("Suggestion: a dark mode for the app", messages=["Thank you, when will it come?"])
    assert decided(again, look, generation=2).verdict is Verdict.SKIPPED


def test_a_wish_in_somebody_elses_quoted_words_is_not_heard(view: Any, look: Any) -> None:
    body = "The lunch was cold\nThank you.\n\nOn Monday Otto wrote:\n> Feature request: please add a dark mode to the app"
    assert decided(view(body), look).verdict is Verdict.SKIPPED


def test_an_old_or_unpromoted_ticket_is_left(view: Any, look: Any) -> None:
    asked = view("Suggestion: a dark mode for the app")
    assert decided(asked, look, promoted_at=None).reason == "the runbook is not promoted"
    assert decided(asked, look, promoted_at=None, dry=True).verdict is Verdict.ROUTED


def test_every_asker_meets_one_row_and_only_who_can_be_answered_is_acted_for() -> None:
    acted = {asker for (asker,) in FEATURE_REQUEST.combinations() if FEATURE_REQUEST.decide(asker).action is not Action.LEAVE}
    assert acted == {Asker.ANSWERABLE}


def test_no_row_knows_how_to_touch_an_account() -> None:
    assert {action.value for action in Action} == {"thank_and_route", "leave"}
    assert NoAccounts().accounts("cora@school.example") == ()
