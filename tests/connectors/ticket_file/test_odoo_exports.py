"""Odoo's own exports are read as they come out of its export dialog."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

HEADINGS = ("Ticket number", "Title", "Stage", "Assigned user", "Tags", "Created on", "Closed Date")

WEEK = {
    # reference: opened (UTC), minutes to close, tags — what the desk itself holds of the reference week
    "HT20289": ("2026-02-18T01:40", 30, {"LMS", "video", "lesson-3"}),
    "HT20290": ("2026-02-18T06:05", 50, {"LMS", "outage"}),
    "HT20291": ("2026-02-19T02:15", 30, {"LMS", "video", "lesson-3"}),
    "HT20292": ("2026-02-19T07:30", 7, {"LMS", "login"}),
    "HT20293": ("2026-02-20T01:10", 70, {"LMS", "outage", "exam"}),
    "HT20294": ("2026-02-20T03:20", 30, {"LMS", "video", "lesson-3"}),
    "HT20295": ("2026-02-20T04:45", 120, {"report"}),
    "HT20296": ("2026-02-20T08:00", 60, {"LMS", "feature-request"}),
}


@pytest.mark.parametrize(
    "name",
    [
        "odoo_english.csv",
        "odoo_english_tag_rows.csv",
        "odoo_technical.csv",
        "odoo_vietnamese.csv",
        "excel_vietnamese_utf16.csv",
        "odoo_english.xlsx",
        "odoo_vietnamese.xlsx",
    ],
)
def test_each_form_of_export_tells_the_reference_week(desk, samples, name):
    """Whatever the language, the format and the way that tags are written, the eight tickets are the same."""
    opened = desk(samples / name)
    found = {ticket.reference: ticket for ticket in opened.tickets}
    assert found.keys() == WEEK.keys()
    for reference, (opened_at, minutes, tags) in WEEK.items():
        ticket = found[reference]
        begun = datetime.fromisoformat(opened_at).replace(tzinfo=UTC)
        assert ticket.opened_at == ticket.assigned_at == begun
        assert ticket.closed_at == ticket.changed_at == begun + timedelta(minutes=minutes)
        assert {tag.name for tag in ticket.tags} == tags
        assert ticket.key == f"file:{reference}"
        assert ticket.stage.closed
        assert not ticket.archived
        assert (ticket.priority, ticket.assignee.name, ticket.team.name) == (1, "Anna Agent", "LMS Support")
        assert ticket.requester.name
        assert ticket.body.startswith("<p>")
    assert opened.rejected == []


def test_display_names_give_number_and_title(desk, write_csv):
    """An export of the display name alone is enough: OCA writes "HT00012 - title", Enterprise "title (#12)"."""
    headings = ("Display Name", "Stage", "Created on")
    file = write_csv(
        ("HT00012 - Exam - part 2 is down", "New", "2026-02-18 08:00:00"),
        ("Login (again) (#13)", "New", "2026-02-18 09:00:00"),
        headings=headings,
    )
    assert [(t.reference, t.subject) for t in desk(file).tickets] == [
        ("HT00012", "Exam - part 2 is down"),
        ("13", "Login (again)"),
    ]


def test_external_ids_stand_for_a_number_that_was_not_exported(desk, write_csv):
    """Odoo's import-compatible export has an external id in place of a number, and external ids in place of names."""
    file = write_csv(
        ("__export__.helpdesk_ticket_7", "Slow", "helpdesk_mgmt.stage_done", "2026-02-18 08:00:00"),
        headings=("id", "name", "stage_id/id", "create_date"),
    )
    (ticket,) = desk(file, closed_stages=["helpdesk_mgmt.stage_done"]).tickets
    assert (ticket.key, ticket.stage.closed) == ("file:__export__.helpdesk_ticket_7", True)


def test_an_escaped_formula_is_the_text_that_was_meant(desk, write_csv, row):
    """Odoo's CSV puts ' before a text that begins with = + or -; the subject at the desk has none."""
    file = write_csv(
        row("HT1", title="'=HYPERLINK(1)"), row("HT2", title="'+84 123 does not answer"), row("HT3", title="'quoted'")
    )
    assert [ticket.subject for ticket in desk(file).tickets] == ["=HYPERLINK(1)", "+84 123 does not answer", "'quoted'"]


def test_headings_of_groups_are_no_tickets(desk, write_xlsx, row):
    """A grouped list exports a line "Done (2)" above its tickets: left out, and said."""
    when = datetime(2026, 2, 18, 8, 40)
    file = write_xlsx(
        ["Done (1)", "", "", "", "", "", ""],
        row("HT1", opened=when, closed=when),
        ["    New (1)", "", "", "", "", "", ""],
        row("HT2", stage="New", opened=when, closed=None),
    )
    opened = desk(file)
    assert opened.numbers == ["HT1", "HT2"]
    assert opened.said["group_headings"].what.startswith("2 rows left out")
    assert opened.rejected == []


def test_a_truth_that_odoo_leaves_empty_is_false(desk, write_csv, row):
    """Odoo's CSV writes False as nothing: a ticket whose Active is empty is archived."""
    file = write_csv([*row("HT1"), "True", ""], [*row("HT2"), "", "True"], headings=(*HEADINGS, "Active", "Closed"))
    opened = desk(file)
    assert [ticket.archived for ticket in opened.tickets] == [False, True]


def test_a_closed_column_of_the_desk_decides(desk, write_csv, row):
    """Whether a stage is closed is the desk's own word where the export holds it, whatever the stage is called."""
    file = write_csv(
        [*row("HT1", stage="Archive room"), "True"], [*row("HT2", stage="Done"), ""], headings=(*HEADINGS, "Stage/Closed")
    )
    assert {t.stage.name: t.stage.closed for t in desk(file).tickets} == {"Archive room": True, "Done": False}


def test_a_ticket_that_was_opened_again_says_so(desk, write_csv, row):
    """Odoo keeps the closing time of a ticket that went back to an open stage: it is open, and was closed before."""
    opened = desk(write_csv(row(stage="In Progress")))
    (ticket,) = opened.tickets
    assert (ticket.closed_at, ticket.was_closed_before, ticket.in_backlog) == (None, True, True)
    assert "closed_stages" in opened.said["perhaps_closed"].hint


def test_times_spent_are_minutes(desk, write_csv, row):
    """Enterprise exports hours; the ticket counts minutes."""
    (ticket,) = desk(write_csv([*row(), "1.5"], headings=(*HEADINGS, "Hours Spent"))).tickets
    assert ticket.time_spent_minutes == 90


def test_the_requesters_address_is_bare(desk, write_csv, row):
    """A mailed ticket carries the whole From line; the address alone is kept."""
    (ticket,) = desk(write_csv([*row(), '"Cora" <Cora@School.example>'], headings=(*HEADINGS, "Email"))).tickets
    assert ticket.requester.email == "cora@school.example"
