"""Which sentences tell a spike, and the numbers that they use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from unticket.patterns.findings import Spike

_BASIC = "day hours issue count expected ratio p q"

# The entry [spikes.…] of the texts → the numbers that it may use. Texts of every language are held to this by a test.
KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(numbers.split())
    for kind, numbers in {
        "all_day": _BASIC,
        "all_hour": _BASIC,
        "issue_day": _BASIC,
        "issue_hour": _BASIC,
        "not_claimed": _BASIC,
        "too_few": _BASIC,
        "newcomer": _BASIC,
        "made_of": "count total remains firsts",
        "as_usual": "remains expected",
        "new_issues": "count issues",
    }.items()
}
_NAMED = 5  # issues or tickets in one sentence


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its entry in the texts and what fills it."""

    kind: str
    numbers: Mapping[str, int | float | str | date]


def sentences_of(spike: Spike, labels: Mapping[str, str], references: Mapping[str, str]) -> Iterator[Sentence]:
    """What there is to say of `spike`: what it is, and what it is made of.

    `labels` are what issues are called, `references` what people call tickets; what is missing there is said by its id.
    """
    yield Sentence(
        _kind(spike),
        {
            "day": spike.day,
            "hours": "" if spike.hour is None else f"{spike.hour:02}:00–{spike.hour + 1:02}:00",
            "issue": labels.get(spike.issue, spike.issue),
            "count": spike.count,
            "expected": round(spike.expected, 1),
            "ratio": spike.count / spike.expected if spike.expected else float("inf"),
            "p": spike.p,
            "q": spike.q,
        },
    )
    further = spike.count - spike.remains
    if further:
        firsts = [references.get(key, key) for key in spike.made_of]
        yield Sentence(
            "made_of",
            {"count": further, "total": spike.count, "remains": spike.remains, "firsts": _named(firsts)},
        )
        if spike.remains <= spike.expected:
            yield Sentence("as_usual", {"remains": spike.remains, "expected": round(spike.expected, 1)})
    if spike.new_issues:
        names = [labels.get(issue, issue) for issue in spike.new_issues]
        yield Sentence("new_issues", {"count": len(names), "issues": _named(names)})


def name_of(spike: Spike) -> str:
    """What commands call it: its day, hour and issue, as far as it has them: "2026-02-20T08:P3"."""
    hour = "" if spike.hour is None else f"T{spike.hour:02}"
    return ":".join(filter(None, (f"{spike.day}{hour}", spike.issue)))


def _kind(spike: Spike) -> str:
    if spike.too_few:
        return "newcomer" if spike.issue else "too_few"
    if not spike.alarm:
        return "not_claimed"
    return f"{'issue' if spike.issue else 'all'}_{'day' if spike.hour is None else 'hour'}"


def _named(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
