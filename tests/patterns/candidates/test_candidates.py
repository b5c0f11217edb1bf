"""Which to automate: by recurrence, gain, feasibility and boundary; at most one is chosen, and none where nothing is fit."""

import unicodedata
from dataclasses import replace
from datetime import timedelta

import pytest

from unticket.patterns.candidates.sentence import REASONS
from unticket.patterns.causes.register import Register
from unticket.rendering.texts import catalogue


def chosen(weighed):
    return [issue for issue, candidate in weighed.items() if candidate.chosen]


def why(candidate):
    return {reason.name: reason.because for reason in candidate.reasons}


def with_entry(week, id_, **changes):
    entries = tuple(replace(entry, **changes) if entry.id == id_ else entry for entry in week.register.entries)
    return week.changed(register=Register(entries=entries))


def test_in_the_reference_week_login_is_chosen_with_one_ticket_of_eight(week):
    weighed = week.weighed()
    assert chosen(weighed) == ["login"]
    assert next(iter(weighed)) == "login"
    assert why(weighed["login"]) == {
        "recurrence": "recurrence_by_register",
        "impact": "impact",
        "feasibility": "runbook",
        "boundary": "boundary_by_register",
    }
    assert "HR" in weighed["login"].stays_with_people
    assert why(weighed["video"])["feasibility"] == "fix_the_cause"
    assert {why(weighed[issue])["feasibility"] for issue in ("outage", "report", "feature")} == {"fix_unknown"}


def test_the_reasons_carry_their_numbers_and_quotes(week):
    reasons = {reason.name: reason for reason in week.weighed()["video"].reasons}
    assert reasons["impact"].numbers == {"people": 14, "minutes": 90.0}
    assert [quote.ticket for quote in reasons["impact"].quotes] == ["20289", "20291", "20294"]
    assert reasons["recurrence"].numbers == {"count": 3, "times": 3, "days": 5}


def test_without_the_register_nothing_is_chosen_and_it_is_too_few_to_tell(week):
    weighed = week.changed(register=Register()).weighed()
    assert chosen(weighed) == []
    assert {why(candidate)["recurrence"] for candidate in weighed.values()} == {"recurrence_too_few"}


@pytest.mark.parametrize(
    "changes",
    [{"runbook": ""}, {"fixable_now": True}, {"per_month": None}],
    ids=["no runbook", "its cause can be fixed", "nobody says how often it comes"],
)
def test_login_is_chosen_by_its_facts_and_not_by_its_name(week, changes):
    assert chosen(with_entry(week, "account-deactivated", **changes).weighed()) == []


def test_another_issue_with_such_facts_would_be_chosen(week):
    other = with_entry(week, "report-by-hand", runbook="reports", per_month=4.0, fixable_now=False, stays_with_people="x")
    assert chosen(with_entry(other, "account-deactivated", runbook="").weighed()) == ["report"]


def test_a_runbook_that_is_not_built_counts_less_but_may_be_chosen(week):
    built = week.changed(more={"runbooks": ("login",)}).weighed()["login"]
    to_build = week.changed(more={"runbooks": ()}).weighed()["login"]
    assert (why(to_build)["feasibility"], to_build.chosen) == ("runbook_to_build", True)
    assert to_build.score < built.score


def test_without_its_ticket_there_is_no_such_candidate(week):
    weighed = week.without("20292").weighed()
    assert "login" not in weighed
    assert chosen(weighed) == []


def test_by_notes_alone_what_is_always_done_the_same_is_chosen(months):
    weighed = months.weighed()
    assert chosen(weighed) == ["locked"]
    assert {issue: why(candidate)["feasibility"] for issue, candidate in weighed.items()} == {
        "locked": "fix_always_the_same",
        "chair": "fix_by_hand",
        "payroll": "fix_by_hand",
        "mixed": "fix_differs",
    }
    feasible = next(reason for reason in weighed["locked"].reasons if reason.name == "feasibility")
    assert (feasible.numbers["count"], feasible.numbers["noted"], feasible.numbers["minutes"]) == (10, 10, 6.0)
    assert feasible.quotes
    assert why(weighed["locked"])["boundary"] == "boundary_accounts"
    assert why(weighed["payroll"])["boundary"] == "boundary_money"


def test_the_rate_is_that_of_the_months_and_has_its_interval(months):
    recurrence = next(reason for reason in months.weighed()["locked"].reasons if reason.name == "recurrence")
    assert recurrence.because == "recurrence_measured"
    assert recurrence.numbers["times"] == 10
    assert 0.9 < recurrence.numbers["rate"] < 1.1
    assert recurrence.numbers["low"] < recurrence.numbers["rate"] < recurrence.numbers["high"]


def test_what_takes_very_different_times_is_not_always_the_same(months):
    tickets = tuple(
        replace(ticket, closed_at=ticket.opened_at + timedelta(minutes=4 ** int(ticket.key.removeprefix("locked"))))
        if ticket.key.startswith("locked")
        else ticket
        for ticket in months.tickets
    )
    weighed = months.changed(tickets=tickets).weighed()
    assert why(weighed["locked"])["feasibility"] == "fix_takes_unlike_times"
    assert chosen(weighed) == []


def test_with_two_tickets_noted_nothing_is_chosen(months):
    weighed = months.changed(notes=tuple(note for note in months.notes if note[0] in ("locked1", "locked2"))).weighed()
    assert why(weighed["locked"])["feasibility"] == "fix_unknown"
    assert chosen(weighed) == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_reason_has_its_sentence_and_uses_only_its_numbers(language):
    texts = catalogue(language)
    for because, numbers in REASONS.items():
        written = {key: text for key, text in texts.items() if key.split(".")[:2] == ["reasons", because]}
        assert written, because
        for text in written.values():
            assert {blank.partition(":")[0] for blank in blanks(text)} <= numbers


def blanks(text):
    return [part.partition("}")[0] for part in text.split("{")[1:]]


def test_every_reason_that_is_given_is_one_that_has_a_sentence(week, months):
    given = {
        reason.because: set(reason.numbers)
        for desk in (week, months, week.changed(register=Register()))
        for candidate in desk.weighed().values()
        for reason in candidate.reasons
    }
    assert set(given) <= set(REASONS)
    assert all(REASONS[because] <= numbers for because, numbers in given.items())


VIETNAMESE = {
    "20292": ("Không đăng nhập được LMS - tài khoản bị vô hiệu hoá", "Tôi không đăng nhập được, tài khoản đã bị vô hiệu hoá."),
    "20294": ("Video bài 3 không xem được ở nhà", "Con tôi và các bạn (3 học sinh) không xem được video bài 3."),
    "20293": ("LMS bị sập trong giờ thi", "LMS bị sập khi đang thi. Hơn 50 học sinh không nộp bài được."),
    "20295": ("Cần báo cáo điểm danh trước 15 giờ", "Xin gửi báo cáo điểm danh tháng này trước 15 giờ hôm nay."),
}  # fmt: skip


def unmarked(text):
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@pytest.mark.parametrize("written", [str, unmarked], ids=["with tone marks", "without"])
def test_half_of_the_week_in_vietnamese_meets_the_same_register_and_the_same_choice(week, written):
    tickets = tuple(
        replace(ticket, subject=written(VIETNAMESE[ticket.key][0]), body=written(VIETNAMESE[ticket.key][1]))
        if ticket.key in VIETNAMESE
        else ticket
        for ticket in week.tickets
    )
    weighed = week.changed(tickets=tickets).weighed()
    assert chosen(weighed) == ["login"]
    assert why(weighed["video"])["feasibility"] == "fix_the_cause"
    people = {issue: next(r for r in one.reasons if r.name == "impact").numbers["people"] for issue, one in weighed.items()}
    assert people == {"video": 14, "outage": 65, "login": 1, "report": 1, "feature": 1}
