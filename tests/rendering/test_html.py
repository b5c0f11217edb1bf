"""The HTML file is one file: it loads nothing, runs nothing, and every figure leads to its tickets."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from unticket.rendering.html import render_html
from unticket.reports.report import Insight, Report, WeeklyReport


def page(report: Report | WeeklyReport, language: str = "en", organisation: str = "Trường Ánh Dương") -> HTMLParser:
    return HTMLParser(render_html(report, language=language, organisation=organisation).decode())


def test_the_head_says_whose_report_of_when_it_is(weekly: WeeklyReport) -> None:
    head = page(weekly).css_first("header").text(separator=" ", strip=True)
    assert "Trường Ánh Dương" in head
    assert "Week 8, 2026 16 – 22 February 2026" in head
    assert "All teams · Times in Asia/Ho_Chi_Minh · Made 23 Feb 2026, 08:30 (Asia/Ho_Chi_Minh)" in head


def test_the_page_says_its_language(weekly: WeeklyReport) -> None:
    assert page(weekly, "vi").css_first("html").attributes["lang"] == "vi"
    assert "Tuần 8, 2026 16/02/2026 – 22/02/2026" in page(weekly, "vi").css_first("header").text(separator=" ", strip=True)


def test_nothing_is_loaded_or_run(weekly: WeeklyReport) -> None:
    found = page(weekly)
    assert not found.css("script, link, img, iframe, object, embed, form, base, [src], [onclick], [style]")
    style = found.css_first("style").text()
    assert "url(" not in style
    assert "@import" not in style
    outside = {node.attributes["href"] for node in found.css("[href]") if not (node.attributes["href"] or "").startswith("#")}
    assert outside == {"https://desk.example"} | {line.url for line in weekly.tickets}


def test_the_policy_lets_in_this_style_and_nothing_else(weekly: WeeklyReport) -> None:
    found = page(weekly)
    policy = found.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"] or ""
    digest = base64.b64encode(hashlib.sha256(found.css_first("style").text().encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("kind", ["weekly", "counted", "hostile", "empty"])
def test_every_link_inside_has_its_place_and_every_place_is_one(
    request: pytest.FixtureRequest, kind: str, language: str
) -> None:
    found = page(request.getfixturevalue(kind), language)
    places = Counter(node.attributes["id"] for node in found.css("[id]"))
    assert [place for place, times in places.items() if times > 1] == []
    wanted = {(node.attributes["href"] or "")[1:] for node in found.css("a[href^='#']")}
    assert wanted <= set(places)


def test_every_count_leads_to_the_list_of_its_tickets(weekly: WeeklyReport) -> None:
    found = page(weekly)
    counts = list(found.css("table a[href^='#of-']"))
    assert len(counts) == sum(1 for report in weekly.reports for row in (*report.rows, report.totals) if row.count)
    for count in counts:
        proof = found.css_first(f"[id='{(count.attributes['href'] or '')[1:]}']")
        assert len(proof.css(".references li")) == int(count.text())
        first = proof.css_first(".references a[href^='#t-']")
        line = found.css_first(f"tr[id='{(first.attributes['href'] or '')[1:]}']")
        assert first.text() in line.text()


def test_an_insight_leads_to_its_evidence(weekly: WeeklyReport) -> None:
    proof = page(weekly).css_first(".headline .proof").attributes["href"] or ""
    assert len(page(weekly).css_first(f"[id='{proof[1:]}']").css("li")) == 8


def test_a_single_report_names_tickets_by_the_desks_number_and_page(single: Report) -> None:
    first = page(single).css_first(".references a")
    assert first.text() == "#20289" or single.name == "trends"
    assert re.fullmatch(r"https://desk\.example/t/\d+", first.attributes["href"] or "")


def test_a_long_list_of_tickets_tells_the_command_that_lists_all(huge: WeeklyReport) -> None:
    found = page(huge)
    first = found.css_first("[id='of-category-1']")
    assert len(first.css("li")) == 200
    assert "unticket export --week 2026-W08 --tag 0" in (
        first.parent.parent.text() if first.parent and first.parent.parent else ""
    )
    assert "9,800 more rows are in the XLSX and JSON files." in found.css_first("main").text()


def test_hostile_words_are_only_words(hostile: WeeklyReport) -> None:
    found = page(hostile, organisation="<script>alert(0)</script>")
    assert not found.css("script, img, [onerror]")
    assert "<script>alert(1)</script>" in found.css_first(".tickets").text()
    assert "{{ 7 * 7 }}{% raw %}" in found.css_first(".tickets").text()
    assert not [node for node in found.css("[href]") if not re.match(r"#|https://", node.attributes["href"] or "")]
    assert not set(found.css_first("body").text()) & set("\x00\x07\x0b\x1b\x7f")


def test_letters_with_combining_accents_arrive_as_they_were(hostile: WeeklyReport) -> None:
    assert "Tiê\u0301ng Viê\u0323t" in page(hostile).css_first(".tickets").text()


def test_a_week_without_tickets_says_so(empty: WeeklyReport) -> None:
    text = page(empty).css_first("main").text()
    assert "No tickets were opened in this period." in text
    assert "Nothing to count in this period." in text
    assert "never" in text


def test_tables_and_charts_can_be_read_aloud(weekly: WeeklyReport) -> None:
    found = page(weekly)
    assert all(table.css_first("caption") for table in found.css("table"))
    assert all(head.attributes.get("scope") for head in found.css("th"))
    chart = found.css("figure.chart")[-1].attributes["aria-label"] or ""
    assert chart.startswith("Tickets by day. Column chart by day: Mon 16 Feb: 0; Tue 17 Feb: 0; Wed 18 Feb: 2;")
    assert chart.endswith("Time zone: Asia/Ho_Chi_Minh.")


def test_the_engineers_own_words_stand_with_their_report(weekly: WeeklyReport) -> None:
    found = page(replace(weekly, comment="First line\n\nSecond line"))
    remarks = [" ".join(node.text(separator=" ").split()) for node in found.css(".remark")]
    assert remarks == ["Comment First line Second line", "Comment One agent all week; Theo was on leave."]


def test_the_same_report_is_the_same_file(weekly: WeeklyReport) -> None:
    assert render_html(weekly, language="en") == render_html(weekly, language="en")


def test_a_percentage_stands_beside_a_figure_only_where_the_change_tells_something(weekly: WeeklyReport) -> None:
    def strip(*kinds: str) -> list[str]:
        numbers = {"count": 8, "before": 6, "ratio": 8 / 6, "low": 1.1, "high": 2.0}
        insights = tuple(Insight(kind=kind, numbers=numbers) for kind in kinds)
        first = replace(weekly.reports[0], insights=insights)
        return page(replace(weekly, reports=(first,))).css_first(".figures div").text(separator=" ").split()

    assert strip("compared_with_before_too_few") == ["Tickets", "8", "before:", "6"]
    assert strip("compared_with_before") == ["Tickets", "8", "before:", "6", "+33.3", "%"]


def test_a_key_figure_leads_to_its_own_tickets_and_to_no_others(counted: WeeklyReport) -> None:
    found, followed = page(counted), set()
    for figure in found.css(".figures > div"):
        label, link = figure.css_first("dt").text(), figure.css_first("a")
        if link and label in ("Tickets", "Open", "Backlog at the end"):
            place = found.css_first(f"[id='{(link.attributes['href'] or '')[1:]}']")
            assert len(place.css("li")) == int(link.text()), label
            followed.add(label)
    assert followed == {"Tickets", "Open", "Backlog at the end"}
