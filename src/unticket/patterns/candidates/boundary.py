"""What of an issue must stay with a person: money, grades, exams, personal data, accounts of people who may have left."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from unticket.patterns.candidates.weighed import Weighed
from unticket.patterns.causes.register import KnownError
from unticket.patterns.findings import Reason

# Concepts of the lexicon by what is at stake; a ticket about one of them may not be answered by a program alone.
AT_STAKE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "money": frozenset({"payment", "payment_problem", "invoice", "payroll"}),
        "grades": frozenset({"grade"}),
        "exams": frozenset({"exam"}),
        "personal_data": frozenset({"personal_record", "staff_matter", "change_needed", "leave_needed", "admission"}),
        "security": frozenset({"suspicious", "lost"}),
        "people": frozenset({"complaint"}),
    }
)
ACCOUNTS: Final = frozenset({"account", "login", "cannot_log_in", "deactivated", "wrong_password", "no_access", "new_needed"})
TOUCHED = 0.2  # of an issue's tickets: fewer are exceptions, which a runbook must know and leave alone
_MOST = 0.5  # beyond it nearly everything would be an exception
_KNOWN_BOUNDARY, _ACCOUNTS_ALONE = 0.9, 0.6


def touched(groups: pl.DataFrame, texts: pl.DataFrame) -> dict[str, dict[str, int]]:
    """By issue: what is at stake ("money", …; "accounts") → tickets that speak of it."""
    kinds = {**AT_STAKE, "accounts": ACCOUNTS}
    table = pl.DataFrame(
        [(concept, kind) for kind, concepts in kinds.items() for concept in sorted(concepts)],
        schema={"concepts": pl.String, "kind": pl.String},
        orient="row",
    )
    spoken = groups.select("key", "issue").join(texts.select("key", "concepts"), on="key").explode("concepts")
    counted = spoken.join(table, on="concepts").group_by("issue", "kind").agg(pl.col("key").n_unique()).sort("issue", "kind")
    found: dict[str, dict[str, int]] = {}
    for issue, kind, count in counted.iter_rows():
        found.setdefault(issue, {})[kind] = count
    return found


def boundary(tickets: int, at_stake: Mapping[str, int], known: KnownError | None) -> Weighed:
    """Where the line is drawn by the register, the runbook keeps it; where most tickets touch what only a person may
    decide and nobody has drawn it, the issue is not automated."""
    if known is not None and known.stays_with_people:
        return _weighed(_KNOWN_BOUNDARY, "boundary_by_register", {}, fits=True)
    sensitive = {kind: count for kind, count in at_stake.items() if kind != "accounts" and count >= TOUCHED * tickets}
    if sensitive:
        kind = max(sorted(sensitive), key=sensitive.__getitem__)
        count = sensitive[kind]
        numbers: dict[str, int | float | str] = {"count": count, "total": tickets}
        return _weighed(1 - count / tickets, f"boundary_{kind}", numbers, fits=count <= _MOST * tickets)
    if at_stake.get("accounts", 0) >= TOUCHED * tickets:
        return _weighed(_ACCOUNTS_ALONE, "boundary_accounts", {"count": at_stake["accounts"], "total": tickets}, fits=True)
    return _weighed(1.0, "boundary_none", {"total": tickets}, fits=True)


def _weighed(score: float, because: str, numbers: dict[str, int | float | str], *, fits: bool) -> Weighed:
    return Weighed(Reason(name="boundary", score=score, because=because, numbers=numbers), fits)
