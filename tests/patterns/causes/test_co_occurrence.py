"""Co-occurrence: what comes with an issue beyond chance, all comparisons together."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from unticket.history.ticket_table import SCHEMA
from unticket.patterns.causes.co_occurrence import Kind, co_occurrences
from unticket.patterns.evidence.exact import over_represented
from unticket.patterns.text.table import SCHEMA as TEXTS

START = datetime(2026, 1, 1, 3, tzinfo=UTC)


def desk(rows):
    """Groups, tickets, texts from (key, issue, day, tags, entities)."""
    tickets = [{"key": key, "opened_at": START + timedelta(days=day), "tags": tags} for key, _, day, tags, _ in rows]
    texts = [{"key": key, "entities": entities} for key, _, _, _, entities in rows]
    columns = {"tags": pl.List(pl.Categorical)}
    return (
        pl.DataFrame([row[:2] for row in rows], schema={"key": pl.String, "issue": pl.String}, orient="row"),
        pl.DataFrame(tickets, schema={name: columns.get(name, SCHEMA[name]) for name in ("key", "opened_at", "tags")}),
        pl.DataFrame(texts, schema={name: TEXTS[name] for name in ("key", "entities")}),
    )


def test_a_tag_and_a_thing_that_stand_on_one_issue_alone_are_told_with_their_tickets():
    rows = [(f"a{n}", "A", n % 40, ["vpn"], ["error 502"]) for n in range(20)]
    rows += [(f"b{n}", "B", n % 40, ["other"], []) for n in range(80)]
    found = co_occurrences(*desk(rows), timezone="UTC")
    told = {(one.issue, one.kind, one.other): one for one in found}
    assert set(told) == {("A", Kind.TAG, "vpn"), ("A", Kind.ENTITY, "error 502"), ("B", Kind.TAG, "other")}
    vpn = told["A", Kind.TAG, "vpn"]
    assert (vpn.together, vpn.expected, vpn.lift) == (20, 4.0, 5.0)
    assert set(vpn.tickets) <= {f"a{n}" for n in range(20)}


def test_a_tag_on_every_ticket_and_one_seen_twice_tell_nothing():
    rows = [(f"t{n}", "AB"[n % 2], n, ["LMS", *(["rare"] if n in (0, 2) else [])], []) for n in range(40)]
    assert co_occurrences(*desk(rows), timezone="UTC") == ()


def test_two_issues_on_the_same_days_are_told():
    rows = [(f"a{n}", "A", n * 6, [], []) for n in range(10)] + [(f"b{n}", "B", n * 6, [], []) for n in range(10)]
    rows += [(f"c{n}", "C", n, [], []) for n in range(60)]
    assert {(one.issue, one.other) for one in co_occurrences(*desk(rows), timezone="UTC") if one.kind is Kind.ISSUE} == {
        ("A", "B")
    }


def test_an_empty_desk_has_none():
    assert co_occurrences(*desk([]), timezone="UTC") == ()


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_the_tail_is_the_hypergeometrics(total, of_one, of_other, together):
    of_one, of_other = min(of_one, total), min(of_other, total)
    together = min(together, of_one, of_other)
    if together < max(1, of_one + of_other - total):
        return
    columns = (np.array([number]) for number in (together, of_one, of_other, total))
    assert over_represented(*columns)[0] == pytest.approx(stats.hypergeom.sf(together - 1, total, of_other, of_one), abs=1e-9)
