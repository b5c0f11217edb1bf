"""A report as a mail: what any mail program can show, nothing that it would run, load or obey, and never too large."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any

import pytest

from unticket.history.ports import Desk
from unticket.model.period import Period
from unticket.rendering import report_mail as module
from unticket.rendering.report_mail import Sender, report_mail
from unticket.reports.report import DataBehind, Insight, Measure, Report, Row, Tickets, Unit, WeeklyReport

HOSTILE = 'x"><script>alert(1)</script><img src=http://evil.example/a.png onerror=x>\r\nBcc: otto@evil.example\u202e'
SENDER = Sender(schedule="weekly-lead", tell=("it@school.example",), number=7)
BEHIND = DataBehind(
    desk=Desk(kind="odoo", name="Desk", url="https://desk.example"),
    synced_at=datetime(2026, 2, 23, tzinfo=UTC),
    newest_change_at=None,
    tickets_in_copy=3,
    tickets_counted=3,
)


def report(*labels: str, comment: str = "") -> WeeklyReport:
    period = Period(first=date(2026, 2, 16), last=date(2026, 2, 22), timezone="Europe/Warsaw")
    rows = tuple(Row(key=str(n), label=label, count=1, tickets=Tickets(total=1)) for n, label in enumerate(labels, 1))
    category = Report(
        name="category",
        period=period,
        measures=(Measure(name="count", unit=Unit.COUNT), Measure(name="share", unit=Unit.SHARE)),
        rows=rows,
        totals=Row(key="", label="", count=len(rows), values={"share": 1.0}),
        insights=(Insight(kind="tag_leads", numbers={"tag": labels[0], "count": 1, "total": len(labels), "share": 0.5}),),
        data=BEHIND,
    )
    return WeeklyReport(period=period, made_at=datetime(2026, 2, 23, tzinfo=UTC), reports=(category,), comment=comment)


class Elements(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_body_runs_loads_and_links_nothing_whatever_is_written_in_tickets(language: str) -> None:
    made = report_mail(report(HOSTILE, "LMS", comment=HOSTILE), (), SENDER, language=language, organisation=HOSTILE)
    elements = Elements(made.html).found
    allowed = {"html", "head", "meta", "title", "body", "table", "tr", "td", "th", "h1", "h2", "p", "ul", "li"}
    assert {tag for tag, _ in elements} <= allowed
    assert not {
        name for _, attributes in elements for name in attributes if name in ("src", "href", "background") or name[:2] == "on"
    }
    assert "\u202e" not in made.html + made.text + made.subject
    assert "\n" not in made.subject
    assert len(made.subject) <= 200


def test_it_is_in_the_readers_language_and_names_the_reports_zone() -> None:
    made = report_mail(report("LMS", "video"), (), SENDER, language="vi", organisation="Trường")
    assert made.subject == "Trường · Báo cáo tuần: Tuần 8, 2026"
    for body in (made.html, made.text):
        assert "Europe/Warsaw" in body
        assert "weekly-lead" in body
        assert "it@school.example" in body


def test_a_long_table_is_cut_and_says_how_much_is_missing() -> None:
    made = report_mail(report(*(f"tag {n}" for n in range(1, 41))), (), SENDER, language="en")
    assert "tag 10<" in made.html
    assert "tag 11<" not in made.html
    assert "30 more" in made.html


def test_what_would_make_it_too_large_is_left_out_and_the_mail_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = report_mail(report("LMS"), ("xlsx", "md"), SENDER, language="en")
    sizes = {name: len(content) for name, _, content in whole.attachments}
    assert set(sizes) == {"weekly-2026-W08.xlsx", "weekly-2026-W08.md"}
    monkeypatch.setattr(module, "ATTACHED_AT_MOST", sizes["weekly-2026-W08.xlsx"] - 1)
    made = report_mail(report("LMS"), ("xlsx", "md"), SENDER, language="en")
    assert [name for name, _, _ in made.attachments] == ["weekly-2026-W08.md"]
    assert "left out: weekly-2026-W08.xlsx. It can be made again: unticket report again 7" in made.text


def test_one_that_comes_late_says_when_it_was_due_in_its_zone() -> None:
    late: Any = Sender(schedule="s", tell=("it@school.example",), number=1, late_since=datetime(2026, 2, 23, 6, tzinfo=UTC))
    made = report_mail(report("LMS"), (), late, language="en")
    assert "was due on 23 February 2026, 07:00" in made.text or "07:00" in made.text
