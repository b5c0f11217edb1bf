"""How much a runbook may do an hour, a day and a person, and when it must stop by itself (guard rails 9 and 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from unticket.runbooks.acting.record import Recent
from unticket.runbooks.plan import CHANGES_ACCOUNT, EffectKind

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# What one address gets at most once a day: an acknowledgement, a question whether it was they, and an answer.
MAIL_CLASS = {
    EffectKind.ACKNOWLEDGE: "acknowledgement",
    EffectKind.ASK_CONFIRMATION: "question",
    EffectKind.REPLY: "answer",
    EffectKind.ANSWER: "answer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Changes of accounts, counted over any sixty minutes and any 24 hours, whatever the clock says of midnight."""

    per_hour: int = 20
    per_day: int = 100
    per_person: int = 2  # a day, of one account
    answers_per_address: int = 1  # a day, of each class of mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the ledger holds already: begun, done and doubtful; what was refused or withdrawn had no effect."""

    changes_last_hour: int = 0
    changes_last_day: int = 0
    changes_of_person: int = 0
    mails_of_class: int = 0


PER_HOUR = "per_hour"
PER_DAY = "per_day"
PER_PERSON = "per_person"
ONE_MAIL = "one_mail"
STOPS_THE_RUNBOOK = frozenset({PER_HOUR, PER_DAY})


def refused_by(kind: EffectKind, counts: Counts, limits: Limits) -> str:
    """The name of the limit that forbids one more effect of this kind, or ""."""
    if kind in CHANGES_ACCOUNT:
        if counts.changes_of_person >= limits.per_person:
            return PER_PERSON
        if counts.changes_last_hour >= limits.per_hour:
            return PER_HOUR
        if counts.changes_last_day >= limits.per_day:
            return PER_DAY
    if kind in MAIL_CLASS and counts.mails_of_class >= limits.answers_per_address:
        return ONE_MAIL
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalRange:
    """What a healthy runbook's last runs look like. Judged only from `enough` runs on: few runs say nothing."""

    runs: int = 20
    enough: int = 10
    failures: float = 0.3  # the largest share of runs held or doubtful
    escalations: float = 0.9  # the largest share that ended with a person


def out_of_range(recent: Recent, normal: NormalRange) -> str:
    """Why a runbook must stop by itself and tell a person, or ""."""
    if recent.runs < normal.enough:
        return ""
    if recent.failed > normal.failures * recent.runs:
        return f"{recent.failed} of its last {recent.runs} runs failed or are doubtful"
    if recent.escalated > normal.escalations * recent.runs:
        return f"{recent.escalated} of its last {recent.runs} runs ended with a person"
    return ""
