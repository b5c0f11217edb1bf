"""What an issue costs while it is done by hand: people who wait, and agents' minutes."""

from __future__ import annotations

from unticket.model.recurring_issue import AgentTime, People
from unticket.patterns.candidates.weighed import Weighed
from unticket.patterns.findings import Reason

_HALF_PEOPLE, _HALF_MINUTES = 10, 60  # so many weigh 0.5
_QUOTED_AT_MOST = 3


def gain(people: People, time: AgentTime) -> Weighed:
    """The larger of the two sides counts; both are the period's. It forbids nothing: small is a low score."""
    by_people = people.count / (people.count + _HALF_PEOPLE)
    minutes = time.minutes or 0.0
    score = max(by_people, minutes / (minutes + _HALF_MINUTES))
    numbers: dict[str, int | float | str] = {"people": people.count}
    if time.minutes is not None:
        numbers["minutes"] = time.minutes
    because = "impact" if time.minutes is not None else "impact_time_unknown"
    reason = Reason(name="impact", score=score, because=because, numbers=numbers, quotes=people.quotes[:_QUOTED_AT_MOST])
    return Weighed(reason, fits=True)
