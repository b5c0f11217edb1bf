"""Recurring issues on the screen: a line an issue, a story each, readable without colour and in 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from unticket.model.recurring_issue import RecurringIssue
from unticket.patterns.explain import Explanation
from unticket.patterns.findings import Candidate, DuplicateGroup, Patterns
from unticket.rendering.page import Sentence
from unticket.rendering.patterns_change import change_lines
from unticket.rendering.patterns_words import PatternWords
from unticket.rendering.printable import printable, shortened
from unticket.rendering.terminal import bullets, plain_text
from unticket.reports.report import Unit

_ACCENT = "cyan"
_TICKETS_AT_MOST = 40  # lines of tickets; --json has them all
_CAUSE_AT_MOST = 60  # characters in the list; `show` has all of it
_SCORE = 10  # blocks of a bar


class PatternScreen:
    """Prints patterns in the words of one language."""

    def __init__(self, patterns: Patterns, words: PatternWords, console: Console) -> None:
        self.patterns = patterns
        self.words = words
        self.console = console
        self.t = words.texts
        self.figures = words.texts.figures

    def issues(self, *, most: int) -> None:
        """A line an issue, the first `most` of them."""
        self._head("issues")
        issues = self.patterns.issues
        if not issues:
            self._say(self.t("patterns.nothing_yet" if not self.patterns.total else "patterns.none"), "dim")
        else:
            self.console.print(self._table(issues[:most]))
            self._more(len(issues), most)
        if self.patterns.unplaced:
            self._say(self.t("patterns.unplaced", count=len(self.patterns.unplaced), total=self.patterns.total), "dim")
        if self.patterns.changed:
            for line in change_lines(self.patterns.changed, self.t):
                self.console.print(line)
        if issues:
            self._say(self.t("patterns.next_show", issue=issues[0].id), "dim")

    def issue(self, issue: RecurringIssue, tickets: Sequence[tuple[str, datetime, str]]) -> None:
        """One issue's story, and its tickets (reference, opened, subject)."""
        self._head_of(issue)
        self.console.print(self._table([issue], story=False))
        self._bullets(self.t.insight(told) for told in self.words.story(issue))
        self.console.print()
        table = self._made(("column.reference", "column.opened", "column.subject"))
        for reference, opened, subject in tickets[:_TICKETS_AT_MOST]:
            table.add_row(*map(plain_text, (reference, self.figures.moment(opened), subject)))
        self.console.print(table)
        self._more(len(tickets), _TICKETS_AT_MOST)

    def explained(self, ticket: str, explanation: Explanation | None) -> None:
        """Why an issue's tickets belong together, or why one `ticket` (key) is where it is."""
        reference = self.words.reference(ticket)
        if explanation is None:
            self._say(self.t("patterns.in_no_issue", reference=reference))
            return
        issue = explanation.issue
        self._head_of(issue)
        if ticket:
            self._say(self.t("patterns.in_issue", reference=reference, issue=issue.id, label=issue.label))
        self._say(self.t("patterns.explained"), "bold")
        if issue.words:
            self._say(self.t("patterns.explained_words", words=", ".join(issue.words)))
        table = self._made(("column.reference", "patterns.alike", "patterns.words"), right=(1,))
        ties = [tie for tie in explanation.ties if ticket in ("", tie.ticket)]
        for tie in ties[:_TICKETS_AT_MOST]:
            why = self.t("patterns.explained_by") if tie.by_person else ", ".join(tie.words)
            typical = self.t("patterns.typical") if tie.ticket == explanation.typical else why
            alike = self.figures.number(round(tie.alike, 2))
            table.add_row(*map(plain_text, (self.words.reference(tie.ticket), alike, typical)))
        self.console.print(table)
        self._more(len(ties), _TICKETS_AT_MOST)
        groups = [group for group in explanation.duplicates if not ticket or ticket in group.tickets]
        self._bullets(" ".join((f"{self._named(group.tickets)}:", group.because)) for group in groups)
        if ticket and not groups:
            self._bullets([self.t("patterns.in_no_group")])

    def duplicates(self, *, most: int) -> None:
        """A line a group: which tickets, how sure, and why."""
        self._head("duplicates")
        groups = self.patterns.duplicates
        if not groups:
            return self._say(self.t("patterns.none"), "dim")
        table = self._made(("patterns.kind", "patterns.tickets", "patterns.sure", "patterns.because"), right=(2,))
        for group in groups[:most]:
            table.add_row(*map(plain_text, self._duplicate(group)))
        self.console.print(table)
        return self._more(len(groups), most)

    def spikes(self, *, most: int) -> None:
        """What stands out, a sentence each."""
        self._sentences("spikes", self.patterns.spikes, self.words.spike, most)

    def risks(self, *, most: int) -> None:
        """What may go wrong next, a sentence each."""
        self._sentences("risks", self.patterns.risks, self.words.risk, most)

    def candidates(self, *, most: int) -> None:
        """What to automate first, with the reasons for and against."""
        self._head("candidates")
        found = self.patterns.candidates
        if not found:
            return self._say(self.t("patterns.none"), "dim")
        for candidate in found[:most]:
            self.console.print()
            self._candidate(candidate)
        return self._more(len(found), most)

    def _candidate(self, candidate: Candidate) -> None:
        mark = (" ✓ ", "green") if candidate.chosen else ("   ", "")
        label = f"{candidate.issue} · {self.words.label(candidate.issue)}"
        self.console.print(
            Text.assemble(mark, (printable(label), "bold"), f"  {self.figures.number(round(candidate.score, 2))}")
        )
        for reason in candidate.reasons:
            bar = "█" * round(reason.score * _SCORE)
            self.console.print(Text.assemble("   ", (f"{bar:{_SCORE}} ", _ACCENT), printable(self.words.reason(reason))))
        if candidate.stays_with_people:
            self._bullets([candidate.stays_with_people])

    def _table(self, issues: Sequence[RecurringIssue], *, story: bool = True) -> Table:
        names = (
            "issue",
            "tickets",
            "share",
            "people",
            "minutes",
            *((self._trend_head, "cause") if story else ("first", "last")),
        )
        table = self._made(("", *(f"patterns.{name}" for name in names)), right=(2, 3, 4, 5))
        for issue in issues:
            last = [self.words.trend(issue.trend), shortened(self.words.cause(issue.cause), _CAUSE_AT_MOST)]
            if not story:
                last = [self.figures.moment(issue.first_seen), self.figures.moment(issue.last_seen)]
            minutes = None if issue.time.minutes is None else timedelta(minutes=issue.time.minutes)
            cells = (
                issue.id,
                self._marked(issue),
                self.figures.count(len(issue.tickets)),
                self.figures.share(issue.share),
                self.words.people(issue.people),
                self.figures.write(Unit.DURATION, minutes),
                *last,
            )
            table.add_row(*(plain_text(cell, "dim" if issue.muted else "") for cell in cells))
        return table

    @property
    def _trend_head(self) -> str:
        return "trend" if self.patterns.period else "trend_lately"

    def _marked(self, issue: RecurringIssue) -> str:
        marks = [self.t(f"patterns.{name}") for name in ("pinned", "muted") if getattr(issue, name)]
        return f"{issue.label} ({', '.join(marks)})" if marks else issue.label

    def _duplicate(self, group: DuplicateGroup) -> tuple[str, str, str, str]:
        kind = self.t(f"patterns.kinds.{group.kind}")
        return kind, self._named(group.tickets), self.figures.share(round(group.confidence, 2)), group.because

    def _named(self, keys: Sequence[str]) -> str:
        shown = [self.words.reference(key) for key in keys[:8]]
        return ", ".join(shown) + (f" … ({self.figures.count(len(keys))})" if len(keys) > len(shown) else "")

    def _sentences(self, name: str, found: Sequence[Any], told: Callable[[Any], str], most: int) -> None:
        self._head(name)
        if not found:
            self._say(self.t("patterns.none"), "dim")
        for one in found[:most]:
            self._bullets([told(one)])
            if one.tickets:
                self._say(f"  {self._named(one.tickets)}", "dim")
        self._more(len(found), most)

    def _head(self, name: str) -> None:
        patterns, t = self.patterns, self.t
        when = t("patterns.whole_copy")
        if patterns.period:
            first, last = self.figures.span(patterns.period)
            when = first if first == last else t("period.span", first=first, last=last)
        self.console.print()
        self.console.print(Text.assemble((t(f"patterns.{name}"), f"bold {_ACCENT}"), "  ", (when, "bold")))
        team = t("page.team", team=patterns.team) if patterns.team else t("page.all_teams")
        total = t("patterns.total", count=patterns.total)
        self._say(" · ".join((total, team, t("period.zone", zone=self.words.timezone))), "dim")

    def _head_of(self, issue: RecurringIssue) -> None:
        self.console.print()
        named = f"  {self.t('patterns.named')}" if issue.named_by_person else ""
        self.console.print(Text.assemble((printable(f"{issue.id} · {issue.label}"), f"bold {_ACCENT}"), (named, "dim")))

    def _made(self, heads: Sequence[str], right: Sequence[int] = ()) -> Table:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=True, show_edge=False, header_style="dim")
        for place, head in enumerate(heads):
            said = plain_text(self.t(head) if head else "")
            table.add_column(said, justify="right" if place in right else "left", vertical="top", overflow="fold")
        return table

    def _bullets(self, sentences: Iterable[str]) -> None:
        bullets(tuple(Sentence(kind="", text=text) for text in sentences), self.console)

    def _say(self, text: str, style: str = "") -> None:
        self.console.print(plain_text(f" {text}", style))

    def _more(self, total: int, shown: int) -> None:
        if total > shown:
            self._say(self.t("patterns.more", count=total - shown, total=total), "dim")
