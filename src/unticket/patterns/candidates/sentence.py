"""Which sentences tell the reasons of a candidate, and the numbers that each may use."""

from __future__ import annotations

_SAME = "count noted at_least action"

# The entry [reasons.…] of the texts → the numbers that are always there. Texts of every language are held to this by a test.
REASONS: dict[str, frozenset[str]] = {
    because: frozenset(numbers.split())
    for because, numbers in {
        "recurrence_measured": "count times months rate low high",
        "recurrence_by_register": "count rate",
        "recurrence_too_few": "count times days",
        "impact": "people minutes",
        "impact_time_unknown": "people",
        "fix_the_cause": "",
        "runbook": "runbook",
        "runbook_to_build": "runbook",
        "fix_unknown": "noted",
        "fix_by_hand": _SAME,
        "fix_differs": _SAME,
        "fix_takes_unlike_times": f"{_SAME} alike",
        "fix_always_the_same": f"{_SAME} minutes",
        "boundary_by_register": "",
        "boundary_none": "total",
        **{
            f"boundary_{kind}": "count total"
            for kind in ("money", "grades", "exams", "personal_data", "security", "people", "accounts")
        },
    }.items()
}
