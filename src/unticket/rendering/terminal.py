"""A report on the screen: what it says first, then a bar a row; readable without colour and in 80 columns."""

from __future__ import annotations

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unticket.rendering.page import KeyFigure, Page, Section, Sentence
from unticket.rendering.printable import printable, shortened
from unticket.rendering.texts import Texts
from unticket.rendering.view import Viewer
from unticket.reports.report import Report, WeeklyReport

ROWS_AT_MOST = 12
BAR_WIDTH = 14
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_ACCENT = "cyan"


def show(report: Report | WeeklyReport, console: Console, *, language: str) -> None:
    """Print `report`. Nothing in it is read as the console's own markup or control signs."""
    viewer = Viewer(report, language)
    page = viewer.page()
    _masthead(page, console)
    _sentences(page.headline, console)
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
    console.print(_plain(" · ".join((page.team, page.zone)), "dim"))


def _sentences(sentences: tuple[Sentence, ...], console: Console) -> None:
    if not sentences:
        return
    console.print()
    for sentence in sentences:
        table = Table.grid(padding=(0, 1))
        table.add_row(Text(" •", _ACCENT), _plain(sentence.text))
        console.print(table)


def _remark(comment: str, console: Console) -> None:
    if comment.strip():
        console.print()
        console.print(Padding(_plain(comment.strip(), "italic"), (0, 0, 0, 3)))


def _figures(figures: tuple[KeyFigure, ...], console: Console) -> None:
    if not figures:
        return
    console.print()
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for figure in figures:
        told = f"({figure.before}{', ' + figure.change if figure.change else ''})"
        table.add_row(_plain(f" {figure.label}"), _plain(figure.value, "bold"), _plain(told, "dim"))
    console.print(table)


def _section(section: Section, t: Texts, console: Console) -> None:
    console.print()
    console.print(_plain(section.title, f"bold {_ACCENT}"))
    if not section.lines:
        console.print(_plain(f" {t('page.no_rows')}", "dim"))
    else:
        console.print(_table(section, console.width))
        hidden = section.hidden + max(0, len(section.lines) - ROWS_AT_MOST)
        if hidden:
            console.print(_plain(f" {t('page.more_rows', count=hidden)}", "dim"))
    _sentences(section.insights, console)
    _remark(section.comment, console)


def _table(section: Section, width: int) -> Table:
    """The label, a bar, the count, and as many further columns as the width has room for."""
    shown = section.lines[:ROWS_AT_MOST]
    totals = [line for line in (section.total, section.before) if line]
    count = next(place for place, column in enumerate(section.columns) if column.name == "count")
    label_width = min(28, max(cell_len(shortened(line.label, 28)) for line in (*shown, *totals)))
    places, room = [], width - label_width - BAR_WIDTH - 4
    for place in (count, *(place for place in range(len(section.columns)) if place != count)):
        widest = max(cell_len(line.cells[place]) for line in (*shown, *totals))
        needed = max(widest, min(cell_len(section.columns[place].label), 14)) + 2
        if needed > room:
            break
        places.append(place)
        room -= needed
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=True, show_edge=False, header_style="dim")
    table.add_column(_plain(section.heading), no_wrap=True, max_width=28)
    table.add_column("", width=BAR_WIDTH, no_wrap=True)
    for place in places:
        table.add_column(_plain(section.columns[place].label), justify="right", no_wrap=False, overflow="fold")
    for line in shown:
        label = _plain(shortened(line.label, 28))
        table.add_row(label, Text(bar(line.share), _ACCENT), *(_plain(line.cells[place]) for place in places))
    for style, line in zip(("bold", "dim"), totals, strict=False):
        table.add_row(_plain(line.label, style), "", *(_plain(line.cells[place], style) for place in places))
    return table


def bar(share: float, width: int = BAR_WIDTH) -> str:
    """A bar of block characters, an eighth of a character fine."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return set_cell_size("█" * full + (_EIGHTHS[rest] if rest else ""), width)


def _plain(text: str, style: str = "") -> Text:
    """Text that says nothing to the console or the terminal: no markup, no escape codes."""
    return Text(printable(text), style)
