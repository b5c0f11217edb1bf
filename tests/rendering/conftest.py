"""A report to show: the reference week's figures, set by hand, and the same with hostile words in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from unticket.history.ports import Desk
from unticket.history.ticket_table import SCHEMA, TicketTable
from unticket.model.period import Period
from unticket.model.recurring_issue import (
    AgentTime,
    Cause,
    CauseSource,
    Impact,
    People,
    Quote,
    RecurringIssue,
    TimeSource,
    Trend,
)
from unticket.model.ticket import Agent, Stage, Tag, Vocabulary
from unticket.reports.insights import insight
from unticket.reports.recurring import Found, recurring, with_recurring
from unticket.reports.report import (
    Chart,
    DataBehind,
    Insight,
    Measure,
    Report,
    Row,
    TicketLine,
    Tickets,
    Unit,
    WeeklyReport,
)
from unticket.reports.weekly import weekly as make_weekly

ZONE = "Asia/Ho_Chi_Minh"
WEEK = Period(first=date(2026, 2, 16), last=date(2026, 2, 22), timezone=ZONE)
DESK = Desk(
    kind="odoo", name="Odoo 19.0, helpdesk_mgmt (OCA)", url="https://desk.example", ticket_url="https://desk.example/t/{id}"
)
_LINES = [
    (20289, "Video in lesson 3 does not play", ("LMS", "video", "lesson-3"), (18, 1, 40), 30),
    (20290, "LMS very slow since this morning", ("LMS", "outage"), (18, 6, 5), 50),
    (20291, "Lesson 3 video keeps buffering", ("LMS", "video", "lesson-3"), (19, 2, 15), 30),
    (20292, "Không đăng nhập được, tài khoản bị vô hiệu hoá", ("LMS", "login"), (19, 7, 30), 7),
    (20293, "LMS down during exam submission", ("LMS", "outage", "exam"), (20, 1, 10), 70),
    (20294, "Video lesson 3 not playing at home", ("LMS", "video", "lesson-3"), (20, 3, 20), 30),
    (20295, "Attendance report before 3 pm", ("report",), (20, 4, 45), 120),
    (20296, "Automatic progress notice to parents", ("LMS", "feature-request"), (20, 8, 0), 60),
]
LINES = tuple(
    TicketLine(
        key=f"odoo:{number}",
        reference=f"HT{number}",
        subject=subject,
        stage="Done",
        assignee="Nguyễn Thị Ánh",
        tags=tags,
        opened_at=datetime(2026, 2, day, hour, minute, tzinfo=UTC),
        closed_at=datetime(2026, 2, day, hour, minute, tzinfo=UTC) + timedelta(minutes=minutes),
        time_to_resolve=timedelta(minutes=minutes),
        url=f"https://desk.example/t/{number}",
    )
    for number, subject, tags, (day, hour, minute), minutes in _LINES
)
MEASURES = (
    Measure(name="count", unit=Unit.COUNT),
    Measure(name="share", unit=Unit.SHARE),
    Measure(name="time_to_resolve", unit=Unit.DURATION),
)
DATA = DataBehind(
    desk=DESK,
    synced_at=datetime(2026, 2, 23, 1, 0, tzinfo=UTC),
    newest_change_at=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
    tickets_in_copy=8,
    tickets_counted=8,
)


def row(key: str, label: str, lines: tuple[TicketLine, ...] = LINES) -> Row:
    times = sorted(line.time_to_resolve for line in lines if line.time_to_resolve)
    return Row(
        key=key,
        label=label,
        count=len(lines),
        values={"count": len(lines), "share": len(lines) / 8, "time_to_resolve": times[len(times) // 2] if times else None},
        tickets=Tickets(total=len(lines), keys=tuple(line.key for line in lines), command=f"--week 2026-W08 --stage {key}"),
    )


def report(name: str, rows: tuple[Row, ...], chart: str, **changes: object) -> Report:
    made = Report(
        name=name,
        period=WEEK,
        measures=MEASURES,
        rows=rows,
        totals=row("", ""),
        totals_before=row("", "", LINES[:6]),
        insights=(Insight(kind="all_closed", numbers={"count": 8, "share": 1.0}, tickets=tuple(line.key for line in LINES)),),
        chart=Chart(kind=chart),
        data=DATA,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _tagged(tag: str) -> tuple[TicketLine, ...]:
    return tuple(line for line in LINES if tag in line.tags)


def _issue(number: int, label: str, lines: tuple[TicketLine, ...], **more: object) -> RecurringIssue:
    minutes = sum(line.time_to_resolve.total_seconds() / 60 for line in lines if line.time_to_resolve)
    return RecurringIssue(
        id=f"P{number}",
        label=label,
        tickets=tuple(line.key for line in lines),
        first_seen=lines[0].opened_at,
        last_seen=lines[-1].opened_at,
        share=len(lines) / 8,
        trend=Trend(count=len(lines), before=0),
        time=AgentTime(minutes=minutes, sources={TimeSource.ASSIGNED_TO_CLOSED: len(lines)}),
        **more,  # type: ignore[arg-type]
    )


def _stated(*numbers: tuple[int, int]) -> People:
    return People(
        stated=sum(count for _, count in numbers),
        at_least=max(count for _, count in numbers),
        open_ended=len(numbers) > 1,
        quotes=tuple(Quote(ticket=f"odoo:{number}", text=f"{count} students") for number, count in numbers),
        requesters=len(numbers),
    )


ISSUES = (
    _issue(
        1,
        "Video of lesson 3 does not play",
        _tagged("video"),
        people=_stated((20289, 5), (20291, 6), (20294, 3)),
        duplicates=("odoo:20291", "odoo:20294"),
        prevented_by_broadcast=("odoo:20291", "odoo:20294"),
        cause=Cause(
            source=CauseSource.REGISTER, text="CDN failure", workaround="Play from the school's server", known_error="cdn"
        ),
        systemic=True,
        systemic_because="register",
        owner="Theo",
    ),
    _issue(
        2,
        "LMS không ổn định",
        _tagged("outage"),
        people=_stated((20290, 15), (20293, 50)),
        impact=(
            Impact(kind="exam", text="during the exam", ticket="odoo:20293"),
            Impact(kind="academic", text="Academic risk"),
        ),
        cause=Cause(
            source=CauseSource.HYPOTHESIS,
            text="no monitoring",
            confidence=0.6,
            quotes=(Quote(ticket="odoo:20293", text="nobody saw it"),),
        ),
        systemic=True,
        systemic_because="returned",
    ),
    _issue(3, "Account deactivated", _tagged("login"), people=People(requesters=1), systemic_because="one_so_far"),
)


def chapter() -> Report:
    """Three recurring issues of the reference week, set by hand: one by the register, one supposed, one unknown."""
    found = Found(
        period=WEEK,
        team=None,
        issues=ISSUES,
        tickets=tuple(line.key for line in LINES),
        time=AgentTime(minutes=397, sources={TimeSource.ASSIGNED_TO_CLOSED: 8}),
        references={line.key: line.reference for line in LINES},
        data=DATA,
    )
    return recurring(found, comment="The CDN is being replaced.")


@pytest.fixture(scope="session")
def with_issues(weekly: WeeklyReport) -> WeeklyReport:
    """The reference week with its chapter of recurring issues."""
    return with_recurring(weekly, chapter())


@pytest.fixture(scope="session")
def weekly() -> WeeklyReport:
    """The reference week."""
    tags = sorted({tag for line in LINES for tag in line.tags}, key=lambda tag: (-len(_tagged(tag)), tag))
    days = [date(2026, 2, 16) + timedelta(days=n) for n in range(7)]
    return WeeklyReport(
        period=WEEK,
        made_at=datetime(2026, 2, 23, 1, 30, tzinfo=UTC),
        headline=(Insight(kind="all_closed", numbers={"count": 8, "share": 1.0}, tickets=tuple(line.key for line in LINES)),),
        reports=(
            report("daily", (row("4", "Done"),), "bars"),
            report("team", (row("2", "Nguyễn Thị Ánh"),), "bars", comment="One agent all week; Theo was on leave."),
            report("category", tuple(row(tag, tag, _tagged(tag)) for tag in tags), "bars"),
            report(
                "trends",
                tuple(row(f"{day}", f"{day}", tuple(x for x in LINES if x.opened_at.date() == day)) for day in days),
                "columns_by_day",
            ),
        ),
        tickets=LINES,
        comment="",
    )


@pytest.fixture(scope="session")
def counted() -> WeeklyReport:
    """The reference week as the reports count it, with two tickets of the week before and one still open."""
    earlier = [
        replace(LINES[0], key=f"odoo:{number}", reference=f"HT{number}", opened_at=LINES[0].opened_at - timedelta(days=7))
        for number in (20287, 20288)
    ]
    waiting = replace(LINES[7], key="odoo:20297", reference="HT20297", assignee="", tags=(), closed_at=None)
    lines = (*earlier, *LINES, waiting)
    tags = {tag: str(number) for number, tag in enumerate(sorted({tag for line in LINES for tag in line.tags}), 1)}
    rows = [
        {
            "key": line.key,
            "reference": line.reference,
            "subject": line.subject,
            "stage": "4" if line.closed_at else "1",
            "closed": line.closed_at is not None,
            "assignee": "2" if line.assignee else None,
            "tags": [tags[tag] for tag in line.tags],
            "opened_at": line.opened_at,
            "changed_at": line.closed_at or line.opened_at,
            "assigned_at": line.opened_at,
            "first_response_at": line.opened_at + timedelta(minutes=3),
            "closed_at": line.closed_at,
            "reopened": False,
            "archived": False,
        }
        for line in lines
    ]
    table = TicketTable(
        tickets=pl.DataFrame(rows, schema=SCHEMA).lazy(),
        vocabulary=Vocabulary(
            stages={"1": Stage(id="1", name="New"), "4": Stage(id="4", name="Done", closed=True, sequence=4)},
            agents={"2": Agent(id="2", name="Nguyễn Thị Ánh")},
            tags={key: Tag(id=key, name=name) for name, key in tags.items()},
        ),
        desk=DESK,
        synced_at=DATA.synced_at,
        newest_change_at=DATA.newest_change_at,
    )
    now = datetime(2026, 2, 23, 1, 30, tzinfo=UTC)
    return make_weekly(table, WEEK, now=now, comments={"team": "One agent all week; Theo was on leave."})


HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "formula": '=HYPERLINK("https://evil.example","click")',
    "typst": '#import "@preview/x:1.0.0": * \n#read("/etc/passwd") $x$ @ref <label>',
    "jinja": "{{ 7 * 7 }}{% raw %}",
    "markdown": "a | b | [x](javascript:alert(1)) ![i](https://evil.example/i.png) `code` **bold** # no",
    "rich": "[bold red]no markup[/] \x1b[31mred\x1b[0m",
    "emoji": "👩‍🎓 🇻🇳 🔥",
    "combining": "Tiê\u0301ng Viê\u0323t co\u0301 da\u0302\u0301u",
    "rtl": "لا أستطيع تسجيل الدخول \u202egnp.exe",
    "control": "nul\x00 bell\x07 vertical\x0b escape\x1b delete\x7f",
    "surrogate": "half \ud83d letter",
    "long": "x" * 2000,
    "long words": "từ " * 700,
    "empty": "",
    "spaces": " \t\n ",
}


@pytest.fixture(scope="session")
def hostile(weekly: WeeklyReport) -> WeeklyReport:
    """Every word that a stranger can put into a ticket, a name or a tag, chosen to break a form."""
    lines = tuple(
        replace(line, key=f"odoo:{word}", reference=word, subject=word, stage=word, assignee=word, tags=(word, word), url=url)
        for line, word, url in zip(
            LINES * 2, HOSTILE.values(), ["javascript:alert(1)", "https://desk.example/t?a=1&b=<2>\"')|"] * 8, strict=True
        )
    )
    rows = tuple(row(word, word, lines[n : n + 1]) for n, word in enumerate(HOSTILE.values()))
    desk = Desk(kind="odoo", name=HOSTILE["image"], url="javascript:alert(2)", ticket_url="data:text/html,{id}")
    reports = tuple(
        replace(each, rows=rows, comment=HOSTILE["script"], data=replace(DATA, desk=desk), team=HOSTILE["image"])
        for each in weekly.reports[:3]
    )
    said = tuple(insight("cause_known", cause=word, known_error=word) for word in HOSTILE.values())
    issues = replace(chapter(), rows=tuple(replace(each, insights=said) for each in rows), comment=HOSTILE["script"])
    return replace(
        weekly,
        reports=(*reports, weekly.reports[3]),
        recurring=issues,
        tickets=lines,
        comment="\n".join(HOSTILE.values()),
        team=HOSTILE["script"],
    )


@pytest.fixture(scope="session")
def empty(weekly: WeeklyReport) -> WeeklyReport:
    """A week without tickets, the first of a desk: nothing before, nothing known."""
    none = Row(key="", label="", count=0, values={"count": 0, "share": None, "time_to_resolve": None})
    data = replace(DATA, synced_at=None, newest_change_at=None, tickets_in_copy=0, tickets_counted=0)
    reports = tuple(
        replace(each, rows=(), totals=none, totals_before=None, insights=(), comment="", data=data) for each in weekly.reports
    )
    return replace(weekly, headline=(), reports=reports, tickets=())


@pytest.fixture(scope="session")
def huge(weekly: WeeklyReport) -> WeeklyReport:
    """Ten thousand tags, each behind two hundred tickets of more."""
    keys = tuple(f"odoo:{n}" for n in range(200))
    rows = tuple(
        Row(
            key=str(n),
            label=f"tag {n}",
            count=10_000 - n,
            values={"share": 0.5},
            tickets=Tickets(total=10_000 - n, keys=keys[: min(200, 10_000 - n)], command=f"--week 2026-W08 --tag {n}"),
        )
        for n in range(10_000)
    )
    return replace(weekly, reports=(replace(weekly.reports[2], rows=rows),))


@pytest.fixture(scope="session", params=["daily", "team", "category", "trends"])
def single(request: pytest.FixtureRequest, weekly: WeeklyReport) -> Report:
    """Each of the four reports, alone."""
    return next(each for each in weekly.reports if each.name == request.param)
