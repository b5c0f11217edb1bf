"""Laws that hold for every domain, tried with many drawn ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.demo.desk import domain as domains
from unticket.demo.desk import methods
from unticket.demo.desk.call import Call
from unticket.demo.reference_week import reference_week

CONDITIONS = st.sampled_from(
    [
        ["id", ">", 20291],
        ["id", "in", [20289, 20296]],
        ["id", "=", 20293],
        ["tag_ids", "in", [14]],
        ["tag_ids", "not in", [13]],
        ["name", "ilike", "video"],
        ["partner_id", "!=", 70],
        ["stage_id.closed", "=", True],
        ["write_date", ">=", "2026-02-20 02:20:00"],
        ["create_date", "<", "2026-02-19 00:00:00"],
        ["user_id", "=", False],
    ]
)


def together(parts):
    return st.one_of(
        st.builds(lambda one: ["!", *one], parts),
        st.builds(lambda one, two: ["&", *one, *two], parts, parts),
        st.builds(lambda one, two: ["|", *one, *two], parts, parts),
    )


DOMAINS = st.recursive(st.builds(lambda one: [one], CONDITIONS), together, max_leaves=8)
ORDERS = st.sampled_from(["id", "id desc", "write_date, id", "partner_id, id", "priority desc, id desc"])


@pytest.fixture(scope="module")
def search():
    state = reference_week()
    call = Call(state, state.caller(state.api_key), {}, "2026-05-01 00:00:00.000000")
    return lambda asked, **how: methods.invoke(call, "helpdesk.ticket", "search", None, {"domain": asked, **how})


@settings(max_examples=60, deadline=None)
@given(asked=DOMAINS)
def test_each_ticket_meets_a_domain_or_its_opposite_and_never_both(search, asked):
    found, others = search(asked), search(["!", *asked])
    assert sorted(found + others) == list(range(20289, 20297))


@settings(max_examples=60, deadline=None)
@given(one=DOMAINS, two=DOMAINS)
def test_and_is_what_both_find_and_or_what_either_finds(search, one, two):
    assert set(search([*one, *two])) == set(search(one)) & set(search(two))
    assert set(search(["|", *one, *two])) == set(search(one)) | set(search(two))


@settings(max_examples=60, deadline=None)
@given(asked=DOMAINS)
def test_a_domain_written_back_means_the_same(search, asked):
    assert search(domains.written(domains.read(asked)), order="id") == search(asked, order="id")


@settings(max_examples=60, deadline=None)
@given(asked=DOMAINS, order=ORDERS, size=st.integers(1, 4))
def test_pages_put_together_are_the_whole(search, asked, order, size):
    pages = [search(asked, order=order, offset=start, limit=size) for start in range(0, 8, size)]
    assert [key for page in pages for key in page] == search(asked, order=order)
