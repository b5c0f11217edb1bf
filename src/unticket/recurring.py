"""Recurring issues over the house: the copy, the memory and what people said go in, issues with their evidence come out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, NoReturn

import orjson

from unticket.model.errors import ConfigurationError, Conflict, NotFound, UserError
from unticket.patterns.verdict import Verdict, VerdictKind, feedback_of

if TYPE_CHECKING:
    import polars as pl

    from unticket.history.ticket_table import TicketTable
    from unticket.model.period import Period
    from unticket.model.recurring_issue import RecurringIssue
    from unticket.patterns.causes.register import Register
    from unticket.patterns.evaluate.word_of_people import Unaided
    from unticket.patterns.explain import Explanation
    from unticket.patterns.find import Found
    from unticket.patterns.findings import Patterns
    from unticket.patterns.grouping.feedback import Feedback
    from unticket.patterns.grouping.memory import Memory
    from unticket.patterns.options import Options
    from unticket.reports.report import Insight, Report, WeeklyReport
    from unticket.settings import Settings
    from unticket.storage.pattern_records import PatternRecords, Remembered
    from unticket.storage.ticket_copy import TicketCopy

_ISSUE = re.compile(r"[Pp]\d+")
_MEMORY = "issues"
_TRIES = 4  # runs that save at the same time: each sees another's numbers and counts on from them
_NOTES_OF = 5_000  # tickets, the newest, whose notes are read for causes


class RecurringIssues:
    """What `unticket patterns` does. `clock` is the one of the house."""

    def __init__(
        self,
        settings: Settings,
        copy: TicketCopy,
        records: PatternRecords,
        table: Callable[[], TicketTable],
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._copy = copy
        self._records = records
        self._table = table
        self._clock = clock

    def found(self, period: Period | None = None, *, team: str | None = None) -> Found:
        """The issues of `period` (None: all that the copy holds) and of the `team` named, under the numbers that they had.

        Raises `NotFound` for an unknown team.
        """
        from unticket.patterns.find import find
        from unticket.reports.selection import found_word

        table = self._named(self._table())
        team_id = found_word(table.vocabulary.teams, team, "team") if team else None
        texts, notes, minutes = self.texts(), self._notes(table, period), self._stage_minutes(table)
        for attempt in range(_TRIES):
            remembered = self._records.memory(_MEMORY)
            found = find(
                table,
                texts,
                notes,
                period=period,
                team=team_id,
                register=self.register,
                feedback=feedback_of(self._records.verdicts()),
                memory=self._memory(remembered),
                stage_minutes=minutes,
                options=self.options,
                now=self._clock(),
            )
            if self._kept(found.memory, remembered, last=attempt == _TRIES - 1):
                return found
        raise AssertionError  # the last attempt returns or raises

    def unaided(self) -> Unaided:
        """The groups of all tickets as they are found where nothing is remembered and nobody has said anything."""
        import polars as pl

        from unticket.patterns.evaluate.word_of_people import unaided

        tickets = self._table().tickets.filter(~pl.col("archived")).collect()
        return unaided(tickets, self.texts().join(tickets.select("key"), on="key", how="semi"))

    @property
    def feedback(self) -> Feedback:
        """What people said of issues and pairs of tickets, as far as it holds."""
        return feedback_of(self._records.verdicts())

    @cached_property
    def register(self) -> Register:
        """The known errors of the settings' file; none where the default file is not there. Raises `ConfigurationError`."""
        from unticket.patterns.causes.register import Register, parse_register
        from unticket.patterns.text.lexicon.lexicon import lexicon

        path = self._settings.folder / self._settings.patterns.known_errors
        try:
            return parse_register(path.read_text("utf-8-sig"), where=path.name, concepts=lexicon().kinds)
        except FileNotFoundError as error:
            if "known_errors" in self._settings.patterns.model_fields_set:
                raise ConfigurationError(
                    f"There is no register of known errors {path}.", "Mend patterns.known_errors, or write that file."
                ) from error
            return Register()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
            raise ConfigurationError(f"The register {path} cannot be read: {reason}.") from error

    @cached_property
    def options(self) -> Options:
        """What the settings say of the desk."""
        from unticket.patterns.evidence.working_hours import WorkingHours
        from unticket.patterns.options import Options
        from unticket.patterns.school_calendar import Calendar, Span

        said, timezone = self._settings.patterns, self._settings.timezone
        spans = {
            name: tuple(Span(name=day.name, first=day.first, last=day.last) for day in said.days(name))
            for name in ("terms", "holidays", "exams")
        }
        free = frozenset(
            day.first + timedelta(days=n) for day in said.days("holidays") for n in range((day.last - day.first).days + 1)
        )
        return Options(
            timezone=timezone,
            hours=WorkingHours(timezone=timezone, week=said.hours, holidays=free) if said.hours else None,
            hourly_rate=said.hourly_rate,
            currency=said.currency,
            notice=timedelta(minutes=said.notice_minutes),
            sizes=dict(_sizes(said.sizes)),
            calendar=Calendar(**spans),
            runbooks=_built_runbooks(),
        )

    def chapter(self, weekly: WeeklyReport, found: Found, *, comment: str = "") -> Report:
        """Top recurring issues of a weekly report's period and team, as they were `found`."""
        from unticket.reports.recurring import Found as Counted
        from unticket.reports.recurring import recurring

        patterns = found.patterns
        quoted = [quote.ticket for issue in patterns.issues for quote in (*issue.people.quotes, *issue.cause.quotes)]
        told = [one.ticket for issue in patterns.issues for one in issue.impact if one.ticket]
        firsts = [key for spike in patterns.spikes for key in spike.made_of]
        references = self.references([*quoted, *told, *firsts])
        counted = Counted(
            period=weekly.period,
            team=weekly.team,
            issues=patterns.issues,
            tickets=found.counted,
            time=found.time,
            references=references,
            besides=dict(_chosen(patterns)),
            data=weekly.reports[0].data,
        )
        return recurring(counted, more=tuple(beside_the_reports(patterns, references)), comment=comment)

    def explain(self, found: Found, issue: RecurringIssue) -> Explanation:
        """Why the tickets of `issue` belong together."""
        from unticket.patterns.explain import explain
        from unticket.patterns.likeness.likeness import Likeness

        texts = self.texts()
        likeness = found.memory.likeness or Likeness.fit(texts)
        feedback = feedback_of(self._records.verdicts())
        return explain(issue, texts, likeness, duplicates=found.patterns.duplicates, feedback=feedback)

    def say(self, kind: VerdictKind, subject: str, value: str, *, by: str, other: str = "") -> None:
        """Keep a person's word; "" takes back what was said before. Raises `UserError` where nobody is named."""
        self._records.say([self._verdict(kind, subject, value, by=by, other=other)])

    def merge(self, issue: str, into: str, *, by: str) -> None:
        """Keep that `issue` is part of `into`, and which tickets it had, in case that is taken back."""
        import polars as pl

        from unticket.patterns.grouping.memory import number_of

        memory = self._memory(self._records.memory(_MEMORY))
        keys = memory.tickets.filter(pl.col("issue") == number_of(issue))["key"].to_list() if memory else []
        name, said = f"merged {issue}", self._verdict(VerdictKind.MERGE, issue, into, by=by)
        before = self._records.memory(name)
        self._records.save(name, orjson.dumps(keys), after=before.version, now=self._clock(), verdicts=[said])

    def unmerge(self, issue: str, *, by: str) -> None:
        """Let `issue` stand for itself again, with the tickets that it had."""
        import polars as pl

        from unticket.patterns.grouping.memory import number_of

        keys = orjson.loads(self._records.memory(f"merged {issue}").content or b"[]")
        said = self._verdict(VerdictKind.MERGE, issue, "", by=by)
        for attempt in range(_TRIES):
            remembered = self._records.memory(_MEMORY)
            memory = self._memory(remembered) or _none_found()
            own = memory.tickets.filter(pl.col("key").is_in(keys)).select("key", issue=pl.lit(number_of(issue), pl.UInt32))
            if self._kept(memory.with_tickets(own), remembered, [said], last=attempt == _TRIES - 1):
                return

    def move(self, tickets: Sequence[str], issue: str, *, by: str) -> None:
        """Keep that these tickets (keys) belong to `issue`; "" leaves them to the matcher again."""
        self._records.say([self._verdict(VerdictKind.MOVE, key, issue, by=by) for key in tickets])

    def split(self, tickets: Sequence[str], *, by: str) -> str:
        """Move these tickets (keys) into an issue of their own; returns its number, which was never given before."""
        from dataclasses import replace

        for attempt in range(_TRIES):
            remembered = self._records.memory(_MEMORY)
            memory = self._memory(remembered) or _none_found()
            new = memory.next_id
            verdicts = [self._verdict(VerdictKind.MOVE, key, new, by=by) for key in tickets]
            if self._kept(
                replace(memory, next_number=memory.next_number + 1), remembered, verdicts, last=attempt == _TRIES - 1
            ):
                return new
        raise AssertionError  # the last attempt returns or raises

    def is_issue(self, name: str) -> bool:
        """Whether `name` looks like an issue's number: P12."""
        return _ISSUE.fullmatch(name.strip()) is not None

    def issue_of(self, name: str, *, as_given: bool = False) -> str:
        """The number of an issue that a person wrote as P12, p12 or 12; merges are followed, unless it is wanted `as_given`.

        Raises `NotFound`.
        """
        written = re.fullmatch(r"[Pp]?0*([1-9]\d{0,8})", name.strip())
        memory = self._memory(self._records.memory(_MEMORY))
        if written is None or memory is None or int(written[1]) >= memory.next_number:
            raise NotFound(f"There is no issue {name!r}.", "unticket patterns lists them all.")
        issue = f"P{written[1]}"
        return issue if as_given else feedback_of(self._records.verdicts()).now(issue)

    def ticket_of(self, name: str) -> str:
        """The key of a ticket that a person named by key, reference or number. Raises `NotFound`."""
        import polars as pl

        wanted = name.strip()
        number = pl.col("key").str.split(":").list.last()
        named = pl.any_horizontal(pl.col("key", "reference").str.to_lowercase() == wanted.lower(), number == wanted)
        keys = self._table().tickets.filter(named).select("key").unique().head(2).collect()["key"].to_list()
        if not keys:
            raise NotFound(f"There is no ticket {name!r} in the copy.", "Give its reference (HT20289) or key (odoo:20289).")
        if len(keys) > 1:
            raise UserError(f"{name!r} names several tickets: {', '.join(keys)}.", "Give its key.")
        return str(keys[0])

    def lines(self, keys: Sequence[str]) -> list[tuple[str, datetime, str]]:
        """These tickets as they are listed: reference, opened, subject; oldest first."""
        import polars as pl

        wanted = pl.Series("key", sorted(set(keys)), dtype=pl.String).to_frame().lazy()
        found = self._table().tickets.join(wanted, on="key", how="semi").sort("opened_at", "key")
        return found.select("reference", "opened_at", "subject").collect().rows()

    def references(self, keys: Sequence[str]) -> dict[str, str]:
        """What people call these tickets, by key."""
        import polars as pl

        wanted = pl.Series("key", sorted(set(keys)), dtype=pl.String).to_frame().lazy()
        return dict(self._table().tickets.select("key", "reference").join(wanted, on="key", how="semi").collect().iter_rows())

    def texts(self) -> pl.DataFrame:
        """What is read of each ticket's text."""
        from unticket.history.texts import text_table
        from unticket.patterns.text.reading import READER, read_texts

        cache = self._settings.folder / self._settings.cache
        reader = "|".join((READER, *self._hidden))
        return text_table(self._copy, cache, read=partial(read_texts, names=self._hidden), reader=reader).collect()

    @cached_property
    def _hidden(self) -> Sequence[str]:
        """The names of agents, where the settings do not show them."""
        if self._settings.patterns.show_agents:
            return ()
        return sorted(agent.name for agent in self._copy.vocabulary().agents.values())

    def notes_of(self, keys: Sequence[str]) -> pl.DataFrame:
        """What agents wrote on these tickets, as it may be shown."""
        from unticket.patterns.text.reading import read_notes

        messages = [message for on_ticket in self._copy.messages_of(keys).values() for message in on_ticket]
        return read_notes(messages, list(self._copy.tickets(keys)), names=self._hidden)

    def _notes(self, table: TicketTable, period: Period | None) -> pl.DataFrame:
        import polars as pl

        until = table.tickets.filter(pl.col("opened_at") < period.ends_at) if period else table.tickets
        keys = until.select("key", "opened_at").top_k(_NOTES_OF, by="opened_at").collect()["key"].to_list()
        return self.notes_of(keys)

    def _stage_minutes(self, table: TicketTable) -> pl.DataFrame:
        from unticket.patterns.evidence.stages import stage_minutes, working_stages

        return stage_minutes(self._copy.stage_seconds(), working_stages(table.vocabulary))

    def _memory(self, remembered: Remembered) -> Memory | None:
        from unticket.patterns.grouping.memory import Memory

        return Memory.from_bytes(remembered.content) if remembered.content else None

    def _named(self, table: TicketTable) -> TicketTable:
        """`table` without the names of agents, where the settings do not show them."""
        from dataclasses import replace

        if self._settings.patterns.show_agents:
            return table
        agents = {id_: replace(agent, name=f"agent {id_}") for id_, agent in table.vocabulary.agents.items()}
        return replace(table, vocabulary=replace(table.vocabulary, agents=agents))

    def _kept(self, memory: Memory, before: Remembered, verdicts: Sequence[Verdict] = (), *, last: bool) -> bool:
        """Whether this memory could be saved: no other run has saved since `before` was read."""
        content = memory.to_bytes()
        if content == before.content and not verdicts:
            return True
        try:
            self._records.save(_MEMORY, content, after=before.version, now=self._clock(), verdicts=verdicts)
        except Conflict:
            if last:
                raise
            return False
        return True

    def _verdict(self, kind: VerdictKind, subject: str, value: str, *, by: str, other: str = "") -> Verdict:
        if not by.strip():
            raise UserError("What is said of an issue is a person's word: it needs a name.", "Give --by NAME.")
        return Verdict(kind=kind, subject=subject, other=other, value=value.strip(), said_by=by.strip(), said_at=self._clock())


def _none_found() -> NoReturn:
    raise Conflict("No issues were found yet.", "Run: unticket patterns")


def _sizes(said: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Each class as the texts name it, whatever the language. Raises `ConfigurationError`."""
    from unticket.patterns.text.entities import entities
    from unticket.patterns.text.tokens import tokens

    for name, size in said.items():
        found = entities(tokens(name))
        if len(found) != 1:
            raise ConfigurationError(f"patterns.class_sizes: {name!r} is no class by its name.", "Write it as class A = 25.")
        yield found[0], size


def _built_runbooks() -> frozenset[str]:
    """A runbook is a folder of `runbooks/`; `acting/` is the machinery of them all."""
    import pkgutil

    from unticket import runbooks

    return frozenset(module.name for module in pkgutil.iter_modules(runbooks.__path__) if module.ispkg) - {"acting"}


def _chosen(patterns: Patterns) -> Iterator[tuple[str, Sequence[Insight]]]:
    """The issue to automate first, with why."""
    from unticket.reports.insights import insight
    from unticket.reports.report import Insight

    for candidate in patterns.candidates:
        if candidate.chosen:
            reasons = (Insight(kind=f"reasons.{one.because}", numbers=one.numbers) for one in candidate.reasons)
            yield candidate.issue, (insight("automate_because"), *reasons)


def beside_the_reports(patterns: Patterns, references: Mapping[str, str]) -> Iterator[Insight]:
    """Spikes, risks and the chosen candidate, as far as the four reports do not tell them: a sentence each.

    An insight's kind is here the key of its text: "risks.ping_pong".
    """
    from unticket.patterns.findings import RiskKind
    from unticket.patterns.risks.sentence import sentence_of
    from unticket.patterns.spikes.sentence import sentences_of
    from unticket.reports.insights import insight
    from unticket.reports.report import Insight

    labels = {issue.id: issue.label for issue in patterns.issues}
    for spike in patterns.spikes:
        for told in sentences_of(spike, labels, references):
            if spike.alarm or spike.made_of:  # of the volume alone the trends tell
                yield Insight(kind=f"spikes.{told.kind}", numbers=told.numbers, tickets=spike.tickets)
    for risk in patterns.risks:
        if risk.kind is not RiskKind.SINGLE_POINT_OF_FAILURE and not risk.too_few:
            yield Insight(kind=f"risks.{sentence_of(risk)}", numbers=risk.numbers, tickets=risk.tickets)
    chosen = [candidate.issue for candidate in patterns.candidates if candidate.chosen]
    for id_ in chosen:
        yield insight("automate_first", issue=f"{id_} · {labels.get(id_, id_)}")
    if patterns.candidates and not chosen:
        yield insight("automate_none")
