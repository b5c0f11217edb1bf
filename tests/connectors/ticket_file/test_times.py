"""Times are those of the person who exported, daylight saving included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.model.errors import ConfigurationError
from unticket.settings import validated

WARSAW = "Europe/Warsaw"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "local", "instant"),
    [
        ("Asia/Ho_Chi_Minh", "2026-02-18 08:40:00", utc(2026, 2, 18, 1, 40)),
        (WARSAW, "2026-02-18 08:40:00", utc(2026, 2, 18, 7, 40)),
        (WARSAW, "2026-07-18 08:40", utc(2026, 7, 18, 6, 40)),
        (WARSAW, "2026-07-18T08:40:00Z", utc(2026, 7, 18, 8, 40)),
        (WARSAW, "2026-07-18 08:40:00 +07:00", utc(2026, 7, 18, 1, 40)),
        (WARSAW, "2026-07-18 08:40:00.250000", utc(2026, 7, 18, 6, 40, 0, 250000)),
    ],
)
def test_a_local_time_is_an_instant(desk, write_csv, row, zone, local, instant):
    """A time without a zone is in the desk's zone; one with a zone says so itself."""
    (ticket,) = desk(write_csv(row(opened=local, closed="")), zone=zone).tickets
    assert ticket.opened_at == instant


def test_the_files_own_zone_goes_before_the_desks(desk, write_csv, row):
    (ticket,) = desk(write_csv(row()), zone=WARSAW, timezone="UTC").tickets
    assert ticket.opened_at == utc(2026, 2, 18, 8, 40)


def test_an_hour_that_clocks_showed_twice_is_the_first_and_said(desk, write_csv, row):
    """On 25 October 2026, Warsaw had 02:30 twice."""
    opened = desk(write_csv(row(opened="2026-10-25 02:30:00", closed="")), zone=WARSAW)
    assert opened.tickets[0].opened_at == utc(2026, 10, 25, 0, 30)
    assert opened.said["shown_twice"].what.endswith("in 1 cell.")


def test_a_closing_in_that_hour_is_never_before_the_opening(desk, write_csv, row):
    """Opened 02:50 before the change, closed 02:10 after it: twenty minutes, not a contradiction."""
    opened = desk(write_csv(row(opened="2026-10-25 02:50:00", closed="2026-10-25 02:10:00")), zone=WARSAW)
    (ticket,) = opened.tickets
    assert ticket.closed_at == utc(2026, 10, 25, 1, 10)
    assert (ticket.closed_at - ticket.opened_at).total_seconds() == 20 * 60


def test_a_time_that_clocks_never_showed_hints_at_a_wrong_zone(desk, write_csv, row):
    """On 29 March 2026, Warsaw had no 02:30."""
    opened = desk(write_csv(row(opened="2026-03-29 02:30:00", closed="")), zone=WARSAW)
    assert opened.tickets[0].opened_at == utc(2026, 3, 29, 1, 30)
    assert "timezone" in opened.said["never_shown"].hint


def test_a_day_without_a_time_is_its_midnight_and_said(desk, write_csv, write_xlsx, row):
    for file in (write_csv(row(opened="2026-02-18", closed="")), write_xlsx(row(opened=date(2026, 2, 18), closed=None))):
        opened = desk(file)
        assert opened.tickets[0].opened_at == utc(2026, 2, 17, 17)
        assert opened.said["day_only"].what.startswith("'Created on' tells a day")


def test_remarks_count_cells_and_not_readings(desk, write_csv, row):
    """However often the tickets are read, one cell is one."""
    opened = desk(write_csv(row(opened="2026-02-18", closed="")))
    assert opened.tickets == opened.tickets
    assert opened.said["day_only"].what.endswith("in 1 cell.")


def test_another_way_to_write_dates_is_stated_and_then_strict(desk, write_csv, row):
    """18/02/2026 may not be guessed at; with date_format it is read, and a month 18 is refused."""
    file = write_csv(row("HT1", opened="05/02/2026 08:40", closed=""), row("HT2", opened="02/18/2026 08:40", closed=""))
    opened = desk(file, date_format="%d/%m/%Y %H:%M")
    assert [ticket.opened_at for ticket in opened.tickets] == [utc(2026, 2, 5, 1, 40)]
    assert "'%d/%m/%Y %H:%M'" in opened.rejected[0][3]


def test_a_workbooks_dates_are_whole_seconds(desk, write_xlsx, row):
    """A sheet keeps a time as a fraction of a day, which is never exact."""
    times = [datetime(2026, 2, 18, 8, minute, second) for minute in range(0, 60, 7) for second in (0, 1, 29, 59)]
    opened = desk(write_xlsx(*(row(f"HT{n}", opened=time, closed=None) for n, time in enumerate(times))), zone="UTC")
    assert [ticket.opened_at for ticket in opened.tickets] == [time.replace(tzinfo=UTC) for time in times]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("timezone", "Asia/Hanoi", "time zone"),
        ("date_format", "%H:%M", "%d, %m and %Y"),
        ("columns", {"nummer": "No"}, "did you mean 'number'"),
        ("delimiter", ",,", "one sign"),
        ("encoding", "viet", "no encoding"),
        ("ticket_url", "https://desk.example/", "{id}"),
        ("priorities", {"P1": 9}, "0, 1, 2 or 3"),
        ("colums", {}, "did you mean 'columns'"),
    ],
)
def test_a_wrong_setting_is_named(name, value, message):
    with pytest.raises(ConfigurationError) as error:
        validated(TicketFileSettings, {"kind": "ticket_file", "path": "x.csv", name: value}, "[desk]")
    assert message in str(error.value)


def test_a_list_may_come_as_one_text():
    """As it does from the environment."""
    settings = TicketFileSettings(kind="ticket_file", path="x", closed_stages="Xong, Đã hủy")
    assert settings.closed_stages == ("Xong", "Đã hủy")
