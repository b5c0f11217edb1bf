"""What is worth saying: each kind of insight, and the numbers that its sentence may use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unticket.model.errors import UnticketError
from unticket.reports.report import Insight, Tickets, Value

# kind → the numbers that it carries. Texts of every language are held to this by a test.
KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(numbers.split())
    for kind, numbers in {
        # daily summary
        "no_tickets": "",
        "all_closed": "count",
        "open_left": "count total oldest_age",
        "reopened": "count total",
        "compared_with_before": "count before ratio low high",
        "compared_with_before_too_few": "count before ratio low high",
        "none_before": "count",
        "slowest": "reference duration",
        # team performance
        "single_point_of_failure": "agent count",
        "most_by_one_agent": "agent count total share",
        "unassigned": "count total",
        # category analysis
        "tag_leads": "tag count total share",
        "tags_tie": "tags count total share",
        "untagged": "count total",
        # volume trends
        "volume_change": "day count first_day first before days ratio low high total",
        "volume_change_too_few": "day count first_day first before days ratio low high total",
        "day_made_of": "day count repeated remaining tags new_tags",
        "day_repeats": "day count repeated remaining tags",
        "backlog_grew": "count before",
        "backlog_shrank": "count before",
        # recurring issues: each of them
        "people_stated": "stated quotes at_least",
        "people_stated_once": "quotes",
        "people_known": "count",
        "cause_known": "cause known_error",
        "workaround_known": "workaround",
        "cause_supposed": "cause confidence quotes",
        "cause_hinted": "other count total expected quotes",
        "cause_hinted_by_days": "other count total expected quotes",
        "cause_unknown": "",
        "impact_known": "impact",
        "impact_exam": "quotes",
        "impact_deadline": "quotes",
        "impact_parents": "quotes",
        "impact_told": "impact quotes",
        "told_again": "count",
        "broadcast_prevents": "count",
        "issue_more": "count before ratio low high",
        "issue_fewer": "count before ratio low high",
        "issue_too_few": "count before",
        "lately_more": "count before ratio low high",
        "lately_fewer": "count before ratio low high",
        "lately_too_few": "count before",
        "systemic_known": "",
        "one_off_known": "",
        "returned": "",
        "one_so_far": "",
        "issue_costs": "cost currency",
        "looked_after": "owner",
        "owner_known": "owner",
        "automate_because": "",
        # recurring issues: all of them
        "issue_leads": "issue count total share",
        "nothing_returns": "count",
        "automate_first": "issue",
        "automate_none": "",
        "issues_more": "count tickets_held",
        "issues_muted": "count tickets_held",
        "time_timesheet": "count total",
        "time_stages": "count total",
        "time_assigned_to_closed": "count total",
        "time_estimate": "count total",
        "time_unknown": "count total",
        # incidents
        "incidents_none": "",
        "incidents_hold": "count tickets_held total share",
        "incidents_prevented": "count tickets_held",
        "incidents_more": "count tickets_held",
        "incident_span": "first last reference",
        "incident_earlier": "count first",
        "incident_people": "stated at_least",
        "incident_prevented": "count total",
        "incident_none_prevented": "",
        # automation
        "automation_none": "",
        "automation_shadow": "runbook count",
        "automation_alone": "runbook count total share low high",
        "automation_before": "runbook count days",
        "automation_before_none": "runbook days",
        "automation_first_answer": "after after_of before before_of",
        "automation_resolved": "after after_of before before_of",
        "automation_came_back": "count total share low high",
        "automation_doubtful": "count total",
        # risks
        "risks_none": "",
        # the data behind
        "never_synced": "",
        "copy_older_than_period": "synced_at",
        "first_response_unknown": "",
        "closed_before_opened": "count",
        "opened_in_future": "count",
        "handling_unknown": "count",
    }.items()
}


def insight(kind: str, tickets: Sequence[str] | Tickets = (), /, **numbers: Value) -> Insight:
    """An insight of a known kind with exactly its numbers; `tickets` are all keys, or those that stand behind a figure."""
    if KINDS.get(kind) != frozenset(numbers):
        raise UnticketError(f"The insight {kind!r} carries {sorted(KINDS.get(kind, ()))}, not {sorted(numbers)}.")
    return resting_on(tickets, kind, numbers)


def resting_on(tickets: Sequence[str] | Tickets, kind: str, numbers: Mapping[str, Value]) -> Insight:
    """An insight of any kind, "risks.ping_pong" too, with the tickets that it rests on."""
    behind = tickets if isinstance(tickets, Tickets) else Tickets.of(tickets)
    return Insight(kind=kind, numbers=numbers, tickets=behind.keys, total=behind.total, command=behind.command)
