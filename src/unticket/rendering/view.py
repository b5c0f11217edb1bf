"""Turns a report into the page that every form shows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote

from unticket.history.ports import Desk
from unticket.model.period import Period
from unticket.rendering.page import (
    Column,
    DataLine,
    Evidence,
    KeyFigure,
    Line,
    ListedTicket,
    Page,
    Reference,
    Section,
    Sentence,
    Story,
)
from unticket.rendering.printable import shortened
from unticket.rendering.texts import Texts
from unticket.reports.report import (
    LISTED_AT_MOST,
    DataBehind,
    Insight,
    Measure,
    Report,
    Row,
    TicketLine,
    Tickets,
    Unit,
    Value,
    WeeklyReport,
)

ROWS_AT_MOST = 200  # a page is for reading; the spreadsheet and the JSON hold every row
FIGURES_AT_MOST = 8
SHOWED_AT_MOST = 2  # insights in the table of the data behind
LABEL_AT_MOST, SUBJECT_AT_MOST = 120, 240  # characters


class Viewer:
    """Turns one report into a `Page`."""

    def __init__(self, report: Report | WeeklyReport, language: str, organisation: str = "") -> None:
        self.report = report
        self.organisation = organisation
        self.texts = Texts(language, report.period.timezone)
        self.figures = self.texts.figures
        lines = report.tickets if isinstance(report, WeeklyReport) else ()
        self._listed = {line.key: line for line in lines}
        reports = report.chapters if isinstance(report, WeeklyReport) else (report,)
        self._desk = reports[0].data.desk if reports else Desk(kind="", name="", url="")

    def page(self) -> Page:
        report, t = self.report, self.texts
        weekly = report if isinstance(report, WeeklyReport) else None
        reports = weekly.chapters if weekly else (report,) if isinstance(report, Report) else ()
        name = "weekly" if weekly else reports[0].name
        sections = tuple(self._section(each) for each in reports)
        headline, evidence = self._sentences(weekly.headline if weekly else (), "headline", t("page.headline"))
        first, last = self.figures.span(report.period)
        total = reports[0].totals.tickets if reports else Tickets()
        return Page(
            language=t.language,
            name=name,
            title=self.title(name),
            organisation=self.organisation,
            week=week_of(report.period, t),
            span=first if first == last else t("period.span", first=first, last=last),
            zone=t("period.zone", zone=report.period.timezone),
            team=t("page.team", team=report.team) if report.team else t("page.all_teams"),
            made=t("page.made", moment=weekly.made_at) if weekly else "",
            headline=headline,
            headline_evidence=evidence,
            figures=self._key_figures(weekly.reports if weekly else reports),
            sections=sections,
            tickets=tuple(self._ticket(line) for line in self._listed.values()),
            tickets_command=_counting(total) if weekly and total.total > len(self._listed) else "",
            data=tuple(self._data(each) for each in reports),
            comment=weekly.comment if weekly else "",
        )

    def title(self, name: str) -> str:
        return self.texts.named("report", name, name)

    def value(self, report: Report, row: Row, name: str) -> str:
        unit = next((measure.unit for measure in report.measures if measure.name == name), Unit.TEXT)
        value = value_of(row, name)
        if unit is Unit.TIME and isinstance(value, datetime):
            return self.figures.moment(value)
        return self.figures.write(unit, value)

    def _section(self, report: Report) -> Section:
        t = self.texts
        columns = tuple(
            Column(name=m.name, label=t.measure(m.name), numeric=m.unit is not Unit.TEXT) for m in known_measures(report)
        )
        largest = max((row.count for row in report.rows), default=0)
        shown = report.rows[:ROWS_AT_MOST]
        lines: list[Line] = []
        evidence: list[Evidence] = []
        for place, row in enumerate((*shown, report.totals)):
            label = t("period.total") if row is report.totals else shortened(label_of(report, row, t), LABEL_AT_MOST)
            total = place == len(shown)
            anchor = f"{report.name}-{'total' if total else place + 1}"
            found = {"count": self._evidence(anchor, label, row.tickets)}
            for name in (column.name for column in columns if column.name in row.behind):
                if row.behind[name] == row.tickets:
                    found[name] = found["count"]
                    continue
                found[name] = self._evidence(f"{anchor}-{name}", f"{label} · {t.measure(name)}", row.behind[name])
            evidence.extend(dict.fromkeys(each for group in found.values() for each in group))
            lines.append(
                Line(
                    label=label,
                    cells=tuple(self.value(report, row, column.name) for column in columns),
                    links=tuple(next((each.anchor for each in found.get(column.name, ())), "") for column in columns),
                    share=row.count / largest if largest > 0 and not total else 0.0,
                )
            )
        if not lines[:-1]:  # what has no rows is told in sentences alone
            evidence = []
        sentences, more = self._sentences(report.insights, f"{report.name}-insight", "")
        stories, told = self._stories(report)
        return Section(
            name=report.name,
            title=self.title(report.name),
            lead=t.named("grouped", report.name, report.name) if report.name in _GROUPED else "",
            heading=t.named("heading", report.name),
            columns=columns,
            lines=tuple(lines[:-1]),
            hidden=len(report.rows) - len(shown),
            total=lines[-1],
            before=self._before(report, columns),
            insights=sentences,
            comment=report.comment,
            evidence=(*evidence, *more, *told),
            stories=stories,
            report=report,
        )

    def _stories(self, report: Report) -> tuple[tuple[Story, ...], tuple[Evidence, ...]]:
        stories: list[Story] = []
        evidence: list[Evidence] = []
        for place, row in enumerate(report.rows[:ROWS_AT_MOST], 1):
            if row.insights:
                title = " · ".join((row.key, shortened(label_of(report, row, self.texts), LABEL_AT_MOST)))
                sentences, found = self._sentences(row.insights, f"{report.name}-{place}-insight", title)
                stories.append(Story(anchor=f"{report.name}-{place}", title=title, sentences=sentences))
                evidence.extend(found)
        return tuple(stories), tuple(evidence)

    def _before(self, report: Report, columns: tuple[Column, ...]) -> Line | None:
        """The period before. Its share of itself and its change against itself say nothing."""
        before = report.totals_before
        if before is None:
            return None
        cells = ("" if column.name in _SAY_NOTHING else self.value(report, before, column.name) for column in columns)
        return Line(label=self.texts("period.before"), cells=tuple(cells))

    def _sentences(
        self, insights: Iterable[Insight], anchor: str, title: str
    ) -> tuple[tuple[Sentence, ...], tuple[Evidence, ...]]:
        sentences: list[Sentence] = []
        evidence: list[Evidence] = []
        for place, insight in enumerate(insights, 1):
            text = self.texts.insight(insight)
            found = self._evidence(f"{anchor}-{place}", text or title, _behind(insight))
            evidence.extend(found)
            sentences.append(Sentence(kind=insight.kind, text=text, evidence=found[0].anchor if found else ""))
        return tuple(sentences), tuple(evidence)

    def _evidence(self, anchor: str, title: str, tickets: Tickets) -> tuple[Evidence, ...]:
        if not tickets.total:
            return ()
        return (
            Evidence(
                anchor=f"of-{anchor}",
                title=title,
                total=tickets.total,
                total_text=self.texts("count.tickets", count=tickets.total),
                references=tuple(self._reference(key) for key in tickets.keys),
                command=_counting(tickets),
            ),
        )

    def _reference(self, key: str) -> Reference:
        line = self._listed.get(key)
        if line:
            return Reference(
                key=key, text=shortened(line.reference, LABEL_AT_MOST) or key, url=web_address(line.url), listed=True
            )
        number = key.partition(":")[2] or key
        url = self._desk.ticket_url.replace("{id}", quote(number, safe="", errors="replace"))
        return Reference(key=key, text=f"#{shortened(number, LABEL_AT_MOST)}", url=web_address(url))

    def _key_figures(self, reports: tuple[Report, ...]) -> tuple[KeyFigure, ...]:
        """The totals of all reports, each measure once, the period before beside it; those that tell most come first."""
        found: dict[str, Report] = {}
        for report in reports:
            for measure in measures_of(report):
                if measure.name not in _SAY_NOTHING and value_of(report.totals, measure.name) is not None:
                    found.setdefault(measure.name, report)
        names = sorted(found, key=lambda name: _TELLING.index(name) if name in _TELLING else len(_TELLING))
        return tuple(self._key_figure(found[name], name) for name in names[:FIGURES_AT_MOST])

    def _key_figure(self, report: Report, name: str) -> KeyFigure:
        before, t = report.totals_before, self.texts
        known = before is not None and before.count > 0 and value_of(before, name) is not None
        was = self.value(report, before, name) if before and known else ""
        change = self.figures.change(report.totals.count / before.count) if before and known and _tells(report) else ""
        return KeyFigure(
            name=name,
            label=t.measure(name),
            value=self.value(report, report.totals, name),
            was=was,
            before=t("page.was_before", value=was) if was else "",
            change=change if name == "count" else "",
            evidence=_proof(report, name),
        )

    def _ticket(self, line: TicketLine) -> ListedTicket:
        f, t = self.figures, self.texts
        return ListedTicket(
            key=line.key,
            anchor=ticket_anchor(line.key),
            reference=shortened(line.reference, LABEL_AT_MOST) or line.key,
            subject=shortened(line.subject, SUBJECT_AT_MOST),
            stage=shortened(line.stage, LABEL_AT_MOST),
            assignee=shortened(line.assignee, LABEL_AT_MOST) or t("value.unassigned"),
            tags=tuple(shortened(tag, LABEL_AT_MOST) for tag in line.tags),
            opened=self._stamp(line.opened_at),
            closed=self._stamp(line.closed_at) if line.closed_at else t("value.open"),
            time_to_resolve=f.write(Unit.DURATION, line.time_to_resolve),
            url=web_address(line.url),
            is_open=line.closed_at is None,
        )

    def _stamp(self, moment: datetime) -> str:
        """Without the year where it is that of the page's head."""
        years = {self.report.period.first.year, self.report.period.last.year}
        same = len(years) == 1 and self.figures.local(moment).year in years
        return self.figures.stamp(moment) if same else self.figures.moment(moment)

    def _data(self, report: Report) -> DataLine:
        data: DataBehind = report.data
        f, t = self.figures, self.texts
        first, last = f.span(report.period)
        sentences = [t.insight(insight) for insight in report.insights[:SHOWED_AT_MOST]]
        return DataLine(
            title=self.title(report.name),
            period=first if first == last else t("period.span", first=first, last=last),
            desk=data.desk.name or data.desk.kind,
            desk_url=web_address(data.desk.url),
            synced=f.moment(data.synced_at) if data.synced_at else t("value.never"),
            newest=f.moment(data.newest_change_at) if data.newest_change_at else t("value.none"),
            in_copy=f.count(data.tickets_in_copy),
            counted=f.count(data.tickets_counted),
            showed=" ".join(sentences) or t("page.no_rows"),
            notes=tuple(t.insight(note) for note in data.notes),
        )


# Key figures in the order of what a reader asks first. A total's share is always the whole; its change stands beside the count.
_TELLING = ("count", "resolved", "backlog_size", "first_response_time", "time_to_resolve", "handling_time", "open", "reopened")
_SAY_NOTHING = ("share", "change")
# Figures over other tickets than those of the total, which lists them where there are any.
_OF_OTHERS = frozenset({"open", "closed", "reopened", "resolved", "backlog_size", "backlog_age"})
_GROUPED = ("daily", "team", "category", "trends", "recurring", "incidents", "automation", "plan")


def measures_of(report: Report) -> tuple[Measure, ...]:
    """The columns of `report`, the count first whether or not it is named."""
    named = any(measure.name == "count" for measure in report.measures)
    return report.measures if named else (Measure(name="count", unit=Unit.COUNT), *report.measures)


def _proof(report: Report, name: str) -> str:
    """Where the page lists the tickets of the key figure `name`, or nothing."""
    if name in report.totals.behind:
        return f"of-{report.name}-total-{name}"
    return f"of-{report.name}-total" if name not in _OF_OTHERS and report.totals.tickets.total else ""


def _counting(tickets: Tickets) -> str:
    """The command that lists them, and that tells where the desk has changed since they were counted."""
    return f"{tickets.command} --counted {tickets.total}".strip() if tickets.command else ""


def _tells(report: Report) -> bool:
    """Whether the report itself found a change of volume; without that, no percentage stands beside so small a number."""
    return any(insight.kind == "compared_with_before" for insight in report.insights)


def _behind(insight: Insight) -> Tickets:
    """The evidence of an insight. One that was kept by an older version says only by its count that there are more."""
    behind, count = insight.behind, insight.numbers.get("count")
    if behind.total == LISTED_AT_MOST and not insight.total and isinstance(count, int):
        return replace(behind, total=max(behind.total, count))
    return behind


def label_of(report: Report, row: Row, texts: Texts) -> str:
    """What a row is called: a day as the language writes it, "Unassigned" where the desk has no name."""
    day = as_day(row.key)
    if day and report.chart and report.chart.kind != "bars":
        return texts.figures.short_day(day)
    if report.name == "plan" and (kind := row.values.get("kind")):
        return f"{texts(f'plan.kinds.{kind}')}: {row.label}"
    if report.name == "automation" and (ended := row.values.get("ended")):
        return f"{row.label}: {texts(f'automation.ended.{ended}')}"
    return row.label or texts.named("nothing", report.name)


def known_measures(report: Report) -> tuple[Measure, ...]:
    """The columns that say something: one in which nothing at all is known is left to the JSON."""
    rows = (*report.rows, report.totals)
    return tuple(m for m in measures_of(report) if m.name == "count" or any(value_of(row, m.name) is not None for row in rows))


def value_of(row: Row, name: str) -> Value:
    """The value of the measure `name`; the count stands in the row itself."""
    return row.values.get(name, row.count if name == "count" else None)


def week_of(period: Period, texts: Texts) -> str:
    """ "Week 8, 2026" where the period is one ISO week, else nothing."""
    if len(period.days) != 7 or period.first.weekday() != 0:
        return ""
    year, week, _ = period.first.isocalendar()
    return texts("period.week", week=week, year=year)


def ticket_anchor(key: str) -> str:
    """A name for the line of ticket `key` that is safe in an address."""
    return "t-" + re.sub(r"[^A-Za-z0-9]+", lambda odd: "-" + "".join(f"{ord(c):x}" for c in odd[0] if c != ":"), key)


def web_address(url: str) -> str:
    """`url` where it is a plain web address; anything else (javascript:, data:, file:) is no link."""
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) else ""


def as_day(key: str) -> date | None:
    """The local day that a row of trends is about."""
    try:
        return date.fromisoformat(key)
    except ValueError:
        return None
