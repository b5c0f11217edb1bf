"""What keeps coming back, as its user asks for it: a desk over HTTP, synced, then `unticket patterns`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from unticket.app import opened
from unticket.doors.cli import errors
from unticket.doors.cli.main import unticket as program
from unticket.settings import load

VIDEO = ["odoo:20289", "odoo:20291", "odoo:20294"]
OUTAGE = ["odoo:20290", "odoo:20293"]
LOGIN, REPORT, FEATURE = "odoo:20292", "odoo:20295", "odoo:20296"
# tickets, people, minutes: the brief's five issues in its order
FIVE = [(VIDEO, 14, 90), (OUTAGE, 65, 120), ([LOGIN], 1, 7), ([REPORT], 1, 120), ([FEATURE], 1, 60)]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    number: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)


@pytest.fixture
def unticket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """The command line in this process: what it needs is read once, not once a command."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, env: dict[str, str]) -> Ran:
        ended = CliRunner(env={"COLUMNS": "110", "NO_COLOR": "1"} | env).invoke(program, arguments)
        error = ended.exception
        if error is None or isinstance(error, SystemExit):
            return Ran(ended.exit_code, ended.stdout, ended.stderr)
        return Ran(errors.exit_number(error), ended.stdout, errors.told(error))

    return run


@pytest.fixture
def patterns(unticket: Any, desk_env: dict[str, str]) -> Callable[..., Any]:
    """`unticket patterns … --json` after a sync."""

    def ask(*arguments: str) -> Any:
        assert unticket("sync", env=desk_env).number == 0
        done = unticket("patterns", *arguments, "--json", env=desk_env)
        assert done.number == 0, done.err
        return done.json

    return ask


@pytest.fixture
def say(unticket: Any, desk_env: dict[str, str]) -> Callable[..., Any]:
    """A word about an issue, as Ada."""

    def said(*arguments: str) -> Any:
        done = unticket("patterns", *arguments, "--by", "Ada", env=desk_env)
        assert done.number == 0, done.err
        return done

    return said


@pytest.fixture
def demo_register(tmp_path: Path) -> None:
    """The demo's known errors, beside the settings."""
    text = (resources.files("unticket.demo") / "known_errors.toml").read_text("utf-8")
    (tmp_path / "known_errors.toml").write_text(text, "utf-8")


def by_tickets(found: Any) -> dict[tuple[str, ...], Any]:
    return {tuple(issue["tickets"]): issue for issue in found["issues"]}


def test_the_five_issues_of_the_reference_week_with_tickets_people_and_minutes(patterns: Any) -> None:
    found = patterns()
    assert [(issue["tickets"], issue["people"], issue["minutes"]) for issue in found["issues"]] == FIVE
    assert [issue["share"] for issue in found["issues"]] == [0.375, 0.25, 0.125, 0.125, 0.125]
    assert {issue["minutes_from"] for issue in found["issues"]} == {"assigned_to_closed"}
    assert (found["total"], found["minutes"]) == (8, 397)
    video, outage, login = found["issues"][:3]
    assert (video["people_shown"], outage["people_shown"]) == ("14+ stated", "65+ stated")
    for number, quote in zip(("5", "6", "3"), video["people_from"], strict=True):
        assert number in quote
    assert login["people_from"] == []


def test_the_video_tickets_are_one_incident_and_a_broadcast_would_have_prevented_two(patterns: Any) -> None:
    found = patterns("--week", "2026-W08")
    (group,) = found["duplicates"]
    assert (group["tickets"], group["kind"]) == (VIDEO, "incident")
    assert 0.5 < group["confidence"] < 1
    assert "lesson 3" in group["because"] and "apart" in group["because"]
    video, *others = found["issues"]
    assert video["prevented_by_broadcast"] == VIDEO[1:]
    assert not [issue for issue in others if issue["prevented_by_broadcast"]]


def test_two_runs_at_once_give_the_same_numbers(reference_desk: Any, desk_env: dict[str, str], tmp_path: Path) -> None:
    """Neither gives a number to what the other has numbered already."""
    settings = load(None, desk_env, folder=tmp_path)
    with opened(settings) as house:
        house.sync()

    def numbered(_: int) -> dict[str, str]:
        with opened(settings) as house:
            return {key: issue.id for issue in house.recurring.found().patterns.issues for key in issue.tickets}

    with ThreadPoolExecutor(3) as pool:
        first, *others = pool.map(numbered, range(3))
    assert set(first.values()) == {"P1", "P2", "P3", "P4", "P5"}
    assert all(other == first for other in others)


def test_asked_for_its_week_it_is_the_same(patterns: Any) -> None:
    whole, week = patterns(), patterns("--week", "2026-W08")
    assert [(one["id"], one["tickets"], one["people"]) for one in whole["issues"]] == [
        (one["id"], one["tickets"], one["people"]) for one in week["issues"]
    ]
    assert week["period"] == {"first": "2026-02-16", "last": "2026-02-22"}
    assert patterns("--week", "2026-W09")["issues"] == []


def test_without_a_register_no_cause_is_claimed_and_single_tickets_are_one_so_far(patterns: Any) -> None:
    issues = patterns()["issues"]
    assert {issue["cause"]["source"] for issue in issues} == {"unknown"}
    assert [issue["systemic_because"] for issue in issues[2:]] == ["one_so_far"] * 3
    assert {issue["systemic"] for issue in issues[2:]} == {None}


@pytest.mark.usefixtures("demo_register")
def test_causes_come_from_the_register_and_are_marked_so(patterns: Any) -> None:
    found = patterns()
    assert [issue["cause"]["source"] for issue in found["issues"]] == ["register"] * 5
    for issue, word in zip(found["issues"], ("CDN", "nfrastructure", "30 days", "schedule", "feature requests"), strict=True):
        assert word in issue["cause"]["text"]
        assert issue["cause"]["shown"].startswith("register: ")
    assert all(issue["systemic"] for issue in found["issues"])
    assert [one["issue"] for one in found["candidates"] if one["chosen"]] == [found["issues"][2]["id"]]


def test_one_agent_is_a_single_point_of_failure_and_four_tickets_are_no_spike(patterns: Any) -> None:
    found = patterns()
    (risk,) = [risk for risk in found["risks"] if risk["kind"] == "single_point_of_failure"]
    assert len(risk["tickets"]) == 8
    assert not [spike for spike in found["spikes"] if spike["alarm"]]
    assert all("too few" in spike["text"] for spike in found["spikes"])


def test_a_ticket_dropped_at_the_desk_is_gone_from_every_figure(patterns: Any, reference_desk: Any) -> None:
    before = patterns()["issues"][0]
    reference_desk.state.delete("helpdesk.ticket", 20291)
    found = patterns()
    after = by_tickets(found)["odoo:20289", "odoo:20294"]
    assert (found["total"], found["minutes"]) == (7, 367)
    assert (after["people"], after["minutes"], after["share"]) == (8, 60, 2 / 7)
    assert after["id"] == before["id"]
    assert "odoo:20291" not in str(found)


def test_a_number_changed_in_a_text_changes_the_people_of_its_issue_only(
    patterns: Any, reference_desk: Any, write_to_desk: Callable[..., Any]
) -> None:
    (body,) = write_to_desk(reference_desk, "helpdesk.ticket", "read", ids=[20289], fields=["description"])
    text = body["description"]
    assert "5 students" in text
    vals = {"description": text.replace("5 students", "25 students")}
    write_to_desk(reference_desk, "helpdesk.ticket", "write", ids=[20289], vals=vals)
    assert [(issue["tickets"], issue["people"]) for issue in patterns()["issues"]] == [
        (tickets, 34 if tickets == VIDEO else people) for tickets, people, _ in FIVE
    ]


def test_tags_do_not_make_the_issues(patterns: Any, reference_desk: Any, write_to_desk: Callable[..., Any]) -> None:
    write_to_desk(reference_desk, "helpdesk.ticket", "write", ids=list(range(20289, 20297)), vals={"tag_ids": [[6, 0, []]]})
    assert [(issue["tickets"], issue["people"], issue["minutes"]) for issue in patterns()["issues"]] == FIVE


def test_a_name_a_pin_a_mute_and_an_owner_stay_and_can_be_taken_back(patterns: Any, say: Any) -> None:
    ids = [issue["id"] for issue in patterns()["issues"]]
    say("rename", ids[0], "Video of lesson 3")
    say("owner", ids[0], "Theo Lead")
    say("pin", ids[3])
    say("mute", ids[1])
    issues = patterns()["issues"]
    assert [issue["id"] for issue in issues] == [ids[3], ids[0], ids[2], ids[4], ids[1]]
    video = issues[1]
    assert (video["label"], video["named_by_person"], video["owner"]) == ("Video of lesson 3", True, "Theo Lead")
    for word in (("rename", ids[0]), ("owner", ids[0]), ("pin", ids[3]), ("mute", ids[1])):
        say(*word, "--off")
    back = patterns()["issues"]
    assert [issue["id"] for issue in back] == ids
    assert (back[0]["named_by_person"], back[0]["owner"]) == (False, "")


def test_a_merge_and_a_split_hold_for_later_runs(patterns: Any, say: Any, unticket: Any, desk_env: dict[str, str]) -> None:
    video, outage, login, *_ = (issue["id"] for issue in patterns()["issues"])
    say("merge", outage, video)
    merged = patterns()["issues"][0]
    assert (merged["id"], sorted(merged["tickets"]), merged["minutes"]) == (video, sorted(VIDEO + OUTAGE), 210)
    say("merge", outage, "--off")
    assert by_tickets(patterns())[tuple(OUTAGE)]["id"] == outage
    new = unticket("patterns", "split", "HT20293", "--by", "Ada", "--json", env=desk_env).json["issue"]
    issues = {issue["id"]: issue for issue in patterns()["issues"]}
    assert new not in (video, outage, login)
    assert (issues[new]["tickets"], issues[outage]["tickets"]) == (["odoo:20293"], ["odoo:20290"])
    again = unticket("patterns", "split", "HT20290", "--by", "Ada", "--json", env=desk_env).json["issue"]
    assert again != new, "a number is never given twice"
    say("split", "HT20293", "HT20290", "--off")
    assert by_tickets(patterns())[tuple(OUTAGE)]


def test_an_explanation_names_what_the_tickets_share(patterns: Any, unticket: Any, desk_env: dict[str, str]) -> None:
    patterns()
    done = unticket("patterns", "explain", "HT20291", "--json", env=desk_env)
    assert done.number == 0, done.err
    (tie,) = done.json["ties"]
    assert tie["reference"] == "HT20291" and 0 < tie["alike"] <= 1
    assert "lesson 3" in tie["words"] or done.json["typical"] == "odoo:20291"
    shown = unticket("patterns", "explain", "P1", env=desk_env)
    assert shown.number == 0 and "HT20294" in shown.out


def test_a_pair_that_a_person_joined_is_one_group(patterns: Any, say: Any) -> None:
    patterns()
    say("same", "HT20295", "HT20296")
    assert [REPORT, FEATURE] in [group["tickets"] for group in patterns()["duplicates"]]
    say("different", "HT20295", "HT20296")
    assert not [group for group in patterns()["duplicates"] if REPORT in group["tickets"]]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "P99"), "unticket patterns lists them all"),
        (("explain", "HT1"), "no ticket 'HT1'"),
        (("rename", "P1"), "Give the name"),
        (("merge", "P1", "P1"), "one issue already"),
        (("merge", "P1"), "Give both"),
        (("--team", "Nobody"), "Known:"),
        (("split", "HT20293", "--into", "P99"), "no issue 'P99'"),
        (("rename", "P1", "x", "--by", " "), "Give --by NAME"),
    ],
)
def test_what_cannot_be_done_says_what_can(
    patterns: Any, unticket: Any, desk_env: dict[str, str], arguments: tuple[str, ...], says: str
) -> None:
    patterns()
    done = unticket("patterns", *arguments, env=desk_env)
    assert done.number == 2
    assert says in done.err
    assert "Traceback" not in done.err


def test_a_faulty_register_is_named_and_a_missing_one_only_where_it_was_asked_for(
    unticket: Any, desk_env: dict[str, str], tmp_path: Path
) -> None:
    named = desk_env | {"UNTICKET_PATTERNS__KNOWN_ERRORS": "mine.toml"}
    missing = unticket("patterns", env=named)
    assert missing.number == 1 and "mine.toml" in missing.err
    (tmp_path / "mine.toml").write_text('[[known_error]]\nid = "x"\ntitel = "y"\n')
    faulty = unticket("patterns", env=named)
    assert faulty.number == 1 and "'titel'" in faulty.err and "title" in faulty.err


@pytest.mark.usefixtures("demo_register")
def test_the_weekly_report_carries_the_chapter(unticket: Any, desk_env: dict[str, str], tmp_path: Path) -> None:
    done = unticket("weekly", "--week", "2026-W08", "--language", "vi", "--form", "html", "--form", "json", env=desk_env)
    assert done.number == 0, done.err
    html = next((tmp_path / "out").glob("*.html")).read_text("utf-8")
    for part in ("Các vấn đề lặp lại hàng đầu", "14+", "65+", "theo danh mục lỗi đã biết", "HT20289"):
        assert part in html
    again = unticket("report", "again", "1", "--json", env=desk_env).json
    assert [len(row["tickets"]["keys"]) for row in again["recurring"]["rows"]] == [3, 2, 1, 1, 1]


def test_agents_are_not_named_where_the_settings_hide_them(unticket: Any, desk_env: dict[str, str]) -> None:
    done = unticket("patterns", "risks", env=desk_env)
    assert "Anna Agent" in done.out
    hidden = unticket("patterns", "--json", env=desk_env | {"UNTICKET_PATTERNS__SHOW_AGENTS": "false"})
    assert hidden.number == 0, hidden.err
    assert "Anna" not in hidden.out


def test_classes_of_known_size_stand_beside_what_is_stated(patterns: Any, desk_env: dict[str, str]) -> None:
    desk_env["UNTICKET_PATTERNS__CLASS_SIZES"] = "lớp A = 25, class B = 30"
    video = patterns()["issues"][0]
    assert (video["people_known"], video["people_stated"]) == (55, "14+")


@pytest.mark.parametrize("wrong", ["class A", "class A = many", "everybody = 3", "= 3"])
def test_a_class_that_is_none_is_told_by_its_name(unticket: Any, desk_env: dict[str, str], wrong: str) -> None:
    done = unticket("patterns", env={**desk_env, "UNTICKET_PATTERNS__CLASS_SIZES": wrong})
    assert done.number != 0
    assert "class A = 25" in done.out + done.err
