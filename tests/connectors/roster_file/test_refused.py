"""A roster is not believed when it is old, half-written or suspiciously short; and a bad row is never nobody."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
import xlsxwriter

from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable
from unticket.model.finding import Level
from unticket.model.person import Employment

ASKED = "minh@school.example"


def by_kind(directory) -> dict:
    return {finding.kind: finding for finding in directory.check()}


@pytest.mark.parametrize(
    "row",
    [
        "Minh,minh@school.example,on sabbatical",
        "Minh,minh@school.example,",
        ",minh@school.example,active",
        "Minh,Minh <minh@school.example> or @minh,active",
        'Minh,"minh@school,example",active',
        "Minh,minh@school example,active",
        "Minh,,minh@school.example",  # a cell is missing: everything stands one to the left
        "minh@school.example,Minh,active",
    ],
)
def test_a_row_that_cannot_be_read_is_an_error_for_its_address_and_not_nobody(opened, write, row) -> None:
    write(f"Name,Email,Status\n{row}\nAn,an@school.example,active\n")
    staff = opened()
    with pytest.raises(UnexpectedPayload) as refused:
        staff.people(ASKED)
    assert not refused.value.transient
    assert "minh" not in refused.value.what.lower()  # the reason holds nothing of the person
    assert staff.people("an@school.example")[0].employment is Employment.ACTIVE
    assert staff.people("nobody@school.example") == []
    finding = by_kind(staff)["roster_rows_unreadable"]
    assert (finding.level, "row 2" in finding.what) == (Level.WARNING, True)


def test_a_readable_row_does_not_hide_an_unreadable_one_of_the_same_address(opened, write) -> None:
    write(f"Name,Email,Status\nMinh,{ASKED},active\nMinh,{ASKED},???\n")
    with pytest.raises(UnexpectedPayload, match="row 3"):
        opened().people(ASKED)


def test_an_old_file_proves_that_somebody_is_gone_and_nothing_else(opened, write) -> None:
    write(age=timedelta(days=8))
    staff = opened()
    assert staff.people("an.tran@school.example")[0].employment is Employment.STALE
    assert staff.people("minh.nguyen@school.example")[0].employment is Employment.STALE
    assert staff.people("binh.le@school.example")[0].employment is Employment.TERMINATED
    with pytest.raises(ConnectorError, match="8 days old") as stale:
        staff.people("nobody@school.example")
    assert (stale.value.code, stale.value.transient) == ("stale", False)
    assert by_kind(staff)["roster_stale"].level is Level.FAULT


def test_how_old_is_too_old_is_a_setting(opened, write) -> None:
    write(age=timedelta(days=8))
    assert opened(max_age_days=9).people("an.tran@school.example")[0].employment is Employment.ACTIVE


def test_a_file_ages_while_the_program_runs(opened, write, now) -> None:
    write()
    staff = opened()
    assert staff.people("an.tran@school.example")[0].employment is Employment.ACTIVE
    staff.now = lambda: now + timedelta(days=8)
    assert staff.people("an.tran@school.example")[0].employment is Employment.STALE


def test_a_time_in_the_future_is_not_believed(opened, write) -> None:
    write(age=timedelta(days=-2))
    with pytest.raises(UnexpectedPayload, match="future"):
        opened().people(ASKED)


def test_a_file_that_lost_many_is_refused_until_it_is_accepted_by_its_mark(opened, write, people) -> None:
    write(people(100), age=timedelta(hours=5))
    assert opened().people("p99@school.example")
    write(people(80), age=timedelta(hours=4))
    with pytest.raises(UnexpectedPayload, match="holds 80 people, the one before held 100") as refused:
        opened().people("p1@school.example")
    assert by_kind(opened())["roster_refused"].level is Level.FAULT
    mark = refused.value.hint.split('"')[1]
    assert opened(accept=mark).people("p1@school.example")
    write(people(75), age=timedelta(hours=3))  # measured by the accepted one from now on
    assert opened(accept=mark).people("p1@school.example")
    write(people(50), age=timedelta(hours=2))  # the mark is of one file only
    with pytest.raises(UnexpectedPayload, match="the one before held 75"):
        opened(accept=mark).people("p1@school.example")


def test_a_refused_file_stays_refused_however_often_it_is_asked(opened, write, people) -> None:
    write(people(100), age=timedelta(hours=5))
    opened().people("p1@school.example")
    write(people(10))
    staff = opened()
    for _ in range(3):
        with pytest.raises(UnexpectedPayload):
            staff.people("p1@school.example")


@pytest.mark.parametrize(("share", "believed"), [(0.1, False), (0.3, True)])
def test_how_much_is_suspicious_is_a_setting(opened, write, people, share, believed) -> None:
    write(people(100), age=timedelta(hours=5))
    opened().people("p1@school.example")
    write(people(75))
    if believed:
        assert opened(most_shrink=share).people("p1@school.example")
    else:
        with pytest.raises(UnexpectedPayload):
            opened(most_shrink=share).people("p1@school.example")


def test_that_one_person_left_a_small_school_is_not_suspicious(opened, write, people) -> None:
    write(people(4), age=timedelta(hours=5))
    opened().people("p1@school.example")
    write(people(3))
    assert opened().people("p1@school.example")


def test_rows_that_cannot_be_read_count_as_lost(opened, write, people) -> None:
    write(people(100), age=timedelta(hours=5))
    opened().people("p1@school.example")
    write(people(100).replace("Active", "Aktiv", 40))
    with pytest.raises(UnexpectedPayload, match="40 rows could not be read"):
        opened().people("p99@school.example")


def test_without_a_memory_the_fewest_are_the_guard(opened, write, people) -> None:
    write(people(10))
    with pytest.raises(UnexpectedPayload, match="fewer than 50"):
        opened(fewest=50).people("p1@school.example")
    write("Full name,Email,Status\n")
    with pytest.raises(UnexpectedPayload, match="holds 0 people"):
        opened().people("p1@school.example")


def test_staff_and_students_are_measured_apart(opened, write, people) -> None:
    write(people(100))
    write(people(10), "students.csv")
    assert opened().people("p1@school.example")[0].directory == "staff"
    assert opened(name="students", path="students.csv").people("p1@school.example")[0].directory == "students"


def test_an_unwritable_memory_is_no_failure(opened, write, tmp_path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    write()
    assert opened().people("an.tran@school.example")


def test_a_csv_that_ends_in_a_row_is_cut_off(opened, write) -> None:
    write(f"Name,Email,Status\nMinh,{ASKED},active\nAn,an@sch")
    with pytest.raises(UnexpectedPayload, match="cut off"):
        opened().people(ASKED)


def test_a_fresh_csv_without_an_end_may_not_be_all_there_yet(opened, write) -> None:
    text = f"Name,Email,Status\nMinh,{ASKED},active\nAn,an@school.example,act"
    write(text, age=timedelta(seconds=5))
    with pytest.raises(Unreachable) as waiting:
        opened().people(ASKED)
    assert waiting.value.transient
    write(text, age=timedelta(minutes=5))
    assert opened().people(ASKED)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b'Name,Email,Status\nMinh,"minh@school.example,active\n',
        b'Name,Email,Status\n"Mi"nh,minh@school.example,active\n',
        b"PK\x03\x04 half a workbook",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"<!DOCTYPE html><html><body>Log in</body></html>",
        b"Email,Status\nminh@school.example,active\n",
        b"Name,Status\nMinh,active\n",
        b"Name,Email,E-mail,Status\nMinh,minh@school.example,x@school.example,active\n",
        "Name,Email,Status\nMinh Trần,minh@school.example,active\n".encode("cp1252", "replace") + b"\xd2\xec\n",
        "Name,Email,Status\nMinh,minh@school.example,active\n".encode("utf-16-le"),
    ],
    ids=lambda content: repr(content[:30]),
)
def test_what_is_no_roster_is_an_error_with_the_next_move(opened, write, content) -> None:
    write(content)
    with pytest.raises(ConnectorError) as refused:
        opened().people(ASKED)
    assert refused.value.what.startswith("In [[hr]] staff, ")
    assert refused.value.hint
    assert not refused.value.transient
    assert [finding.level for finding in opened().check()] == [Level.FAULT]


def test_a_cut_off_workbook_is_refused(opened, write) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write_row(0, 0, ["Name", "Email", "Status"])
    whole = stream.getvalue()
    write(whole[: len(whole) // 2], "staff.xlsx")
    with pytest.raises(UnexpectedPayload, match="damaged"):
        opened(path="staff.xlsx").people(ASKED)


def test_a_missing_file_is_unreachable(opened, tmp_path) -> None:
    with pytest.raises(Unreachable, match="no such file"):
        opened(path="nowhere.csv").people(ASKED)
    with pytest.raises(Unreachable):
        opened(path=".").people(ASKED)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_unreachable(opened, write) -> None:
    write().chmod(0)
    with pytest.raises(Unreachable, match="cannot be read"):
        opened().people(ASKED)


def test_a_sound_roster_is_told_without_a_warning(opened, write) -> None:
    write()
    found = by_kind(opened())
    assert found["roster_people"].what == "The roster staff (CSV, utf-8) holds 4 people."
    assert {finding.level for finding in found.values()} == {Level.OK}


def test_a_roster_that_everybody_may_read_is_warned_of(opened, write) -> None:
    write().chmod(0o644)
    assert by_kind(opened())["roster_readable_by_others"].level is Level.WARNING
