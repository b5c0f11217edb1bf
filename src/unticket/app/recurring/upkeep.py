"""The groundwork of the copy kept up: what came since the last run is placed, and now and then all is grouped anew."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from unticket.app.recurring.remembered_issues import RememberedIssues
from unticket.history.blocks import alone
from unticket.patterns.verdict import Verdict, feedback_of

if TYPE_CHECKING:
    import polars as pl

    from unticket.patterns.groundwork import Coming, Groundwork
    from unticket.patterns.grouping.feedback import Feedback
    from unticket.patterns.grouping.memory import Memory
    from unticket.storage.pattern_records import PatternRecords

_FOLDER, _FILE = "patterns", "groundwork"
_MOST_PLACED = 0.05  # of the tickets of the last whole run: beyond it what was learned then may not hold
_LONGEST = timedelta(days=7)  # that groups stand without a whole run while tickets come

_log = structlog.get_logger("unticket.patterns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The copy as it is to be grouped: lazy, so that only what is needed is read."""

    tickets: pl.LazyFrame  # columns of the ticket table, without archived ones
    texts: pl.LazyFrame  # columns of the text table
    reader: str  # which made them
    renewed: Callable[[], Read]  # the same before all is grouped anew, when more may have been learned of how to read


class Upkeep:
    """Keeps in `folder` what a run found, as far as the database does not hold it. The folder may be emptied at any time."""

    def __init__(self, records: PatternRecords, folder: Path, clock: Callable[[], datetime], *, whole_up_to: int) -> None:
        """`whole_up_to`: a desk of so many tickets is grouped anew whenever anything came."""
        self._records = records
        self._issues = RememberedIssues(records, clock)
        self._folder = folder / _FOLDER
        self._clock = clock
        self._whole_up_to = whole_up_to

    def groundwork(self, read: Read, *, whole: bool = False) -> Groundwork:
        """The issues and duplicates of all tickets of now. `whole`: all are grouped anew, whatever is known.

        Damaged or foreign files are made again. Two runs at once wait for each other, and neither gives a number twice.
        """
        with self._alone():
            feedback = feedback_of(self._records.verdicts())

            def made(memory: Memory | None) -> tuple[Memory, Sequence[Verdict], tuple[Groundwork, bool]]:
                ground, fresh = self._made(read, memory, feedback, whole=whole)
                return ground.memory, (), (ground, fresh)

            ground, fresh = self._issues.change(made)
            if fresh:
                self._store(ground)
            return ground

    def _made(self, read: Read, memory: Memory | None, feedback: Feedback, *, whole: bool) -> tuple[Groundwork, bool]:
        """The groundwork, and whether it is another than the one in the file."""
        import polars as pl

        from unticket.patterns.groundwork import Coming, duplicates_anew, kept_up, relabelled

        kept = self._load(memory, feedback) if memory else None
        if whole or memory is None or _is_stale(memory, feedback, read.reader):
            return self._laid(read, memory, kept, feedback), True
        now = read.texts.select("key", "digest").join(read.tickets.select("key"), on="key", how="semi").collect()
        before = kept or duplicates_anew(read.tickets.collect(), read.texts.collect(), memory, feedback=feedback)
        coming = Coming.of(before, now)
        if self._is_due(memory, coming, now.height):
            return self._laid(read, memory, kept, feedback), True
        if not coming:
            return replace(relabelled(before, feedback), made_at=before.made_at or self._clock()), kept is None
        keys = coming.to_read.implode()
        tickets, texts = (frame.filter(pl.col("key").is_in(keys)).collect() for frame in (read.tickets, read.texts))
        return self._told(kept, memory, kept_up(before, tickets, texts, coming, feedback=feedback), whole=False), True

    def _laid(self, read: Read, memory: Memory | None, kept: Groundwork | None, feedback: Feedback) -> Groundwork:
        from unticket.patterns.groundwork import laid

        read = read.renewed()
        tickets, texts = read.tickets.collect(), read.texts.collect()
        made = laid(tickets, texts, memory=memory, feedback=feedback, now=self._clock(), reader=read.reader)
        return self._told(kept, memory, made, whole=True)

    def _told(self, kept: Groundwork | None, memory: Memory | None, made: Groundwork, *, whole: bool) -> Groundwork:
        """`made` with its time and what changed since the last run; while nothing does, that of the run before stays."""
        from unticket.patterns.change import change

        now, told = self._clock(), kept.changed if kept else None
        if kept and kept.made_at and memory:
            told = change(memory, made.memory, made.duplicates, since=kept.made_at, until=now, whole=whole) or told
        return replace(made, made_at=now, changed=told)

    def _is_due(self, memory: Memory, coming: Coming, tickets: int) -> bool:
        whole, since = memory.whole, coming.unsettled + len(memory.placed)
        if whole is None or not since:
            return whole is None
        if (coming and tickets <= self._whole_up_to) or self._clock() - whole.at > _LONGEST:
            return True
        return since > _MOST_PLACED * whole.tickets

    def _load(self, memory: Memory, feedback: Feedback) -> Groundwork | None:
        from unticket.patterns.kept_groundwork import from_bytes

        try:
            return from_bytes((self._folder / _FILE).read_bytes(), memory, feedback=feedback)
        except FileNotFoundError:
            return None
        except OSError as error:
            _log.warning("what the last run found cannot be read; it is made again", folder=str(self._folder), why=str(error))
            return None

    def _store(self, ground: Groundwork) -> None:
        """For every process at once, or not at all."""
        from unticket.patterns.kept_groundwork import to_bytes

        written = self._folder / f"{uuid.uuid4().hex}.tmp"
        try:
            written.write_bytes(to_bytes(ground))
            written.replace(self._folder / _FILE)
        except OSError as error:
            _log.warning("what was found cannot be kept; the next run makes it again", folder=str(self._folder), why=str(error))
        finally:
            with suppress(OSError):
                written.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One run at a time, where the folder can be written; elsewhere the database keeps runs apart."""
        with ExitStack() as held:
            try:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # words of tickets: for their keeper only
                held.enter_context(alone(self._folder))
            except OSError as error:
                _log.warning("the folder of patterns cannot be written", folder=str(self._folder), why=str(error))
            yield


def _is_stale(memory: Memory, feedback: Feedback, reader: str) -> bool:
    """Whether people have said since what moves tickets, or taken a name back, or texts are read in another way."""
    from unticket.patterns.groundwork import told_by
    from unticket.patterns.grouping.memory import issue_id

    if memory.whole is None or memory.whole.told != told_by(feedback, reader):
        return True
    return any(label.named_by_person and issue_id(number) not in feedback.names for number, label in memory.labels.items())
