"""Hypotheses: what agents wrote of a cause, in either language, with the tickets that say so, and nothing of their own."""

import pytest

from unticket.model.recurring_issue import CauseSource
from unticket.patterns.causes.cause import cause, causes
from unticket.patterns.causes.fixes import usual_fixes
from unticket.patterns.causes.hypotheses import QUOTED_AT_MOST, hypotheses
from unticket.patterns.causes.matching import match
from unticket.patterns.causes.register import parse_register
from unticket.patterns.causes.statements import NOTED_AT_MOST
from unticket.patterns.evidence.exact import at_least_share


@pytest.mark.parametrize(
    "note",
    [
        "Caused by a worn roller.",
        "Happened because the roller is worn",
        "This was due to a worn roller",
        "Root cause: worn roller",
        "Turned out the roller was worn",
        "The roller was worn, replaced it",
        "Nguyên nhân: con lăn bị mòn",
        "nguyen nhan la con lan bi mon",
        "Máy in kẹt giấy do hỏng con lăn",
        "Restarted the print server",
        "Đã khởi động lại máy chủ in",
    ],
)
def test_a_note_that_tells_a_cause_or_a_repair_is_a_hypothesis_with_its_ticket(grouped, wrote, note):
    found = hypotheses(grouped(P1="a"), wrote(("a", note)))
    assert [quote.ticket for quote in found["P1"][0].quotes] == ["a"]
    assert found["P1"][0].text == note


@pytest.mark.parametrize(
    "note",
    [
        "Cause unknown, will look again tomorrow.",
        "Chưa rõ nguyên nhân",
        "Is it because of the update?",
        "Please restart your computer",
        "Will be replaced next week",
        "Called the requester",
        "Đang kiểm tra nguyên nhân",
        "Nhờ anh khởi động lại máy",
    ],
)
def test_what_is_asked_planned_or_not_known_is_none(grouped, wrote, note):
    assert hypotheses(grouped(P1="a"), wrote(("a", note))) == {}


def test_what_the_requester_writes_is_no_hypothesis(grouped, wrote):
    assert hypotheses(grouped(P1="a"), wrote(("a", "It is because of your server"), by_agent=False)) == {}


def test_the_cause_that_more_tickets_tell_comes_first_with_a_quote_of_each(grouped, wrote):
    notes = wrote(
        ("a", "Caused by a full session disk"),
        ("b", "Session disk was full. Cleaned up."),
        ("c", "Cause: the disk of the sessions is full"),
        ("d", "Due to a power cut in the building"),
        ("e", "Talked to the teacher"),
    )
    first, *others = hypotheses(grouped(P1="a b c d e f"), notes)["P1"]
    assert set(first.tickets) == {"a", "b", "c"}
    assert {quote.ticket for quote in first.quotes} == {"a", "b", "c"}
    assert (first.noted, first.confidence) == (5, at_least_share(3, 5))
    assert [other.tickets for other in others if "power" in other.text] == [("d",)]


def test_without_its_tickets_a_cause_is_told_less_surely_and_then_not_at_all(grouped, wrote):
    notes = wrote(("a", "Caused by a full disk"), ("b", "Caused by the full disk"), ("c", "Nothing found"))
    both = hypotheses(grouped(P1="a b c"), notes)["P1"][0]
    one = hypotheses(grouped(P1="b c"), notes)["P1"][0]
    assert one.confidence < both.confidence
    assert hypotheses(grouped(P1="c"), notes) == {}


def test_both_languages_meet_in_what_was_done(grouped, wrote):
    notes = wrote(("a", "Account was deactivated automatically, reactivated"), ("b", "Tài khoản bị khoá, đã kích hoạt lại"))
    fix = usual_fixes(grouped(P1="a b"), notes)["P1"]
    assert (fix.action, fix.tickets, fix.noted) == ("reactivate", ("a", "b"), 2)


def test_one_talkative_ticket_counts_once(grouped, wrote):
    notes = wrote(*[("a", f"Caused by the full disk, line {n}") for n in range(9)], ("b", "Nothing found"))
    first = hypotheses(grouped(P1="a b"), notes)["P1"][0]
    assert (first.tickets, first.noted) == (("a",), 2)


def test_a_thousand_notes_are_read_by_their_latest_tickets_and_quoted_by_a_few(grouped, wrote):
    keys = [f"k{n}" for n in range(1000)]
    notes = wrote(*((key, "Caused by the full disk") for key in keys))
    first = hypotheses(grouped(P1=" ".join(keys)), notes)["P1"][0]
    assert first.noted == NOTED_AT_MOST
    assert len(first.quotes) == QUOTED_AT_MOST
    assert set(first.tickets) == set(keys[-NOTED_AT_MOST:])


def test_the_registers_word_goes_before_notes_and_without_either_the_cause_is_unknown(grouped, wrote, said):
    groups, texts = grouped(P1="a", P2="b"), said(a="printer", b="wifi")
    register = parse_register(
        '[[known_error]]\nid = "p"\ntitle = "t"\npatterns = ["printer"]\ncause = "worn rollers"\nowner = "Theo"\n'
    )
    guesses = hypotheses(groups, wrote(("a", "Caused by the driver"), ("b", "Caused by the driver")))
    found = causes(["P1", "P2", "P3"], match(register, groups, texts), guesses, {})
    assert (found["P1"].source, found["P1"].text, found["P1"].owner, found["P1"].known_error) == (
        CauseSource.REGISTER, "worn rollers", "Theo", "p",
    )  # fmt: skip
    assert found["P1"].confidence is None
    assert (found["P2"].source, found["P2"].text) == (CauseSource.HYPOTHESIS, "Caused by the driver")
    assert found["P2"].confidence == at_least_share(1, 1)
    assert (found["P3"].source, found["P3"].text, found["P3"].quotes) == (CauseSource.UNKNOWN, "", ())
    assert cause(None, guesses["P1"]).source is CauseSource.HYPOTHESIS, "without its entry it is a hypothesis again"


def test_a_name_that_folds_to_a_cue_and_a_polite_request_tell_nothing(grouped, wrote):
    notes = wrote(("a", "Hi Lý Hồng Trang, thanks for writing."), ("b", "Please check whether the cable is broken."))
    assert hypotheses(grouped(P1="a b"), notes) == {}


def test_a_cause_goes_before_a_repair_that_more_tell_and_the_repair_is_its_workaround(grouped, wrote):
    notes = wrote(
        ("a", "Restarted the print server"),
        ("b", "Restarted the print server"),
        ("c", "Caused by the driver, see the vendor's page"),
    )
    groups = grouped(P1="a b c")
    found = cause(None, hypotheses(groups, notes)["P1"])
    assert (found.text, found.workaround) == ("Caused by the driver, see the vendor's page", "Restarted the print server")
    assert {quote.ticket for quote in found.quotes} == {"a", "c"}
