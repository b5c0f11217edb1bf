"""Floods, templates, near-twins and empty texts: nothing breaks, nothing becomes one blob, nothing is lost."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from unticket.patterns.duplicates.candidates import pairs
from unticket.patterns.duplicates.duplicates import duplicates
from unticket.patterns.duplicates.rows import Rows, in_order
from unticket.patterns.findings import DuplicateKind


def found_in(made):
    return duplicates(made.tickets, made.texts, made.likeness)


def test_a_flood_of_one_text_is_one_repeat(desk, quiet, said):
    """An alarm that rings 3,000 times within hours, by many."""
    flood = [
        said(f"f{n}", 30 + n / 600, "the server mail01 does not answer since this morning", ("outage",)) for n in range(3000)
    ]
    (found,) = [group for group in found_in(desk([*quiet(10), *flood])) if group.kind is DuplicateKind.REPEAT]
    assert len(found.tickets) == 3000


def test_the_work_on_a_flood_grows_with_its_tickets_alone(desk, said):
    """Twice as many equal tickets have twice as many pairs to look at, not four times."""

    def looked_at(count):
        made = desk([said(f"f{n}", n / 1000, "the server does not answer", ("outage",)) for n in range(count)])
        rows = Rows.read(in_order(made.tickets, made.texts), made.likeness, places=np.arange(count))
        return len(pairs(rows, 0))

    assert looked_at(1000) <= 2.1 * looked_at(500)


def test_tickets_that_differ_in_a_number_are_no_blob(desk, quiet, said):
    """Four hundred invoices of one morning are four hundred invoices."""
    bills = [
        said(f"i{n}", 32 + n / 100, f"invoice {7000 + n} is not paid please check", ("invoice",), (f"invoice {7000 + n}",))
        for n in range(400)
    ]
    assert max((len(group.tickets) for group in found_in(desk([*quiet(10), *bills]))), default=0) <= 2


def test_a_template_that_comes_every_day_is_no_duplicate(desk, said):
    """All that such tickets say is the form's own text: that two of them agree tells nothing."""
    forms = [said(f"t{n}", n * 2.4, "new ticket from form") for n in range(600)]
    assert found_in(desk(forms)) == ()


def test_empty_texts_are_nobodys_duplicates(desk, quiet, said):
    empty = [said(f"e{n}", 30 + n / 10, "") for n in range(50)]
    assert not [key for group in found_in(desk([*quiet(5), *empty])) for key in group.tickets if key.startswith("e")]


def test_no_ticket_at_all(desk):
    assert found_in(desk([])) == ()


def test_one_ticket(desk, said):
    assert found_in(desk([said("a", 1, "printer")])) == ()


def test_tickets_without_a_time_or_text_are_left_out(desk, quiet, video):
    made = desk([*quiet(10), *video])
    timeless = made.tickets.with_columns(pl.when(pl.col("key") != "v2").then("opened_at").alias("opened_at"))
    assert [group.tickets for group in duplicates(timeless, made.texts, made.likeness)] == [("v1", "v3")]
    textless = made.texts.filter(pl.col("key") != "v2")
    assert [group.tickets for group in duplicates(made.tickets, textless, made.likeness)] == [("v1", "v3")]


@pytest.mark.parametrize("text", ["😀 😀 😀", "ヘルプ 동영상", "aGVsbG8gd29ybGQ" * 200])
def test_other_scripts_and_noise(desk, quiet, said, text):
    found_in(desk([*quiet(5), said("x", 3, text), said("y", 4, text)]))
