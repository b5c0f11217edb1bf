"""The words in which recurring issues are told, whatever the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from unticket.model.recurring_issue import Cause, CauseSource, People, RecurringIssue, Trend
from unticket.patterns.findings import Patterns, Reason, Risk, Spike
from unticket.patterns.risks.sentence import sentence_of as risk_sentence
from unticket.patterns.spikes.sentence import sentences_of as spike_sentences
from unticket.rendering.texts import Texts
from unticket.reports.recurring import stated, story
from unticket.reports.report import Insight


class PatternWords:
    """Words for one set of patterns. `references` is what people call a ticket, by its key."""

    def __init__(self, patterns: Patterns, references: Mapping[str, str], *, language: str, timezone: str) -> None:
        self.texts = Texts(language, timezone)
        self.timezone = timezone
        self._labels = {issue.id: issue.label for issue in patterns.issues}
        self._references = references
        self._lately = patterns.period is None

    def label(self, issue: str) -> str:
        """What an issue is called; its number where it is not in the period."""
        return self._labels.get(issue, issue)

    def reference(self, key: str) -> str:
        return self._references.get(key, key)

    def people(self, people: People) -> str:
        """14+ stated; 3 wrote."""
        if people.stated:
            return self.texts("patterns.stated", stated=stated(people))
        return self.texts("patterns.wrote", count=people.requesters)

    def cause(self, cause: Cause) -> str:
        """The cause with who says so, or that it is unknown."""
        if cause.source is CauseSource.UNKNOWN:
            return self.texts("patterns.causes.unknown")
        return self.texts(f"patterns.causes.{cause.source}", cause=cause.text)

    def trend(self, trend: Trend) -> str:
        """2 → 5, too few to tell."""
        kind = "too_few" if trend.too_few or trend.ratio is None else "claimed"
        return self.texts(f"patterns.trends.{kind}", count=trend.count, before=trend.before, ratio=trend.ratio)

    def story(self, issue: RecurringIssue) -> Iterator[Insight]:
        """What there is to say of an issue, a sentence each."""
        return story(issue, self._references, lately=self._lately)

    def spike(self, spike: Spike) -> str:
        """What stands out, and what it is made of."""
        told = spike_sentences(spike, self._labels, self._references)
        return " ".join(self.texts(f"spikes.{one.kind}", **one.numbers) for one in told)

    def risk(self, risk: Risk) -> str:
        """A risk, or the fact behind it where it is too few to tell."""
        return self.texts(f"risks.{risk_sentence(risk)}", **risk.numbers)

    def reason(self, reason: Reason) -> str:
        """One side of the choice of what to automate."""
        return self.texts(f"reasons.{reason.because}", **reason.numbers)
