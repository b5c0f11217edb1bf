"""A report as PDF, for the meeting and the archive: A4, page numbers, fonts inside, the same bytes for the same report."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import typst

from unticket.rendering.charts import Picture, draw
from unticket.rendering.page import Evidence, Page, Section
from unticket.rendering.printable import printable
from unticket.rendering.texts import Texts
from unticket.rendering.view import Viewer, ticket_anchor
from unticket.reports.report import Report, WeeklyReport

FONT = "Libertinus Serif"  # travels with the typesetter, and has every Vietnamese letter
CHART_WIDTH = 262  # points
REFERENCES_AT_MOST = 32  # behind one figure
_WORDS = {
    "page": ("comment", "headline", "figures", "no_rows", "no_tickets", "tickets", "data", "data_lead", "evidence"),
    "column": (
        *("reference", "subject", "stage", "assignee", "tags", "opened", "closed", "time_to_resolve"),
        *("report", "desk", "synced", "newest", "in_copy", "counted", "showed"),
    ),
}


def render_pdf(report: Report | WeeklyReport, *, language: str, organisation: str = "") -> bytes:
    """PDF/A-2a and PDF/UA-1 where the fonts have every sign, else plain PDF 1.7."""
    viewer = Viewer(report, language, organisation)
    page = viewer.page()
    pictures = {section.name: draw(section.report, viewer.texts) for section in page.sections}
    made_at = report.made_at if isinstance(report, WeeklyReport) else report.data.synced_at or report.period.ends_at
    with tempfile.TemporaryDirectory(prefix="unticket-") as name:
        folder = Path(name)
        template = resources.files("unticket.rendering") / "templates" / "report.typ"
        (folder / "report.typ").write_bytes(template.read_bytes())
        for section, picture in pictures.items():
            if picture:
                (folder / f"{section}.svg").write_text(picture.svg.replace("Roboto, sans-serif", FONT), "utf-8")
        (folder / "data.json").write_bytes(orjson.dumps(_printable(_data(page, pictures, viewer.texts))))
        return _typeset(folder, int(made_at.timestamp()))


def _typeset(folder: Path, timestamp: int) -> bytes:
    """For archives and screen readers; plain where a sign has no glyph on this machine."""
    compiler = typst.Compiler(folder / "report.typ", root=folder)
    try:
        made = compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=timestamp)
    except typst.TypstError:
        made = compiler.compile(format="pdf", timestamp=timestamp)
    if not isinstance(made, bytes):
        raise TypeError(made)
    return made


def _data(page: Page, pictures: Mapping[str, Picture | None], texts: Texts) -> dict[str, Any]:
    command = page.tickets_command
    return {
        "page": {
            **asdict(replace(page, sections=(), headline_evidence=())),
            "same_data": asdict(page.same_data) if page.same_data else None,
            "sections": [_section(section, pictures[section.name], texts) for section in page.sections],
        },
        "words": {name: texts(f"{section}.{name}") for section, names in _WORDS.items() for name in names}
        | {"page_of": texts("page.page_of", page="{page}", pages="{pages}")},
        "chart-width": CHART_WIDTH,
        "more_tickets": texts("page.more_tickets", shown=len(page.tickets), command=command) if command else "",
        "evidence": [
            {"title": title, "evidence": [_evidence(each, texts) for each in _merged(evidence)]}
            for title, evidence in (
                (texts("page.headline"), page.headline_evidence),
                *((section.title, section.evidence) for section in page.sections),
            )
            if evidence
        ],
    }


def _section(section: Section, picture: Picture | None, texts: Texts) -> dict[str, Any]:
    return {
        **{name: getattr(section, name) for name in ("name", "title", "lead", "heading", "comment")},
        "columns": [asdict(column) for column in section.columns],
        "lines": [asdict(line) for line in section.lines],
        "total": asdict(section.total),
        "before": asdict(section.before) if section.before else None,
        "insights": [asdict(sentence) for sentence in section.insights],
        "stories": [asdict(story) for story in section.stories],
        "more": texts("page.more_rows", count=section.hidden) if section.hidden else "",
        "picture": f"{section.name}.svg" if picture else None,
        "alt": picture.alt if picture else "",
    }


def _merged(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    """On paper, figures over the same few tickets stand together: there is nothing to be followed one by one."""
    by_tickets: dict[tuple[object, ...], list[Evidence]] = {}
    for each in evidence:
        whole = each.total == len(each.references) <= REFERENCES_AT_MOST
        by_tickets.setdefault((each.total, *(one.key for one in each.references), "" if whole else each.anchor), []).append(
            each
        )
    for same in by_tickets.values():
        titles = dict.fromkeys(each.title.rstrip(".") for each in same)
        yield replace(same[0], title="; ".join(titles))


def _evidence(evidence: Evidence, texts: Texts) -> dict[str, Any]:
    """On paper a list of hundreds helps nobody: the first of them, and how to have all."""
    shown = evidence.references[:REFERENCES_AT_MOST]
    more = []
    if evidence.total > len(shown):
        more.append(texts("page.first_of", shown=len(shown), total=evidence.total))
        more += [texts("page.all_of", command=evidence.command)] if evidence.command else []
    return {
        "title": evidence.title,
        "total_text": evidence.total_text,
        "references": [{**asdict(reference), "anchor": ticket_anchor(reference.key)} for reference in shown],
        "more": " ".join(more),
    }


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {name: _printable(inner) for name, inner in value.items()}
    return [_printable(inner) for inner in value] if isinstance(value, (list, tuple)) else value
