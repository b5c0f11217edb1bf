"""What agents did is read from their own words, in English and Vietnamese, and from nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.model.ticket import Message
from unticket.runbooks.agent_actions import AgentAction, agent_action


def said(body: str, **more: Any) -> Message:
    told: dict[str, Any] = {"by_agent": True} | more
    return Message(key="odoo:1", ticket_key="odoo:2", posted_at=datetime(2026, 2, 18, tzinfo=UTC), body=body, **told)


@pytest.mark.parametrize(
    ("body", "did"),
    [
        ("Deactivated by the 30-day rule. HR: active. Reactivated, user can log in.", AgentAction.REACTIVATED),
        ("Your account is active again, please log in.", AgentAction.REACTIVATED),
        ("It was switched off automatically after 30 days without a login. It is on again.", AgentAction.REACTIVATED),
        ("30 ngày không đăng nhập -> tự động vô hiệu hoá. Đã bật lại.", AgentAction.REACTIVATED),
        ("<p>Tài khoản đã được kích hoạt lại, mời anh/chị đăng nhập.</p>", AgentAction.REACTIVATED),
        ("Reset mail sent to the address on file.", AgentAction.RESET),
        ("Password reset, user confirmed login.", AgentAction.RESET),
        ("Đã gửi link đặt lại tới email đã đăng ký.", AgentAction.RESET),
        ("Đặt lại mật khẩu, ok.", AgentAction.RESET),
        ("He has left the school, escalated to HR.", AgentAction.ASKED_HR),
        ("Anh ấy đã nghỉ việc, chuyển phòng nhân sự.", AgentAction.ASKED_HR),
        ("Video server restarted.", AgentAction.OTHER),
        ("Please activate the projector with the red button.", AgentAction.OTHER),
    ],
)
def test_agents_words_tell_what_they_did(body: str, did: AgentAction) -> None:
    assert agent_action([said(body)]) is did


@pytest.mark.parametrize(
    "message",
    [said("Account reactivated.", by_agent=False), said("Account reactivated.", automatic=True), said("")],
    ids=["the requester's", "the desk's own line", "empty"],
)
def test_nobody_elses_words_count(message: Message) -> None:
    assert agent_action([message]) is AgentAction.SILENT


def test_what_an_agent_quotes_is_not_what_they_did() -> None:
    quoted = "I will look at it.\n\nOn Mon, 2 Feb 2026, Ada <ada@school.example> wrote:\n> please reset my password"
    assert agent_action([said(quoted)]) is AgentAction.OTHER
