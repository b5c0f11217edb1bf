"""A report as Markdown, for a wiki, a ticket or a chat: tables and lists, nothing that a reader's text can break."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from unticket.rendering.page import Evidence, Page, Reference, Section
from unticket.rendering.printable import one_line
from unticket.rendering.texts import Texts
from unticket.rendering.view import Viewer
from unticket.reports.report import Report, WeeklyReport

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#$&]|(?<=\d)\.(?= )|^[-+](?= ))")


def render_markdown(report: Report | WeeklyReport, *, language: str, organisation: str = "") -> bytes:
    """CommonMark with tables, UTF-8."""
    viewer = Viewer(report, language, organisation)
    lines = _document(viewer.page(), viewer.texts)
    return ("\n".join(lines).rstrip() + "\n").encode()


def _document(page: Page, t: Texts) -> Iterator[str]:
    yield f"# {escaped(' · '.join(filter(None, (page.title, page.organisation))))}"
    yield ""
    yield escaped(" · ".join(filter(None, (page.week, page.span, page.zone, page.team, page.made))))
    yield ""
    if page.headline:
        yield from _heading(2, t("page.headline"))
        yield from (f"- {escaped(sentence.text)}" for sentence in page.headline)
        yield ""
    yield from _comment(page.comment, t)
    if page.figures:
        yield from _heading(2, t("page.figures"))
        yield from _table(
            ("", t("period.total"), t("period.before")),
            (
                [figure.label, figure.value, figure.was + (f" ({figure.change})" if figure.change else "")]
                for figure in page.figures
            ),
            numeric=(False, True, True),
        )
    for section in page.sections:
        yield from _section(section, t)
    yield from _tickets(page, t)
    yield from _data(page, t)
    yield from _evidence([*page.headline_evidence, *(each for section in page.sections for each in section.evidence)], page, t)


def _section(section: Section, t: Texts) -> Iterator[str]:
    yield from _heading(2, section.title)
    if section.lead:
        yield from (f"*{escaped(section.lead)}.*", "")
    if section.lines:
        lines = [*section.lines, section.total, *([section.before] if section.before else [])]
        yield from _table(
            (section.heading, *(column.label for column in section.columns)),
            ([line.label, *line.cells] for line in lines),
            numeric=(False, *(column.numeric for column in section.columns)),
        )
    elif not section.insights:
        yield from (escaped(t("page.no_rows")), "")
    if section.hidden:
        yield from (escaped(t("page.more_rows", count=section.hidden)), "")
    yield from (f"- {escaped(sentence.text)}" for sentence in section.insights)
    yield ""
    for story in section.stories:
        yield from _heading(3, story.title)
        yield from (f"- {escaped(sentence.text)}" for sentence in story.sentences)
        yield ""
    yield from _comment(section.comment, t)


def _comment(comment: str, t: Texts) -> Iterator[str]:
    if comment.strip():
        yield f"> **{escaped(t('page.comment'))}:**"
        yield from (f"> {escaped(line)}" for line in comment.strip().splitlines())
        yield ""


def _tickets(page: Page, t: Texts) -> Iterator[str]:
    if page.name != "weekly":
        return
    yield from _heading(2, t("page.tickets"))
    if not page.tickets:
        yield from (escaped(t("page.no_tickets")), "")
        return
    names = ("reference", "subject", "stage", "assignee", "tags", "opened", "closed", "time_to_resolve")
    yield from _table(
        tuple(t(f"column.{name}") for name in names),
        (
            [
                link(ticket.reference, ticket.url),
                *map(
                    escaped,
                    (
                        ticket.subject,
                        ticket.stage,
                        ticket.assignee,
                        ", ".join(ticket.tags),
                        ticket.opened,
                        ticket.closed,
                        ticket.time_to_resolve,
                    ),
                ),
            ]
            for ticket in page.tickets
        ),
        numeric=(False,) * 5 + (True,) * 3,
        ready=True,
    )
    if page.tickets_command:
        yield from (escaped(t("page.more_tickets", shown=len(page.tickets), command=page.tickets_command)), "")


def _data(page: Page, t: Texts) -> Iterator[str]:
    yield from _heading(2, t("page.data"))
    names = ("report", "desk", "synced", "newest", "in_copy", "counted", "showed")
    yield from _table(
        tuple(t(f"column.{name}") for name in names),
        ([d.title, d.desk, d.synced, d.newest, d.in_copy, d.counted, " ".join((d.showed, *d.notes))] for d in page.data),
        numeric=(False,) * 4 + (True, True, False),
    )


def _evidence(evidence: Sequence[Evidence], page: Page, t: Texts) -> Iterator[str]:
    if not evidence:
        return
    yield from _heading(2, t("page.evidence"))
    titles = {section.name: section.title for section in page.sections}
    for each in evidence:
        title = titles.get(each.anchor.split("-")[1], "")
        named = ", ".join(_reference(reference) for reference in each.references)
        command = f" {_code('unticket export ' + each.command)}" if each.command and each.total > len(each.references) else ""
        yield f"- **{escaped(' · '.join(filter(None, (title, each.title))))}** ({escaped(each.total_text)}): {named}{command}"
    yield ""


def _reference(reference: Reference) -> str:
    return link(reference.text, reference.url)


def link(text: str, url: str) -> str:
    """`text` leading to `url`; the text alone where there is none."""
    safe = re.sub(r"[\s<>()|\\`\"]", lambda odd: "".join(f"%{byte:02X}" for byte in odd[0].encode()), url)
    return f"[{escaped(text)}]({safe})" if url else escaped(text)


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {one_line(text)} {fence}" if len(fence) > 1 else f"`{one_line(text)}`"


def _heading(level: int, text: str) -> Iterator[str]:
    yield f"{'#' * level} {escaped(text)}"
    yield ""


def _table(
    heads: Sequence[str], lines: Iterable[Sequence[str]], *, numeric: Sequence[bool], ready: bool = False
) -> Iterator[str]:
    """A table. `ready` cells are Markdown already."""
    yield "| " + " | ".join(escaped(head) for head in heads) + " |"
    yield "|" + "|".join(" ---: " if right else " --- " for right in numeric) + "|"
    for line in lines:
        yield "| " + " | ".join(line if ready else map(escaped, line)) + " |"
    yield ""


def escaped(text: str) -> str:
    """`text` on one line, with nothing in it that Markdown or HTML would read as its own; no bare address becomes a link."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("://", ":\u2060//")
