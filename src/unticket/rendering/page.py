"""What every form of a report shows: all of it in words of one language, every figure with the way to its tickets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from unticket.reports.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """An insight in words. `evidence` names its evidence on the page, or is empty."""

    kind: str
    text: str
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table after the first. Numbers stand right."""

    name: str
    label: str
    numeric: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a table: its label, and one text a column."""

    label: str
    cells: tuple[str, ...]
    links: tuple[str, ...] = ()  # a column each: the anchor of the tickets behind the cell, or nothing
    share: float = 0.0  # of the largest count of the table, 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What there is to say of one row of a table."""

    anchor: str
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A ticket named as evidence: by its reference where the page knows it, else by the desk's number."""

    key: str
    text: str
    url: str = ""
    listed: bool = False  # its line stands on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The tickets behind one figure or insight."""

    anchor: str
    title: str
    total: int
    total_text: str
    references: tuple[Reference, ...]
    command: str = ""  # the arguments of `unticket export` that list all of them, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """One figure of the strip at the top, with the period before."""

    name: str
    label: str
    value: str
    was: str = ""  # the period before, where it is known
    before: str = ""  # the same as a phrase
    change: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One report on the page."""

    name: str
    title: str
    lead: str
    heading: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    hidden: int
    total: Line
    before: Line | None
    insights: tuple[Sentence, ...]
    comment: str
    evidence: tuple[Evidence, ...]
    stories: tuple[Story, ...]
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """Which data stood behind one report, and what it showed."""

    title: str
    period: str
    desk: str
    desk_url: str
    synced: str
    newest: str
    in_copy: str
    counted: str
    showed: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTicket:
    """A ticket in the list of the page."""

    key: str
    anchor: str
    reference: str
    subject: str
    stage: str
    assignee: str
    tags: tuple[str, ...]
    opened: str
    closed: str
    time_to_resolve: str
    url: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything that a form of a report shows, in words of one language."""

    language: str
    name: str
    title: str
    organisation: str
    week: str
    span: str
    zone: str
    team: str
    made: str
    headline: tuple[Sentence, ...]
    headline_evidence: tuple[Evidence, ...]
    figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    tickets: tuple[ListedTicket, ...]
    tickets_command: str
    data: tuple[DataLine, ...]
    comment: str

    @property
    def same_data(self) -> DataLine | None:
        """The data behind all of it, where several chapters rest on the same; what it showed is each one's own."""
        told = {replace(line, title="", showed="") for line in self.data}
        return told.pop() if len(told) == 1 and len(self.data) > 1 else None
