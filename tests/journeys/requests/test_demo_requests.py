"""`unticket demo requests`: written at a demo desk over HTTP, each ticket is taken by one runbook or by none, to the mail."""

from __future__ import annotations

from typing import Any

ORDER = ["login", "feature_request", "report_request"]
TAKEN = [
    ("feature_request", "routed"),
    ("feature_request", "routed"),
    ("report_request", "resolved"),
    ("report_request", "escalated"),
    ("report_request", "escalated"),
    ("login", "resolved"),
    ("", "skipped"),
    ("", "skipped"),
]


def test_each_ticket_has_the_taker_it_is_for_and_no_request_touches_an_account(unticket: Any) -> None:
    done = unticket("demo", "requests", "--json")
    assert done.number == 0, done.out + done.err
    ended: list[dict[str, Any]] = done.json
    assert [(one["taken_by"], one["ended"]) for one in ended] == TAKEN
    for one in ended:  # offered in one order, and to nobody after its taker
        last = ORDER.index(one["taken_by"]) if one["taken_by"] else len(ORDER) - 1
        assert one["offered_to"] == ORDER[: last + 1]
    assert [one["effects"] for one in ended if not one["taken_by"]] == [0, 0], "what nobody takes is untouched"
    assert {one["lms_changes"] for one in ended if one["taken_by"] != "login"} == {0}
    assert [one["mails"] for one in ended] == [1, 1, 1, 1, 1, 2, 0, 0]
