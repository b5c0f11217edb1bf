"""Whatever people and attackers send: nothing is lost, nothing breaks, nothing takes the square of its size."""

from __future__ import annotations

import polars as pl
import pytest

from unticket.patterns.grouping.group import group
from unticket.patterns.grouping.memory import Memory
from unticket.patterns.grouping.place import place
from unticket.patterns.text.table import SCHEMA


def test_no_tickets_at_all_give_no_issues(desk) -> None:
    found = group(*desk([]))
    assert found.issues.height == 0
    assert Memory.from_bytes(found.memory.to_bytes()) is not None
    assert place(found.memory, desk([("Printer broken", "")])[1]).issues["issue"].to_list() == ["P1"]


def test_tickets_that_say_nothing_have_no_issue_and_are_not_lost(desk) -> None:
    tickets, texts = desk([("", ""), ("", "<p></p>"), ("Printer jam", "<p>Paper jam</p>")])
    found = group(tickets, texts.filter(pl.col("key") != "odoo:2"))
    assert found.issues["key"].to_list() == tickets["key"].to_list()
    assert found.issues["issue"].to_list() == ["", "", "P1"]


@pytest.mark.parametrize(
    "said",
    [
        [("Help", ""), ("help", ""), ("wifi", ""), ("WIFI", "")],
        [("😀😀", "😀"), ("🔥", "🔥🔥🔥"), ("!!!", "???")],
        [
            ("ログインできません", "パスワードが違います"),
            ("Не могу войти", "Пароль не подходит"),
            ("لا أستطيع الدخول", "كلمة المرور"),
        ],
        [("a" * 300, "b" * 50_000), ("QUJD" * 60, "QUJDREVG" * 9_000)],
        [("\x00\u202e\ufeff", "\ud800"), ("‹mail›", "‹phone›")],
        [("0" * 20, "1 2 3 4 5"), ("404", "502")],
    ],
    ids=["one word", "signs and emoji", "other scripts", "endless words", "unseen characters", "numbers"],
)
def test_strange_texts_each_have_their_place(desk, said) -> None:
    tickets, texts = desk(said)
    found = group(tickets, texts)
    assert found.issues["key"].to_list() == tickets["key"].to_list()
    assert set(found.issues["issue"]) - {""} <= set(found.labels)
    assert group(tickets, texts, memory=found.memory).issues.equals(found.issues)


def _copies(texts: pl.DataFrame, tickets: pl.DataFrame, number: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    keys = pl.Series("key", [f"flood:{place}" for place in range(number)])
    many = pl.concat([texts.head(1)] * number).with_columns(keys)
    opened = pl.DataFrame({"key": keys, "opened_at": [tickets["opened_at"][0]] * number}, schema=tickets.schema)
    return pl.concat([tickets, opened]), pl.concat([texts, many])


def test_a_hundred_thousand_identical_tickets_are_one_text_and_disturb_nothing_else(desk, week, parts) -> None:
    tickets, texts = desk(week)
    alone = parts(group(tickets, texts).issues)
    found = group(*_copies(texts, tickets, 100_000))
    flood = found.issues.filter(pl.col("key").str.starts_with("flood:"))
    assert flood["issue"].unique().to_list() == [dict(found.issues.filter(pl.col("key") == "odoo:1").iter_rows())["odoo:1"]]
    assert parts(found.issues.filter(pl.col("key").str.starts_with("odoo:"))) == alone


def test_near_duplicates_made_to_differ_by_a_code_are_one_issue(desk, week) -> None:
    attack = [(f"Win a prize now {number}", f"<p>Click to claim token{number}x of your prize.</p>") for number in range(400)]
    found = group(*desk([*week, *attack]))
    assert found.issues.tail(400)["issue"].n_unique() == 1


def test_near_duplicates_made_to_differ_by_words_are_all_there(desk, week) -> None:
    words = [f"{one}o{other}a" for one in "bcdfghjklmnpqrstvwxz" for other in "bcdfghjklmnpqrstvwxz"]
    attack = [("Win a prize now", f"<p>Click to claim {word} your prize.</p>") for word in words]
    found = group(*desk([*week, *attack]))
    assert found.issues.filter(pl.col("issue") == "").height == 0


def test_a_text_without_its_ticket_is_passed_over(desk, week) -> None:
    tickets, texts = desk(week)
    assert group(tickets.head(3), texts).issues["key"].to_list() == tickets.head(3)["key"].to_list()


def test_frames_without_rows_have_the_columns_that_are_promised(desk) -> None:
    found = group(desk([])[0], pl.DataFrame(schema=SCHEMA))
    assert dict(found.issues.schema) == {"key": pl.String(), "issue": pl.String()}
