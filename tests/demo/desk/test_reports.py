"""Grouped reports in all the forms that Odoo offers."""

from __future__ import annotations

import pytest


@pytest.fixture
def group(client):
    """Ask for a report of counts (or other aggregates) and leave the extra domains out."""

    def asked(*groupby, aggregates=("__count",), **how):
        lines = client.call(
            "helpdesk.ticket", "formatted_read_group", groupby=list(groupby), aggregates=list(aggregates), **how
        )
        return [{key: value for key, value in line.items() if key != "__extra_domain"} for line in lines]

    return asked


def test_without_groups_there_is_one_line_over_all(group):
    assert group(aggregates=["__count", "id:max", "id:min", "id:sum"]) == [
        {"__count": 8, "id:max": 20296, "id:min": 20289, "id:sum": sum(range(20289, 20297))}
    ]


def test_aggregates_leave_out_what_is_empty(group, state):
    state.change("helpdesk.ticket", 20289, closed_date=False)
    (line,) = group(
        "stage_id",
        aggregates=["closed_date:min", "partner_id:count_distinct", "category_id:count", "sequence:avg", "active:bool_and"],
    )
    assert line == {
        "stage_id": [4, "Done"],
        "closed_date:min": "2026-02-18 06:55:00",
        "partner_id:count_distinct": 8,
        "category_id:count": 0,
        "sequence:avg": 10,
        "active:bool_and": True,
    }


@pytest.mark.parametrize(
    ("groupby", "expected"),
    [
        ("stage_id.closed", [(False, 1), (True, 7)]),
        ("closed", [(False, 1), (True, 7)]),
        ("priority", [("1", 7), ("3", 1)]),
        ("category_id", [(False, 8)]),
        ("assigned_date:quarter", [(["2026-01-01 00:00:00", "Q1 2026"], 7), (False, 1)]),
        ("create_date:year", [(["2026-01-01 00:00:00", "2026"], 8)]),
        ("create_date", [(["2026-02-01 00:00:00", "February 2026"], 8)]),
    ],
)
def test_one_can_group_by_flags_paths_texts_and_longer_stretches(group, state, groupby, expected):
    state.change("helpdesk.ticket", 20291, stage_id=2, priority="3", assigned_date=False)
    assert [(line[groupby], line["__count"]) for line in group(groupby)] == expected


def test_weeks_start_as_the_language_has_it(group):
    (sunday,) = group("create_date:week")
    (monday,) = group("create_date:week", context={"lang": "de_DE"})
    assert sunday["create_date:week"] == ["2026-02-15 00:00:00", "W8 2026"]
    assert monday["create_date:week"][0] == "2026-02-16 00:00:00"


def test_several_groups_combine_and_each_tag_counts(group):
    lines = group("create_date:day", "tag_ids", domain=[["id", "<=", 20290]])
    assert [(line["tag_ids"][1], line["__count"]) for line in lines] == [
        ("LMS", 2),
        ("video", 1),
        ("lesson-3", 1),
        ("outage", 1),
    ]


def test_lines_can_be_chosen_ordered_and_paged(group):
    having = group("tag_ids", having=["|", ["__count", ">", 3], "!", ["__count", "!=", 2]])
    assert [line["tag_ids"][1] for line in having] == ["LMS", "outage"]
    both = group("tag_ids", having=[["__count", ">", 1], ["__count", "<", 7]], order="tag_ids desc")
    assert [line["tag_ids"][1] for line in both] == ["outage", "lesson-3", "video"]
    assert [line["tag_ids"][1] for line in group("tag_ids", order="__count desc", offset=3, limit=2)] == [
        "outage",
        "feature-request",
    ]
    assert [line["priority"] for line in group("priority", order="priority desc, __count")] == ["1"]


def test_grouping_sets_are_several_reports_at_once(client):
    sets = client.call(
        "helpdesk.ticket", "formatted_read_grouping_sets", grouping_sets=[["stage_id"], []], aggregates=["__count"]
    )
    assert sets == [
        [{"stage_id": [4, "Done"], "__extra_domain": [["stage_id", "=", 4]], "__count": 8}],
        [{"__extra_domain": [], "__count": 8}],
    ]


def test_the_older_form_tells_labels_ranges_and_domains(client, state):
    state.change("helpdesk.ticket", 20296, assigned_date=False)
    lines = client.call(
        "helpdesk.ticket",
        "read_group",
        domain=[["id", ">=", 20295]],
        fields=["id:max"],
        groupby=["assigned_date:month"],
        lazy=False,
        orderby="__count desc",
    )
    assert {line["assigned_date:month"] for line in lines} == {"February 2026", False}
    (without,) = [line for line in lines if not line["assigned_date:month"]]
    assert without == {
        "assigned_date:month": False,
        "__count": 1,
        "id": 20296,
        "__domain": ["&", ["id", ">=", 20295], ["assigned_date", "=", False]],
        "__range": {"assigned_date:month": False},
    }


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"groupby": ["nofield"]}, "Invalid field 'nofield' on model 'helpdesk.ticket'"),
        ({"groupby": ["tag_ids.name"]}, "Invalid field 'tag_ids.name'"),
        ({"groupby": ["create_date:fortnight"]}, "Granularity specification isn't correct: 'fortnight'"),
        ({"aggregates": ["nofield:sum"]}, "Invalid field 'nofield'"),
        ({"aggregates": ["id:most"]}, "Invalid aggregate method 'most'"),
        ({"groupby": ["stage_id"], "order": "number"}, "Order term 'number'"),
        ({"groupby": ["stage_id"], "order": "stage_id down"}, "Invalid order clause"),
        ({"groupby": ["stage_id"], "having": [["id:max", ">", 1]]}, "Invalid having clause"),
    ],
)
def test_what_cannot_be_grouped_is_refused_by_its_name(client, how, told):
    answer = client.ask("helpdesk.ticket", "formatted_read_group", **({"aggregates": ["__count"]} | how))
    assert (answer.status, answer.body["name"]) == (500, "builtins.ValueError")
    assert told in answer.body["message"]
