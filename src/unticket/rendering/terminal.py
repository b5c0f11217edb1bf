"""A report on the screen: what it says first, then a bar a row; readable without colour and in 80 columns."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from unticket.rendering.page import KeyFigure, Line, Page, Section, Sentence
from unticket.rendering.printable import printable, shortened
from unticket.rendering.texts import Texts
from unticket.rendering.view import Viewer
from unticket.reports.report import Report, WeeklyReport

ROWS_AT_MOST = 12
BAR_WIDTH, LABEL_WIDTH = 14, 28
_AROUND = 3  # a space on each side of a cell, and one between two columns
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_ACCENT = "cyan"
_FIRST = (
    "count",
    "share",
    "time_to_resolve",
    "resolved",
    "backlog_size",
    "handling_time",
    "people_stated",
    "open",
    "first_response_time",
)


def show(report: Report | WeeklyReport, console: Console, *, language: str) -> None:
    """Print `report`. Nothing in it is read as the console's own markup or control signs."""
    viewer = Viewer(report, language)
    page = viewer.page()
    _masthead(page, console)
    bullets(page.headline, console, apart=True)
    _remark(page.comment, console)
    if isinstance(report, WeeklyReport):
        _figures(page.figures, console)
    for section in page.sections:
        _section(section, viewer.texts, console)


def _masthead(page: Page, console: Console) -> None:
    console.print()
    console.print(
        Text.assemble((page.title, f"bold {_ACCENT}"), "  ", (" · ".join(filter(None, (page.week, page.span))), "bold"))
    )
    console.print(plain_text(" · ".join((page.team, page.zone)), "dim"))


def bullets(sentences: tuple[Sentence, ...], console: Console, *, apart: bool = False) -> None:
    """A bullet a sentence, wrapped; `apart`: with an empty line before them."""
    if sentences and apart:
        console.print()
    for sentence in sentences:
        for place, line in enumerate(plain_text(sentence.text).wrap(console, max(20, console.width - 4))):
            line.rstrip()
            console.print(Text.assemble((" • " if place == 0 else "   ", _ACCENT), line))


def _remark(comment: str, console: Console) -> None:
    if comment.strip():
        console.print()
        for line in plain_text(comment.strip(), "italic").wrap(console, max(20, console.width - 4)):
            line.rstrip()
            console.print(Text.assemble("   ", line))


def _figures(figures: tuple[KeyFigure, ...], console: Console) -> None:
    if not figures:
        return
    console.print()
    labels = max(cell_len(figure.label) for figure in figures)
    values = max(cell_len(figure.value) for figure in figures)
    for figure in figures:
        told = f"  ({', '.join(filter(None, (figure.before, figure.change)))})" if figure.before else ""
        value = " " * (values - cell_len(figure.value)) + figure.value
        line = Text.assemble(" ", set_cell_size(printable(figure.label), labels), "  ", (value, "bold"), (told, "dim"))
        console.print(line, overflow="fold")


def _section(section: Section, t: Texts, console: Console) -> None:
    console.print()
    console.print(plain_text(section.title, f"bold {_ACCENT}"))
    if not section.lines and not section.insights:
        console.print(plain_text(f" {t('page.no_rows')}", "dim"))
    elif section.lines:
        console.print(_table(section, console.width))
        hidden = section.hidden + max(0, len(section.lines) - ROWS_AT_MOST)
        if hidden:
            console.print(plain_text(f" {t('page.more_rows', count=hidden)}", "dim"))
    bullets(section.insights, console, apart=True)
    for story in section.stories:
        console.print()
        console.print(plain_text(f" {story.title}", "bold"))
        bullets(story.sentences, console)
    _remark(section.comment, console)


def _table(section: Section, width: int) -> Table:
    """The label, a bar, the count, and as many further columns as the width has room for."""
    shown = section.lines[:ROWS_AT_MOST]
    totals = [line for line in (section.total, section.before) if line]
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=True, show_edge=False, header_style="dim")
    table.add_column(plain_text(section.heading), no_wrap=True, max_width=LABEL_WIDTH)
    table.add_column("", width=BAR_WIDTH, no_wrap=True)
    places = _fitting(section, [*shown, *totals], width)
    for place in places:
        widest = max(cell_len(line.cells[place]) for line in (*shown, *totals))  # a heading may wrap, "6 ngày 2 giờ" may not
        table.add_column(plain_text(section.columns[place].label), justify="right", vertical="bottom", min_width=widest)
    for line in shown:
        label = plain_text(shortened(line.label, LABEL_WIDTH))
        table.add_row(label, Text(bar(line.share), _ACCENT), *(plain_text(line.cells[place]) for place in places))
    for style, line in zip(("bold", "dim"), totals, strict=False):
        table.add_row(plain_text(line.label, style), "", *(plain_text(line.cells[place], style) for place in places))
    return table


def _fitting(section: Section, lines: list[Line], width: int) -> list[int]:
    """The places of the columns that fit beside label and bar, those first that tell most."""
    names = [column.name for column in section.columns]
    wanted = sorted(range(len(names)), key=lambda place: _FIRST.index(names[place]) if names[place] in _FIRST else len(_FIRST))
    labels = (section.heading, *(line.label for line in lines))
    room = width - BAR_WIDTH - 2 * _AROUND - max(cell_len(shortened(label, LABEL_WIDTH)) for label in labels)
    places: list[int] = []
    for place in wanted:
        words = section.columns[place].label.split()
        needed = (
            max(*(cell_len(line.cells[place]) for line in lines), *map(cell_len, words), min(12, sum(map(cell_len, words))))
            + _AROUND
        )
        if needed <= room:
            places.append(place)
            room -= needed
    return places


def bar(share: float, width: int = BAR_WIDTH) -> str:
    """A bar of block characters, an eighth of a character fine."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return set_cell_size("█" * full + (_EIGHTHS[rest] if rest else ""), width)


def plain_text(text: str, style: str = "") -> Text:
    """Text that says nothing to the console or the terminal: no markup, no escape codes."""
    return Text(printable(text), style)
