"""From tickets to recurring issues: every figure follows its tickets, and only those asked for are counted."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from unticket.history.cache import ticket_table
from unticket.history.memory import InMemoryTicketStore
from unticket.model.period import Period
from unticket.model.recurring_issue import CauseSource
from unticket.model.ticket import Agent, Message, Requester, Stage, Team, Ticket
from unticket.patterns.causes.register import parse_register
from unticket.patterns.find import Found, find
from unticket.patterns.findings import Patterns
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.memory import Memory
from unticket.patterns.options import Options
from unticket.patterns.text.reading import read_notes, read_texts

NOW = datetime(2026, 3, 16, 3, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WEEK = Period.week("2026-W10", "UTC")
DONE = Stage(id="4", name="Done", closed=True)
PRINTING, ROOMS = Team(id="1", name="IT"), Team(id="2", name="Facilities")
SAID = (
    # subject, body, day, minutes, team
    ("Printer in room 12 jams", "The printer in room 12 jams at every page. 4 teachers wait.", 0, 20, PRINTING),
    ("Paper jam again", "The printer in room 12 jams once more, 7 teachers cannot print.", 1, 40, PRINTING),
    ("Máy in phòng 12 bị kẹt giấy", "Máy in ở phòng 12 lại bị kẹt giấy, không in được.", 3, 30, PRINTING),
    ("No heating in the gym", "It is very cold in the gym, the heating does not work.", 2, 90, ROOMS),
    ("Wi-Fi password for a guest", "Please give a guest access to the wifi network.", 4, 5, PRINTING),
)


def ticket(number: int, subject: str, body: str, opened: datetime, minutes: int, team: Team = PRINTING) -> Ticket:
    return Ticket(
        key=f"odoo:{number}",
        reference=f"HT{number}",
        subject=subject,
        body=f"<p>{body}</p>",
        stage=DONE,
        team=team,
        assignee=Agent(id="2", name="Ada"),
        requester=Requester(name=f"Requester {number}", email=f"r{number}@school.example"),
        opened_at=opened,
        changed_at=opened,
        assigned_at=opened,
        closed_at=opened + timedelta(minutes=minutes),
    )


@pytest.fixture
def week() -> list[Ticket]:
    """Five tickets of one week: a printer three times, in both languages, heating, wifi."""
    return [
        ticket(number, subject, body, MONDAY + timedelta(days=day), minutes, team)
        for number, (subject, body, day, minutes, team) in enumerate(SAID, 1)
    ]


@pytest.fixture
def look(tmp_path):
    folders: Iterator[int] = iter(range(1000))

    def find_in(tickets: Sequence[Ticket], messages: Sequence[Message] = (), **asked: object) -> Found:
        store = InMemoryTicketStore()
        store.save_tickets(tickets)
        table = ticket_table(store, tmp_path / str(next(folders)))
        options = asked.pop("options", Options(timezone="UTC"))
        return find(table, read_texts(tickets), read_notes(messages, tickets), options=options, now=NOW, **asked)  # type: ignore[arg-type]

    return find_in


def keys(patterns: Patterns) -> list[set[str]]:
    return [set(issue.tickets) for issue in patterns.issues]


PRINTER = {"odoo:1", "odoo:2", "odoo:3"}


def test_what_is_wrong_makes_an_issue_whoever_writes_and_in_whichever_language(week, look) -> None:
    found = look(week).patterns
    printer, *others = found.issues
    assert set(printer.tickets) == PRINTER
    assert (printer.share, printer.time.minutes) == (0.6, 90)
    assert (printer.people.stated, printer.people.at_least, printer.people.open_ended) == (11, 7, True)
    assert printer.cause.source is CauseSource.UNKNOWN
    assert {key for issue in others for key in issue.tickets} == {"odoo:4", "odoo:5"}
    assert found.total == 5


def test_nothing_is_lost_each_ticket_is_in_one_issue_or_named_as_unplaced(week, look) -> None:
    odd = [
        ticket(10, "", "", MONDAY, 5),
        ticket(11, "🎉🎉🎉", "🎉", MONDAY, 5),
        ticket(12, "?", "....", MONDAY, 5),
        ticket(13, "x" * 5_000, "A" * 200_000, MONDAY, 5),
        ticket(14, "こんにちは", "プリンターが動きません", MONDAY, 5),
    ]
    found = look([*week, *odd]).patterns
    placed = [key for issue in found.issues for key in issue.tickets]
    assert sorted([*placed, *found.unplaced]) == sorted(one.key for one in (*week, *odd))


def test_the_order_of_tickets_does_not_matter(week, look) -> None:
    mixed = random.Random(1).sample(week, len(week))
    assert look(mixed).patterns.issues == look(week).patterns.issues


@pytest.mark.parametrize("gone", range(5))
def test_without_a_ticket_every_figure_follows(week, look, gone: int) -> None:
    left = [one for place, one in enumerate(week) if place != gone]
    found = look(left)
    assert found.patterns.total == 4
    assert found.time.minutes == sum(minutes for place, (*_, minutes, _) in enumerate(SAID) if place != gone)
    for issue in found.patterns.issues:
        assert issue.share == len(issue.tickets) / 4
        assert week[gone].key not in issue.tickets
        assert all(quote.ticket in issue.tickets for quote in issue.people.quotes)


def test_a_changed_number_changes_the_people_and_nothing_else(week, look) -> None:
    more = [replace(one, body=one.body.replace("4 teachers", "9 teachers")) for one in week]
    before, after = look(week).patterns.issues[0], look(more).patterns.issues[0]
    assert (after.people.stated, after.people.at_least) == (16, 9)
    assert replace(after, people=before.people) == before


def test_only_the_period_and_the_team_asked_for_are_counted_under_the_same_numbers(week, look) -> None:
    late = ticket(6, "Printer in room 12 jams", "The printer in room 12 jams, 30 people wait.", MONDAY + timedelta(days=9), 60)
    whole = look([*week, late])
    one_week = look([*week, late], memory=whole.memory, period=WEEK)
    assert (whole.patterns.total, one_week.patterns.total) == (6, 5)
    assert one_week.patterns.issues[0].id == whole.patterns.issues[0].id
    assert (whole.patterns.issues[0].people.stated, one_week.patterns.issues[0].people.stated) == (41, 11)
    rooms = look([*week, late], memory=whole.memory, team="2").patterns
    assert keys(rooms) == [{"odoo:4"}]
    assert rooms.issues[0].share == 1.0


def test_archived_tickets_are_left_out(week, look) -> None:
    assert look([replace(week[0], archived=True), *week[1:]]).patterns.total == 4


def test_the_registers_word_is_marked_as_its_own_and_counts_only_where_its_pattern_is_met(week, look) -> None:
    register = parse_register(
        '[[known_error]]\nid = "printer"\ntitle = "Printer"\npatterns = ["printer jam*", "kẹt giấy"]\n'
        'cause = "The rollers are worn out"\nsystemic = true\n'
    )
    printer, *others = look(week, register=register).patterns.issues
    assert (printer.cause.source, printer.cause.text) == (CauseSource.REGISTER, "The rollers are worn out")
    assert (printer.systemic, printer.systemic_because) == (True, "register")
    assert {issue.cause.source for issue in others} == {CauseSource.UNKNOWN}


def test_a_supposed_cause_names_the_tickets_on_which_agents_said_so(week, look) -> None:
    notes = [
        Message(
            key=f"odoo:{900 + number}",
            ticket_key=f"odoo:{number}",
            posted_at=MONDAY + timedelta(days=number),
            author="Ada",
            by_agent=True,
            internal=True,
            body="<p>Cause: the paper rollers are worn out, cleaned them.</p>",
        )
        for number in (1, 2, 3)
    ]
    cause = look(week, notes).patterns.issues[0].cause
    assert cause.source is CauseSource.HYPOTHESIS
    assert cause.confidence is not None and 0 < cause.confidence < 1
    assert {quote.ticket for quote in cause.quotes} <= PRINTER and cause.quotes


def test_a_week_without_tickets_has_no_issues(week, look) -> None:
    found = look(week, period=Period.week("2026-W12", "UTC"))
    assert (found.patterns.issues, found.patterns.total, found.counted) == ((), 0, ())


def test_without_any_ticket_nothing_is_found(look) -> None:
    found = look([])
    assert (found.patterns.issues, found.patterns.total, found.patterns.spikes, found.time.minutes) == ((), 0, (), None)


def test_numbers_outlive_the_memory_being_kept_as_bytes(week, look) -> None:
    first = look(week)
    memory = Memory.from_bytes(first.memory.to_bytes())
    assert memory is not None
    again = look(week[1:], memory=memory)
    assert again.patterns.issues[0].id == first.patterns.issues[0].id


def test_a_persons_name_pin_and_mute_hold(week, look) -> None:
    first = look(week)
    heating = next(issue.id for issue in first.patterns.issues if "odoo:4" in issue.tickets)
    printer = first.patterns.issues[0].id
    said = Feedback(names={printer: "Old printer"}, pinned=frozenset({heating}), muted=frozenset({printer}))
    found = look(week, memory=first.memory, feedback=said).patterns
    assert found.issues[0].id == heating and found.issues[0].pinned
    last = found.issues[-1]
    assert (last.id, last.label, last.named_by_person, last.muted) == (printer, "Old printer", True, True)
