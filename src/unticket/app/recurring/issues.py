"""Recurring issues as they are read: found, explained, listed and told in a chapter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from unticket.app.recurring.desk_facts import DeskFacts
from unticket.app.recurring.desk_forms import DeskForms
from unticket.app.recurring.remembered_issues import RememberedIssues
from unticket.app.recurring.upkeep import Read, Upkeep
from unticket.model.errors import NotFound, UserError
from unticket.patterns.verdict import feedback_of

if TYPE_CHECKING:
    import polars as pl

    from unticket.history.ticket_table import TicketTable
    from unticket.model.period import Period
    from unticket.model.recurring_issue import RecurringIssue
    from unticket.patterns.evaluate.word_of_people import Unaided
    from unticket.patterns.explain import Explanation
    from unticket.patterns.find import Found
    from unticket.patterns.findings import Change
    from unticket.patterns.grouping.feedback import Feedback
    from unticket.patterns.grouping.memory import Memory
    from unticket.settings import Settings
    from unticket.storage.pattern_records import PatternRecords
    from unticket.storage.ticket_copy import TicketCopy

_ISSUE = re.compile(r"[Pp]\d+")
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
        self._issues = RememberedIssues(records, clock)
        cache = settings.folder / settings.cache
        self._upkeep = Upkeep(records, cache, clock, whole_up_to=settings.patterns.whole_up_to)
        self._forms = DeskForms(copy, records, clock)
        self.facts = DeskFacts(settings)

    def found(self, period: Period | None = None, *, team: str | None = None, whole: bool = False) -> Found:
        """The issues of `period` (None: all that the copy holds) and of the `team` named, under the numbers that they had.

        What came since the last run is placed among what it found, unless it is time to group all anew, or the `whole` is
        wanted so. Raises `NotFound` for an unknown team.
        """
        from unticket.patterns.find import look, nothing
        from unticket.patterns.grouping.memory import Memory
        from unticket.reports.selection import found_word

        table = self._named(self._table())
        team_id = found_word(table.vocabulary.teams, team, "team") if team else None
        if self._is_empty(table):
            return nothing(period, team_id, self.remembered() or Memory(), self._clock())
        ground = self._upkeep.groundwork(self._read(table), whole=whole)
        return look(
            ground,
            table,
            self._texts(),
            self._notes(table, period),
            period=period,
            team=team_id,
            register=self.facts.register,
            stage_minutes=self._stage_minutes(table),
            options=self.facts.options,
            now=self._clock(),
        )

    def repair(self) -> Change | None:
        """Group all tickets anew; what that changed, None where nothing or where it is the first time."""
        table = self._named(self._table())
        if self._is_empty(table):
            return None
        ground = self._upkeep.groundwork(self._read(table), whole=True)
        return ground.changed if ground.changed and ground.changed.until == ground.made_at else None

    def needs_repair(self) -> bool:
        """Whether a ticket came or went since all were grouped anew. False where nobody has asked for issues yet."""
        import polars as pl

        memory = self.remembered()
        if memory is None or memory.whole is None:
            return False
        tickets = self._table().tickets.filter(~pl.col("archived")).select(pl.len()).collect().item()
        return not memory.placed.is_empty() or bool(tickets != memory.whole.tickets)

    def unaided(self) -> Unaided:
        """The groups of all tickets as they are found where nothing is remembered and nobody has said anything."""
        import polars as pl

        from unticket.patterns.evaluate.word_of_people import unaided

        tickets = self._table().tickets.filter(~pl.col("archived")).collect()
        return unaided(tickets, self.texts().join(tickets.select("key"), on="key", how="semi"))

    def remembered(self) -> Memory | None:
        """The issues as the last run left them; None: no run yet."""
        return self._issues.load()

    @property
    def feedback(self) -> Feedback:
        """What people said of issues and pairs of tickets, as far as it holds."""
        return feedback_of(self._records.verdicts())

    def explain(self, found: Found, issue: RecurringIssue) -> Explanation:
        """Why the tickets of `issue` belong together."""
        from unticket.patterns.explain import explain
        from unticket.patterns.likeness.likeness import Likeness

        texts = self.texts()
        likeness = found.memory.likeness or Likeness.fit(texts)
        feedback = feedback_of(self._records.verdicts())
        return explain(issue, texts, likeness, duplicates=found.patterns.duplicates, feedback=feedback)

    def is_issue(self, name: str) -> bool:
        """Whether `name` looks like an issue's number: P12."""
        return _ISSUE.fullmatch(name.strip()) is not None

    def issue_of(self, name: str, *, as_given: bool = False) -> str:
        """The number of an issue that a person wrote as P12, p12 or 12; merges are followed, unless it is wanted `as_given`.

        Raises `NotFound`.
        """
        written = re.fullmatch(r"[Pp]?0*([1-9]\d{0,8})", name.strip())
        memory = self.remembered()
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
        return self._texts().collect()

    def concepts_of(self, issues: pl.DataFrame) -> pl.DataFrame:
        """(issue, key, concepts): what the tickets of `issues` (key, issue) speak of."""
        said = self._texts().select("key", "concepts")
        return said.join(issues.lazy(), on="key").collect(engine="streaming")

    def _texts(self) -> pl.LazyFrame:
        from unticket.history.texts import text_table
        from unticket.patterns.text.reading import read_texts

        cache = self._settings.folder / self._settings.cache
        read = partial(read_texts, names=self._hidden, forms=self._forms.lines)
        return text_table(self._copy, cache, read=read, reader=self._reader)

    @property
    def _reader(self) -> str:
        from unticket.patterns.text.reading import READER

        return "|".join((READER, *self._hidden, *filter(None, [self._forms.digest])))

    def _is_empty(self, table: TicketTable) -> bool:
        import polars as pl

        return table.tickets.filter(~pl.col("archived")).head(1).collect().is_empty()

    def _read(self, table: TicketTable) -> Read:
        """The copy for grouping. The desk's forms are looked for before the first reading, and whenever all is grouped anew."""
        import polars as pl

        present = table.tickets.filter(~pl.col("archived"))

        def newest(most: int) -> list[str]:
            return present.select("key", "opened_at").top_k(most, by="opened_at").collect()["key"].to_list()

        def renewed() -> Read:
            return self._read(table) if self._forms.learn(newest) else read

        if not self._forms.were_looked_for:
            self._forms.learn(newest)
        read = Read(tickets=present, texts=self._texts(), reader=self._reader, renewed=renewed)
        return read

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

    def _named(self, table: TicketTable) -> TicketTable:
        """`table` without the names of agents, where the settings do not show them."""
        from dataclasses import replace

        if self._settings.patterns.show_agents:
            return table
        agents = {id_: replace(agent, name=f"agent {id_}") for id_, agent in table.vocabulary.agents.items()}
        return replace(table, vocabulary=replace(table.vocabulary, agents=agents))
