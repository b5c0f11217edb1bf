"""What the truth says agrees with the rows, and with itself, for desks of any size and seed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.demo.generator import Effect, generate
from unticket.model.errors import ConfigurationError, UserError

desks = st.builds(
    lambda seed, tickets, first, length, zone, agents: generate(
        seed=seed, tickets=tickets, first_day=first, last_day=first + timedelta(days=length), timezone=zone, agents=agents
    ),
    seed=st.integers(0, 2**32),
    tickets=st.integers(1, 60),
    first=st.dates(date(2019, 1, 1), date(2031, 1, 1)),
    length=st.integers(0, 200),
    zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Warsaw", "America/Santiago", "Australia/Lord_Howe", "UTC"]),
    agents=st.integers(1, 20),
)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)


@settings(max_examples=40, deadline=None)
@given(desks)
def test_times_follow_each_other_and_stay_within_the_period(made):
    zone, truth = ZoneInfo(made.truth.timezone), made.truth
    rows = made.tables["helpdesk.ticket"]
    assert [row["create_date"] for row in rows] == sorted(row["create_date"] for row in rows)
    for row in rows:
        opened = at(row["create_date"])
        assert truth.first_day <= opened.astimezone(zone).date() <= truth.last_day
        for later in ("assigned_date", "closed_date", "write_date", "last_stage_update"):
            assert row[later] is False or opened <= at(row[later]) <= truth.now
        assert not (row["assigned_date"] and row["closed_date"]) or row["assigned_date"] <= row["closed_date"]
        assert row["write_date"] >= max(row[name] or "" for name in ("create_date", "assigned_date", "closed_date"))
        assert row["closed_date"] or not row["closed"]
        assert row["user_id"] or not row["assigned_date"]


@settings(max_examples=40, deadline=None)
@given(desks)
def test_every_reference_leads_to_a_row(made):
    tables = made.tables
    ids = {model: {row["id"] for row in rows} for model, rows in tables.items()}
    assert all(len(ids[model]) == len(rows) for model, rows in tables.items())
    models = {
        "stage_id": "helpdesk.ticket.stage",
        "team_id": "helpdesk.ticket.team",
        "user_id": "res.users",
        "partner_id": "res.partner",
        "category_id": "helpdesk.ticket.category",
        "channel_id": "helpdesk.ticket.channel",
    }
    for row in tables["helpdesk.ticket"]:
        assert all(row[field] is False or row[field][0] in ids[model] for field, model in models.items())
        assert set(row["tag_ids"]) <= ids["helpdesk.ticket.tag"]
        assert made.truth.tickets[row["id"]].person in made.truth.people
    for row in tables["mail.message"]:
        assert row["res_id"] in ids["helpdesk.ticket"]
        assert row["author_id"][0] in ids["res.partner"]
        assert row["body"]


@settings(max_examples=40, deadline=None)
@given(desks)
def test_a_duplicate_points_to_an_earlier_first_ticket_of_the_same_matter(made):
    truth = made.truth.tickets
    for ticket in truth.values():
        if ticket.duplicate_of is None:
            assert ticket.duplicate_kind is None
            continue
        first = truth[ticket.duplicate_of]
        assert first.id < ticket.id
        assert first.duplicate_of is None
        assert first.cause == ticket.cause
        if ticket.duplicate_kind == "incident":
            assert first.incident == ticket.incident is not None
        else:
            assert first.person == ticket.person
            assert ticket.incident is None


@settings(max_examples=40, deadline=None)
@given(desks)
def test_incidents_hold_their_tickets_within_their_time(made):
    rows = {row["id"]: row for row in made.tables["helpdesk.ticket"]}
    for incident in made.truth.incidents:
        assert incident.tickets
        assert all(made.truth.tickets[key].incident == incident.id for key in incident.tickets)
        assert all(made.truth.tickets[key].cause == incident.cause for key in incident.tickets)
        assert all(incident.start <= at(rows[key]["create_date"]) <= incident.end for key in incident.tickets)


def test_the_number_of_tickets_is_the_one_asked_for_and_the_rates_add_up_to_it(desk):
    assert len(desk.tables["helpdesk.ticket"]) == len(desk.truth.tickets) == 5000
    assert sum(sum(cause.daily_rates) for cause in desk.truth.causes.values()) == pytest.approx(5000)
    assert sum(cause.tickets for cause in desk.truth.causes.values()) == 5000


def test_counts_of_causes_follow_their_rates(desk):
    """Single tickets scatter like a multinomial, bursts more: ten standard deviations of the former hold for all."""
    for cause in desk.truth.causes.values():
        expected = sum(cause.daily_rates)
        assert abs(cause.tickets - expected) <= 10 * max(expected, 1) ** 0.5


def test_a_mended_cause_brings_fewer_tickets_by_the_ratio_given():
    def count(effects):
        made = generate(seed=11, tickets=6000, first_day=date(2024, 9, 1), last_day=date(2026, 5, 31), effects=effects)
        rows = made.tables["helpdesk.ticket"]
        ids = [row["id"] for row in rows if made.truth.tickets[row["id"]].cause == "forgotten_password"]
        after = sum(at(rows[key - 1]["create_date"]).date() >= date(2025, 9, 1) for key in ids)
        return after, len(ids) - after

    after, before = count([Effect(cause="forgotten_password", first_day=date(2025, 9, 1), ratio=0.25)])
    after_all, before_all = count([])
    assert (after / before) / (after_all / before_all) == pytest.approx(0.25, rel=0.25)


def test_effects_are_drawn_for_a_long_desk_when_none_are_given():
    made = generate(seed=5, tickets=50, first_day=date(2025, 1, 1), last_day=date(2025, 12, 31))
    assert {effect.cause for effect in made.truth.effects} <= set(made.truth.causes)
    assert len(made.truth.effects) == 2
    assert all(0.15 <= effect.ratio <= 0.5 for effect in made.truth.effects)


def test_an_incident_may_come_back_a_week_later_without_being_a_duplicate(desk):
    incidents = {incident.id: incident for incident in desk.truth.incidents}
    back = [incident for incident in desk.truth.incidents if incident.repeats]
    assert back
    for incident in back:
        before = incidents[incident.repeats]
        assert before.cause == incident.cause
        assert timedelta(days=5) <= incident.start - before.start <= timedelta(days=9)
        assert desk.truth.tickets[incident.tickets[0]].duplicate_of is None


def test_the_desk_knows_the_school_year(desk):
    zone = ZoneInfo(desk.truth.timezone)
    days = Counter(at(row["create_date"]).astimezone(zone).date() for row in desk.tables["helpdesk.ticket"])
    weekdays = Counter(day.weekday() for day in days.elements())
    assert weekdays[6] < 0.5 * weekdays[0]
    new_year = [days[date(2025, 1, 29) + timedelta(days=n)] for n in range(5)]
    after = [days[date(2025, 2, 10) + timedelta(days=n)] for n in range(5)]
    assert sum(new_year) < 0.4 * sum(after)
    exams = [row for row in desk.tables["helpdesk.ticket"] if desk.truth.tickets[row["id"]].cause == "exam_submission"]
    in_weeks = [row for row in exams if row["create_date"][5:7] in ("10", "11", "12", "03", "05")]
    assert len(in_weeks) > 0.8 * len(exams)


def test_people_have_states_that_agree_with_the_directory(desk):
    employees = {row["work_email"]: row for row in desk.tables["hr.employee"]}
    states = Counter()
    for person in desk.truth.people.values():
        states[person.role, person.employment] += 1
        row = employees.get(person.email)
        assert (row is None) == (person.role in ("student", "parent") or person.employment == "unknown")
        if row:
            assert row["active"] == (person.employment != "terminated")
            assert row["departure_date"] == (person.left_on.isoformat() if person.left_on else False)
        if person.account == "deactivated":
            assert (desk.truth.last_day - person.last_access).days >= 30
    for employment in ("active", "leaving", "terminated", "unknown"):
        assert states["teacher", employment], employment


def test_the_desk_is_as_untidy_as_a_real_one(desk):
    rows = desk.tables["helpdesk.ticket"]
    stages = Counter(row["stage_id"][1] for row in rows)
    assert all(stages[name] for name in ("New", "In Progress", "Awaiting", "Done", "Cancelled", "Rejected"))
    assert 0.005 < sum(not row["closed"] for row in rows) / len(rows) < 0.1
    assert any(row["closed_date"] and not row["closed"] for row in rows), "opened again"
    assert any(not row["active"] for row in rows)
    assert any(row["user_id"] is False for row in rows)
    tags = {row["name"]: row["id"] for row in desk.tables["helpdesk.ticket.tag"]}
    right = [set(row["tag_ids"]) == {tags[tag] for tag in desk.truth.tickets[row["id"]].right_tags} for row in rows]
    assert 0.5 < sum(right) / len(right) < 0.95


def test_notes_tell_the_fix_and_stay_internal(desk):
    notes = [row for row in desk.tables["mail.message"] if row["subtype_id"][1] == "Note"]
    assert len(notes) > 0.5 * len(desk.tables["helpdesk.ticket"])
    users = {row["partner_id"][0] for row in desk.tables["res.users"] if not row["share"]}
    assert all(row["author_id"][0] in users for row in notes)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"tickets": 0}, UserError),
        ({"agents": 0}, UserError),
        ({"language_mix": 1.5}, UserError),
        ({"last_day": date(2020, 1, 1)}, UserError),
        ({"timezone": "Mars/Olympus"}, ConfigurationError),
        ({"effects": [Effect(cause="no_such", first_day=date(2025, 9, 1), ratio=0.5)]}, UserError),
        ({"effects": [Effect(cause="printer", first_day=date(2025, 9, 1), ratio=-1)]}, UserError),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_desk_that_cannot_be_is_refused(wrong, error):
    asked = {"seed": 1, "tickets": 5, "first_day": date(2025, 9, 1), "last_day": date(2025, 9, 30)}
    with pytest.raises(error):
        generate(**{**asked, **wrong})
