"""The groups of a generated desk in two languages are those of its true causes, by measure."""

from __future__ import annotations

import polars as pl

from unticket.patterns.grouping.group import group


def _b_cubed(issues: pl.DataFrame, cause: dict[str, str]) -> float:
    alone = pl.when(pl.col("issue") == "").then(pl.col("key")).otherwise(pl.col("issue")).alias("issue")
    both = issues.with_columns(pl.col("key").replace_strict(cause).alias("cause"), alone)
    cells = both.group_by("cause", "issue").len("both")
    of_cause, of_issue = (pl.col("both").sum().over(name).alias(f"of_{name}") for name in ("cause", "issue"))
    cells = cells.with_columns(of_cause, of_issue)
    precision = (cells["both"] ** 2 / cells["of_issue"]).sum() / both.height
    recall = (cells["both"] ** 2 / cells["of_cause"]).sum() / both.height
    return float(2 * precision * recall / (precision + recall))


def test_a_desk_never_seen_while_tuning_is_grouped_by_cause_and_not_by_language(school) -> None:
    tickets, texts, cause = school
    found = group(tickets, texts)
    assert _b_cubed(found.issues, cause) >= 0.75
    told = texts.join(found.issues, on="key").filter(pl.col("language") != "")
    great = told.group_by("issue").agg(pl.len(), (pl.col("language") == "vi").mean().alias("vi")).filter(pl.col("len") >= 12)
    assert great.filter(pl.col("vi").is_between(0.1, 0.9)).height >= 0.7 * great.height


def test_no_issue_swallows_the_desk(school) -> None:
    tickets, texts, _ = school
    largest = group(tickets, texts).issues["issue"].value_counts(sort=True)["count"][0]
    assert largest <= 0.25 * tickets.height
