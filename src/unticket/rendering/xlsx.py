"""A report as a spreadsheet: a sheet a report with filters and a chart, real dates in the desk's zone, and no live formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from unticket.rendering.page import DataLine, Page, Section
from unticket.rendering.spreadsheet import Sheets
from unticket.rendering.view import Viewer, as_day, label_of, value_of
from unticket.reports.report import Report, Row, TicketLine, Unit, Value, WeeklyReport

BARS_AT_MOST = 20
_BAR = "#1F6F8B"
_BELOW_CHART = 18  # sentences that would run under it begin here
_HEAD = 3  # the row (from 0) of a sheet's column heads: title, period and a space stand above
_LINE = {
    **dict.fromkeys(("reference", "subject", "stage", "assignee", "tags", "key"), Unit.TEXT),
    **dict.fromkeys(("opened", "closed"), Unit.TIME),
    "time_to_resolve": Unit.DURATION,
    "url": Unit.TEXT,
}
_EVIDENCE = {"report": Unit.TEXT, "figure": Unit.TEXT, "count": Unit.COUNT, "reference": Unit.TEXT, "key": Unit.TEXT}
_DATA = {
    **dict.fromkeys(("report", "period", "timezone", "desk"), Unit.TEXT),
    **dict.fromkeys(("synced", "newest"), Unit.TIME),
    **dict.fromkeys(("in_copy", "counted"), Unit.COUNT),
    "showed": Unit.TEXT,
}


def render_xlsx(report: Report | WeeklyReport, *, language: str, organisation: str = "") -> bytes:
    """A workbook: summary, one sheet a report, the tickets, those behind each figure, and the data behind it all."""
    viewer = Viewer(report, language, organisation)
    content = io.BytesIO()
    made_at = report.made_at if isinstance(report, WeeklyReport) else None
    with Sheets.opened(content, viewer.texts, made_at=made_at, title=viewer.title(getattr(report, "name", "weekly"))) as sheets:
        _Workbook(viewer, sheets).fill()
    return content.getvalue()


class _Workbook:
    def __init__(self, viewer: Viewer, sheets: Sheets) -> None:
        self.report = viewer.report
        self.texts = viewer.texts
        self.page: Page = viewer.page()
        self.sheets = sheets

    def fill(self) -> None:
        if isinstance(self.report, WeeklyReport):
            self._summary()
        for section in self.page.sections:
            self._report(section)
        if isinstance(self.report, WeeklyReport):
            self._tickets(self.report.tickets)
        self._evidence()
        self._data()

    def _summary(self) -> None:
        page, t = self.page, self.texts
        sheet = self._sheet("weekly", page.title)
        place = _HEAD
        for sentence in page.headline:
            self.sheets.write(sheet, place, 0, sentence.text)
            place += 1
        if page.comment:
            self.sheets.write(sheet, place, 0, f"{t('page.comment')}: {page.comment}")
            place += 1
        place += 1
        for column, head in enumerate((t("page.figures"), t("period.total"), t("period.before"))):
            self.sheets.head(sheet, place, column, head)
        shown = {column.name: section.report for section in reversed(page.sections) for column in section.columns}
        for figure in page.figures:
            place += 1
            report = shown[figure.name]
            unit = unit_of(report, figure.name)
            self.sheets.write(sheet, place, 0, figure.label)
            self.sheets.write(sheet, place, 1, value_of(report.totals, figure.name), unit)
            if report.totals_before:
                self.sheets.write(sheet, place, 2, value_of(report.totals_before, figure.name), unit)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 2, 18)

    def _report(self, section: Section) -> None:
        report, t = section.report, self.texts
        sheet = self._sheet(section.name, section.title)
        names = [column.name for column in section.columns]
        units = [unit_of(report, name) for name in names]
        self._heads(sheet, [section.heading, *(column.label for column in section.columns)], len(report.rows))
        for place, row in enumerate(report.rows, _HEAD + 1):
            self._row(sheet, place, self._label(report, row), [value_of(row, name) for name in names], units)
        end = _HEAD + len(report.rows)
        totals = [(t("period.total"), report.totals, "total"), (t("period.before"), report.totals_before, "before")]
        for place, (label, found, style) in enumerate(totals, end + 1):
            if found:
                values = [value_of(found, name) for name in names]
                self._row(sheet, place, label, values, units, style=style)
        said = [sentence.text for sentence in section.insights] + ([section.comment] if section.comment else [])
        told = [(text, "") for text in said]
        for story in section.stories:
            told += [("", ""), (story.title, "head"), *((sentence.text, "") for sentence in story.sentences)]
        for place, (text, style) in enumerate(told, max(end + 4, _BELOW_CHART if section.stories else 0)):
            self.sheets.write(sheet, place, 0, text or None, style=style)
        self._fit(sheet, [section.heading, *(column.label for column in section.columns)])
        self._chart(sheet, section, names, units)

    def _label(self, report: Report, row: Row) -> Value:
        day = as_day(row.key)
        return day if day and report.chart and report.chart.kind != "bars" else label_of(report, row, self.texts)

    def _row(  # noqa: PLR0917
        self, sheet: Worksheet, place: int, label: Value, values: Sequence[Value], units: Sequence[Unit], style: str = ""
    ) -> None:
        self.sheets.write(sheet, place, 0, label, Unit.TEXT if isinstance(label, str) else Unit.DAY, style)
        for column, (value, unit) in enumerate(zip(values, units, strict=True), 1):
            self.sheets.write(sheet, place, column, value, unit, style)

    def _chart(self, sheet: Worksheet, section: Section, names: list[str], units: list[Unit]) -> None:
        chart, rows = section.report.chart, section.report.rows
        if chart is None or not rows or chart.measure not in names:
            return
        by_day, column = chart.kind != "bars", names.index(chart.measure) + 1
        last = _HEAD + (len(rows) if by_day else min(len(rows), BARS_AT_MOST))
        made = self.sheets.book.add_chart({"type": "line" if chart.kind == "lines_by_day" else "column" if by_day else "bar"})
        measure = section.columns[column - 1].label
        title = self.texts("chart.by_day", measure=measure)
        if not by_day:
            title = self.texts("chart.by", measure=measure, group=section.heading.lower())
        name = sheet.get_name()
        fill = {"line": {"color": _BAR, "width": 2}} if chart.kind == "lines_by_day" else {"fill": {"color": _BAR}}
        made.add_series(
            {
                "name": measure,
                "categories": [name, _HEAD + 1, 0, last, 0],
                "values": [name, _HEAD + 1, column, last, column],
                "data_labels": {"value": len(rows) <= 16},
                "gap": 60,
                **fill,
            }
        )
        made.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        made.set_legend({"none": True})
        groups = {"name": f"{section.heading} ({self.page.zone})" if by_day else section.heading, "reverse": not by_day}
        if by_day:
            groups |= {"num_format": "dd/mm", "text_axis": True}
        lengths = {"name": measure, "min": 0, "major_gridlines": {"visible": True, "line": {"color": "#E0DDD4"}}}
        if units[column - 1] is Unit.COUNT and max(row.count for row in rows) <= 5:
            lengths["major_unit"] = 1
        made.set_x_axis(groups)
        made.set_y_axis(lengths)
        made.set_size({"width": 560, "height": 320 if by_day else max(200, 110 + 26 * (last - _HEAD))})
        sheet.insert_chart(_HEAD, len(names) + 2, made, {"description": title})

    def _tickets(self, lines: tuple[TicketLine, ...]) -> None:
        t, page = self.texts, self.page
        sheet = self._sheet("tickets", t("page.tickets"))
        self._table(sheet, _LINE, (_cells(line) for line in lines))
        if page.tickets_command:
            told = t("page.more_tickets", shown=len(lines), command=page.tickets_command)
            self.sheets.write(sheet, _HEAD + len(lines) + 2, 0, told)
        sheet.set_column(1, 1, 48)

    def _evidence(self) -> None:
        t, page = self.texts, self.page
        groups = [(t("page.headline"), page.headline_evidence), *((each.title, each.evidence) for each in page.sections)]
        sheet = self._sheet("evidence", t("page.evidence"))
        lines = (
            (title, each.title, each.total, reference.text, reference.key)
            for title, evidence in groups
            for each in evidence
            for reference in each.references
        )
        self._table(sheet, _EVIDENCE, lines)
        sheet.set_column(1, 1, 40)

    def _data(self) -> None:
        page = self.page
        sheet = self._sheet("data", self.texts("page.data"))
        lines = (_data_cells(section, line) for section, line in zip(page.sections, page.data, strict=True))
        self._table(sheet, _DATA, lines)
        sheet.set_column(len(_DATA) - 1, len(_DATA) - 1, 60)

    def _table(self, sheet: Worksheet, columns: Mapping[str, Unit], lines: Iterable[Sequence[Value]]) -> None:
        heads = [self.texts(f"column.{name}") for name in columns]
        place = _HEAD
        for place, line in enumerate(lines, _HEAD + 1):
            for column, (value, unit) in enumerate(zip(line, columns.values(), strict=True)):
                self.sheets.write(sheet, place, column, value, unit)
        self._heads(sheet, heads, place - _HEAD)
        self._fit(sheet, heads)

    def _sheet(self, name: str, title: str) -> Worksheet:
        page, t = self.page, self.texts
        sheet = self.sheets.add(t.named("sheet", name, name))
        self.sheets.write(sheet, 0, 0, title, style="title")
        told = " · ".join(filter(None, (page.organisation, page.week, page.span, page.team, page.zone, page.made)))
        self.sheets.write(sheet, 1, 0, told, style="before")
        return sheet

    def _heads(self, sheet: Worksheet, heads: Sequence[str], rows: int) -> None:
        for column, head in enumerate(heads):
            self.sheets.head(sheet, _HEAD, column, head)
        sheet.freeze_panes(_HEAD + 1, 1)
        if rows:
            sheet.autofilter(_HEAD, 0, _HEAD + rows, len(heads) - 1)
        sheet.repeat_rows(_HEAD)

    def _fit(self, sheet: Worksheet, heads: Sequence[str]) -> None:
        """Widths by the heads and kinds of values: measuring each cell would take longer than writing it."""
        for column, head in enumerate(heads):
            sheet.set_column(column, column, max(30 if column == 0 else 14, min(len(head) + 4, 28)))


def _cells(line: TicketLine) -> tuple[Value, ...]:
    said = (line.reference, line.subject, line.stage, line.assignee, ", ".join(line.tags), line.key)
    return (*said, line.opened_at, line.closed_at, line.time_to_resolve, line.url)


def _data_cells(section: Section, line: DataLine) -> tuple[Value, ...]:
    data, zone = section.report.data, section.report.period.timezone
    counts = (data.tickets_in_copy, data.tickets_counted)
    told = " ".join((line.showed, *line.notes))
    return (line.title, line.period, zone, line.desk, data.synced_at, data.newest_change_at, *counts, told)


def unit_of(report: Report, name: str) -> Unit:
    """How the measure `name` of `report` is read; the count is always a count."""
    return next((measure.unit for measure in report.measures if measure.name == name), Unit.COUNT)
