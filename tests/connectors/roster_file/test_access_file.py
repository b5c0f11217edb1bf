"""An export of accounts: what its cells mean, and when it is not relied on."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.roster_file.access_file import AccessFile
from unticket.connectors.roster_file.settings import AccessFileSettings
from unticket.model.errors import ConnectorError

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LAN = "lan@school.example"
Opening = Callable[..., AccessFile]


@pytest.fixture
def opened(tmp_path: Path) -> Opening:
    def make(table: str, *, hours: float = 1, **settings: Any) -> AccessFile:
        file = tmp_path / "accounts.csv"
        file.write_text(table, "utf-8")
        moment = (NOW - timedelta(hours=hours)).timestamp()
        os.utime(file, (moment, moment))
        source = AccessFile(
            AccessFileSettings(path="accounts.csv", **settings),
            Surroundings(timezone="Asia/Ho_Chi_Minh", folder=str(tmp_path)),
        )
        source.now = lambda: NOW
        return source

    return make


@pytest.mark.parametrize(
    ("cell", "moment", "never"),
    [
        ("2026-11-01 08:30:00", datetime(2026, 11, 1, 1, 30, tzinfo=UTC), False),
        ("2026-11-01T08:30:00+00:00", datetime(2026, 11, 1, 8, 30, tzinfo=UTC), False),
        ("2026-11-01", datetime(2026, 10, 31, 17, 0, tzinfo=UTC), False),
        ("1795475874", datetime(2026, 11, 23, 23, 17, 54, tzinfo=UTC), False),
        ("Never", None, True),
        ("chưa bao giờ", None, True),
        ("0", None, True),
        ("", None, False),
        ("-", None, False),
        ("yesterday", None, False),
        ("31/12/2026", None, False),
        ("99999999999999999999", None, False),
    ],
)
def test_a_cell_is_a_time_never_or_unknown_and_nothing_is_guessed(
    opened: Opening, cell: str, moment: datetime | None, never: bool
) -> None:
    (account,) = opened(f"name,email,last access\nLan,{LAN},{cell}\n", listed_means_on=True).accounts(LAN)
    assert (account.last_access_at, account.never_used) == (moment, never)


def test_dates_are_read_as_the_settings_say(opened: Opening) -> None:
    table = f'name;email;last access;suspended\nLan;{LAN};"Sunday, 1 November 2026, 8:30 AM";No\n'
    (account,) = opened(table, date_format="%A, %d %B %Y, %I:%M %p").accounts(LAN)
    assert account.last_access_at == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "enabled"), [("No", True), ("0", True), ("Yes", False), ("1", False), ("", False), ("?", False)]
)
def test_an_account_of_which_it_is_not_said_that_it_is_on_counts_as_off(opened: Opening, word: str, enabled: bool) -> None:
    (account,) = opened(f"name,email,last access,suspended\nLan,{LAN},2026-11-01,{word}\n").accounts(LAN)
    assert account.enabled is enabled


def test_headings_in_vietnamese_and_names_in_two_columns_are_understood(opened: Opening) -> None:
    table = f"Tên đăng nhập,Họ,Tên,Email,Truy cập lần cuối,Bị đình chỉ\nlan,Trần,Lan,{LAN},2026-11-01,Không\n"
    (account,) = opened(table).accounts(LAN)
    assert (account.name, account.username, account.enabled) == ("Trần Lan", "lan", True)


@pytest.mark.parametrize(
    ("table", "settings", "said"),
    [
        ("name,email,suspended\nLan,lan@x.example,No\n", {}, "no column is the last use"),
        ("name,email,last access\nLan,lan@x.example,2026-11-01\n", {}, "switched off"),
        ("email,last access\nlan@x.example,2026-11-01\n", {"listed_means_on": True}, "no column is the name"),
        ("", {}, "is empty"),
    ],
)
def test_a_file_that_lacks_what_is_needed_is_refused_by_name(
    opened: Opening, table: str, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConnectorError, match=said) as refused:
        opened(table, **settings).accounts(LAN)
    assert "[last_access]" in refused.value.what


def test_an_old_export_is_no_answer_and_neither_is_one_of_tomorrow(opened: Opening) -> None:
    table = f"name,email,last access\nLan,{LAN},2026-11-01\n"
    with pytest.raises(ConnectorError, match="2 days old"):
        opened(table, hours=50, listed_means_on=True).glance([LAN])
    with pytest.raises(ConnectorError, match="future"):
        opened(table, hours=-5, listed_means_on=True).glance([LAN])


def test_without_a_list_of_administrators_nobody_is_known_to_be_none(opened: Opening) -> None:
    table = f"name,email,last access\nLan,{LAN},2026-11-01\n"
    assert opened(table, listed_means_on=True).accounts(LAN)[0].is_admin is None
    assert opened(table, listed_means_on=True, administrators=(LAN,)).accounts(LAN)[0].is_admin is True
