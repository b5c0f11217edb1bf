"""Which sentence tells a risk, and the numbers that it may use."""

from __future__ import annotations

from unticket.patterns.findings import Risk, RiskKind

_AGENT = "agent count total share low high agents"
_SOLE = "agent count subjects tickets total share"
_SHARE = "count total share low high"

# The entry [risks.…] of the texts → the numbers that it may use. Texts of every language are held to this by a test.
KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(numbers.split())
    for kind, numbers in {
        "single_point_of_failure": _AGENT,
        "single_point_of_failure_all": _AGENT,
        "single_point_of_failure_too_few": _AGENT,
        "sole_solver_issue": _SOLE,
        "sole_solver_category": _SOLE,
        "sole_solver_tag": _SOLE,
        "ageing_backlog": "count total share oldest median usual closed",
        "ageing_backlog_too_few": "count total share oldest median closed",
        "reopened": f"{_SHARE} before total_before share_before p",
        "reopened_too_few": f"{_SHARE} before total_before share_before p",
        "ping_pong": f"{_SHARE} most",
        "ping_pong_too_few": f"{_SHARE} most",
    }.items()
}


def sentence_of(risk: Risk) -> str:
    """The entry of the texts that tells `risk`, to be filled with its numbers."""
    if risk.too_few:
        return f"{risk.kind}_too_few"
    if risk.kind is RiskKind.SOLE_SOLVER:
        return f"{risk.kind}_{risk.numbers['by']}"
    if risk.kind is RiskKind.SINGLE_POINT_OF_FAILURE and risk.numbers["count"] == risk.numbers["total"]:
        return f"{risk.kind}_all"
    return str(risk.kind)


def name_of(risk: Risk) -> str:
    """What commands call it, as long as it is there: "reopened", "sole_solver:issue:5"."""
    return ":".join(filter(None, (risk.kind, str(risk.numbers.get("by", "")), risk.subject)))
