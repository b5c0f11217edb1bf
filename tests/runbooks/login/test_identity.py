"""Guard rail 4: only the account's owner is helped, and each way to seem the owner is tried."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from unticket.model.person import Employment
from unticket.model.ticket import Requester
from unticket.runbooks.plan import Plan
from unticket.runbooks.ports import Origin

ADDRESS = "cora.vu@school.example"
OTTO = "otto@evil.test"


def row(plan: Plan) -> str:
    return plan.decision.row if plan.decision else ""


def test_a_signed_in_owner_is_proven(scene: Any) -> None:
    assert row(scene.plan()) == "reactivate"


@pytest.mark.parametrize(
    "part",
    [
        {"creator_is_portal_user": False},
        {"creator_is_portal_user": None},
        {"channel_is_portal": False},
        {"channel_is_portal": None},
        {"came_by_mail": True},
        {"came_by_mail": None},
        {"creator_email": ""},
    ],
)
def test_signed_in_needs_all_three_signs(scene: Any, part: dict[str, Any]) -> None:
    """A contact alone, a creator alone, a portal alone, or what the key cannot read: no proof."""
    assert row(scene.with_origin(**part).plan()) == "no_proof"


def test_a_mails_sender_is_a_claim_unless_the_owner_vouches_for_the_gateway(scene: Any) -> None:
    assert row(scene.by_mail().plan()) == "no_proof"
    assert row(scene.by_mail(trusted=True).plan()) == "reactivate"


def test_a_trusted_gateway_vouches_only_for_what_came_by_mail(scene: Any) -> None:
    scene.by_mail(trusted=True).with_origin(came_by_mail=None)
    assert row(scene.plan()) == "no_proof"


def test_a_forged_contact_on_a_signed_in_ticket_is_noticed(scene: Any) -> None:
    """Some portal forms let whoever is signed in type another address."""
    scene.with_origin(creator_email="otto@school.example")
    assert row(scene.plan()) == "several_addresses"
    assert "otto@school.example" not in scene.lms.asked


def test_a_signed_in_user_is_never_helped_with_somebody_elses_account(scene: Any) -> None:
    scene.with_origin(creator_email=OTTO).with_ticket(requester=Requester())
    assert row(scene.plan()) == "unknown"
    assert scene.lms.asked == [OTTO]


def test_a_sender_and_a_contact_that_differ_are_two(scene: Any) -> None:
    scene.by_mail(trusted=True).with_ticket(requester=Requester(email="theo@school.example"))
    assert row(scene.plan()) == "several_addresses"


def test_an_address_in_the_text_alone_is_a_claim_that_nobody_is_looked_up_by(scene: Any) -> None:
    scene.origin = Origin()
    scene.with_ticket(requester=Requester(), body=f"I cannot log in. My e-mail is {ADDRESS}").with_policy(
        public_url="https://x.example"
    )
    assert row(scene.plan()) == "no_address"
    assert scene.lms.asked == []


def test_the_creator_alone_is_nobody(scene: Any) -> None:
    """The gateway creates a ticket as the user whose address was forged."""
    scene.origin = Origin(
        creator_is_portal_user=True, creator_email=ADDRESS, channel_is_portal=False, came_by_mail=True, sender_email=ADDRESS
    )
    assert row(scene.plan()) == "no_proof"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "Otto Le", "staff_number": ""}, "another_name"),
        ({"name": "", "staff_number": ""}, "another_name"),
        ({"staff_number": "S18"}, "another_name"),
        ({"name": "Otto Le", "staff_number": "S17"}, "reactivate"),
    ],
    ids=["another name", "no name", "another number", "the same number"],
)
def test_names_or_staff_numbers_must_agree(scene: Any, changes: dict[str, Any], expected: str) -> None:
    assert row(scene.with_account(**changes).plan()) == expected


def test_a_leavers_recycled_address(scene: Any, new_scene: Any) -> None:
    """The account is older than the employment, or HR still knows the leaver, or the names differ: never acted on."""
    assert row(scene.with_person(starts_on=date(2025, 9, 1)).plan()) == "older_account"
    assert row(new_scene().with_account(name="Linh Vu").plan()) == "another_name"
    again = new_scene()
    leaver = replace(again.person, id="4", name="Linh Vu", staff_number="S4", employment=Employment.TERMINATED)
    leaver = replace(again.person, id="4", name="Linh Vu", staff_number="S4", employment=Employment.TERMINATED)
    again.more_people = [leaver]
    assert row(again.plan()) == "terminated"


def test_accounts_made_while_joining_are_allowed_as_the_owner_says(scene: Any) -> None:
    scene.with_person(starts_on=date(2020, 8, 10))
    assert row(scene.plan()) == "older_account"
    assert row(scene.with_policy(onboarding_days=14).plan()) == "reactivate"


@pytest.mark.parametrize(
    "box", ["office@school.example", "no-reply@school.example", "hr+lms@school.example", "class7a@school.example"]
)
def test_shared_boxes_prove_nobody(scene: Any, box: str) -> None:
    scene.by_mail(box, trusted=True).with_account(email=box).with_person(emails=(box,)).with_policy(
        shared_boxes=("Class7A@school.example",)
    )
    assert row(scene.plan()) == "shared_box"


@pytest.mark.parametrize("listed", ["Cora.Vu@school.example", "cora", "S17", "3"])
def test_listed_people_are_never_helped_by_a_machine(scene: Any, listed: str) -> None:
    assert row(scene.with_policy(no_go=(listed,)).plan()) == "no_go"


def test_several_accounts_and_several_people_are_escalated(scene: Any, new_scene: Any) -> None:
    scene.more_accounts = [replace(scene.account, id="4", username="cora2")]
    assert row(scene.plan()) == "several_accounts"
    other = new_scene()
    other.more_people = [replace(other.person, id="18")]
    assert row(other.plan()) == "ambiguous_person"
