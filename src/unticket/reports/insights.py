"""What is worth saying: each kind of insight, and the numbers that its sentence may use."""

from __future__ import annotations

from collections.abc import Sequence

from unticket.model.errors import UnticketError
from unticket.reports.report import Insight, Value

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
        # the data behind
        "never_synced": "",
        "copy_older_than_period": "synced_at",
        "first_response_unknown": "",
        "closed_before_opened": "count",
        "opened_in_future": "count",
        "handling_unknown": "count",
    }.items()
}


def insight(kind: str, tickets: Sequence[str] = (), /, **numbers: Value) -> Insight:
    """An insight of a known kind with exactly its numbers."""
    if KINDS.get(kind) != frozenset(numbers):
        raise UnticketError(f"The insight {kind!r} carries {sorted(KINDS.get(kind, ()))}, not {sorted(numbers)}.")
    return Insight(kind=kind, numbers=numbers, tickets=tuple(tickets))
