"""A report as a mail: its headline, figures and tables in the body, as any mail program shows them, the rest attached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from unticket.rendering.files import file_stem
from unticket.rendering.forms import render
from unticket.rendering.page import Page, Section
from unticket.rendering.printable import printable, shortened
from unticket.rendering.view import Viewer
from unticket.reports.report import Report, WeeklyReport

ROWS_AT_MOST = 10  # of a table in the body
COLUMNS_AT_MOST = 5  # beside the first: a telephone shows no more
LABEL_AT_MOST = 60
ATTACHED_AT_MOST = 14 * 1024 * 1024  # bytes; in base64 about 19 MB, which most servers take
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "md": "text/markdown",
    "json": "application/json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMail:
    """What goes into a mail. `attachments`: name, media type, content."""

    subject: str
    text: str
    html: str
    attachments: tuple[tuple[str, str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What a mail says of how it came about."""

    schedule: str
    tell: Sequence[str]
    number: int  # under which the report is kept; 0: not kept
    late_since: datetime | None = None  # when it was due, where it comes late


def report_mail(
    report: Report | WeeklyReport, forms: Sequence[str], sender: Sender, *, language: str, organisation: str = ""
) -> ReportMail:
    """`report` in `language`, times in its own zone. What would make the mail too large is left out, and the mail says so."""
    viewer = Viewer(report, language, organisation)
    page, t = viewer.page(), viewer.texts
    made = [(form, render(report, form, language=language, organisation=organisation)) for form in dict.fromkeys(forms)]
    stem = file_stem(report)
    attached, left_out = _fitting([(f"{stem}.{form}", MEDIA_TYPES[form], content) for form, content in made])
    said = [t("schedules.late", due=sender.late_since)] if sender.late_since else []
    foot = [t("schedules.attached", files=", ".join(name for name, _, _ in attached))] if attached else []
    if left_out:
        foot.append(t("schedules.left_out", files=", ".join(left_out), number=sender.number))
    if sender.number:
        foot.append(t("schedules.kept", number=sender.number))
    foot.append(t("schedules.sent_by", schedule=sender.schedule, tell=", ".join(sender.tell)))
    subject = "schedules.subject_of" if organisation else "schedules.subject"
    values = {"page": page, "t": t, "sections": [_section(each, page, t) for each in page.sections], "said": said, "foot": foot}
    return ReportMail(
        subject=shortened(t(subject, title=page.title, span=page.week or page.span, organisation=organisation), 200),
        text=_text(page, t, said, foot),
        html=_templates().get_template("mail.html").render(**values),
        attachments=tuple(attached),
    )


def _fitting(files: list[tuple[str, str, bytes]]) -> tuple[list[tuple[str, str, bytes]], list[str]]:
    """As many files as fit, the first ones first, and the names of the others."""
    attached: list[tuple[str, str, bytes]] = []
    left_out: list[str] = []
    for file in files:
        if sum(len(content) for _, _, content in (*attached, file)) <= ATTACHED_AT_MOST:
            attached.append(file)
        else:
            left_out.append(file[0])
    return attached, left_out


def _section(section: Section, page: Page, t: Any) -> dict[str, Any]:
    """The table of a section, small enough for a telephone, and what the headline does not say already."""
    said = {sentence.text for sentence in page.headline}
    lines = section.lines[:ROWS_AT_MOST]
    hidden = len(section.lines) - len(lines) + section.hidden
    return {
        "title": section.title,
        "lead": section.lead,
        "heading": section.heading,
        "columns": section.columns[:COLUMNS_AT_MOST],
        "lines": [(shortened(line.label, LABEL_AT_MOST), _cells(line.cells, section)) for line in lines],
        "total": (section.total.label, _cells(section.total.cells, section)),
        "more": t("schedules.more_rows", count=hidden) if hidden else "",
        "insights": [sentence.text for sentence in section.insights if sentence.text not in said],
        "comment": section.comment,
    }


def _cells(cells: Sequence[str], section: Section) -> list[tuple[str, bool]]:
    """The texts of a row, and whether each is a number."""
    return [(cell, column.numeric) for cell, column in zip(cells[:COLUMNS_AT_MOST], section.columns, strict=False)]


def _text(page: Page, t: Any, said: Sequence[str], foot: Sequence[str]) -> str:
    """For programs that show no HTML: everything but the tables."""
    head = [f"{page.title} · {page.week or page.span}", " · ".join(filter(None, (page.span, page.team, page.zone)))]
    sentences = page.headline or tuple(sentence for section in page.sections for sentence in section.insights)
    was = {figure.name: f" ({t('page.was_before', value=figure.was)})" if figure.was else "" for figure in page.figures}
    figures = [f"{figure.label}: {figure.value}{was[figure.name]}" for figure in page.figures]
    blocks = (head, said, [page.comment], [f"* {sentence.text}" for sentence in sentences], figures, foot)
    return "\n\n".join(printable("\n".join(lines)) for lines in blocks if any(lines))


@lru_cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("unticket.rendering", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )


def _visible(value: Any) -> Any:
    return value if isinstance(value, Markup) or not isinstance(value, str) else printable(value)
