"""`unticket patterns evaluate`, as its user runs it: on a desk over HTTP, with labels in a file or with people's word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from unticket.doors.cli import errors
from unticket.doors.cli.main import unticket as program

LABELS = """key,issue,incident
HT20289,video,a
HT20290,outage,
HT20291,video,a
odoo:20292,login,
HT20293,outage,
HT20294,video,a
HT20295,report,
HT20296,feature,
HT99999,login,
"""


@pytest.fixture
def unticket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, desk_env: dict[str, str]) -> Callable[..., Any]:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Any:
        return CliRunner(env={"COLUMNS": "110", "NO_COLOR": "1"} | desk_env).invoke(program, arguments)

    assert run("sync").exit_code == 0
    return run


def test_labels_by_reference_or_key_are_measured_and_what_is_not_there_is_named(unticket: Any, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(LABELS, "utf-8")
    done = unticket("patterns", "evaluate", "labels.csv", "--json")
    assert done.exit_code == 0, done.output
    seen = orjson.loads(done.stdout)
    assert (seen["issues"]["tickets"], seen["issues"]["true_groups"]) == (8, 5)
    assert seen["issues"]["b_cubed"]["f1"]["value"] == 1  # the reference week's five issues
    assert seen["issues"]["adjusted_rand"] == {"value": 1, "low": 1, "high": 1}
    assert (seen["duplicates"]["right"]["hits"], seen["duplicates"]["called"]["cases"]) == (2, 2)
    assert seen["unknown"] == ["HT99999"]
    told = unticket("patterns", "evaluate", "labels.csv").stdout
    assert "Issues of 8 labelled tickets: 5 groups labelled, 5 found" in told
    assert "adjusted Rand 1.000 (1.00 to 1.00)" in told
    assert "Not in the copy, and left out: HT99999." in told


def test_a_worse_labelling_is_told_apart_from_a_right_one(unticket: Any, tmp_path: Path) -> None:
    """Login and report are said to be one issue, which the product holds apart: recall falls, precision stays."""
    (tmp_path / "labels.csv").write_text(LABELS.replace("report", "login"), "utf-8")
    seen = orjson.loads(unticket("patterns", "evaluate", "labels.csv", "--json").stdout)
    assert seen["issues"]["pairs"]["precision"]["value"] == 1
    assert seen["issues"]["pairs"]["recall"]["value"] == 0.8  # 4 of 5 pairs


def test_people_are_measured_against_a_run_that_does_not_know_their_word(unticket: Any) -> None:
    """One pair of duplicates is said to be right, another to be none although it would be found; a ticket is moved."""
    assert unticket("patterns").exit_code == 0
    for said in (("same", "HT20289", "HT20291"), ("different", "HT20289", "HT20294"), ("split", "HT20293")):
        done = unticket("patterns", *said, "--by", "Ada")
        assert done.exit_code == 0, done.output
    seen = orjson.loads(unticket("patterns", "evaluate", "--feedback", "--json").stdout)["feedback"]
    assert (seen["same"]["hits"], seen["same"]["cases"]) == (1, 1)
    assert (seen["different"]["hits"], seen["different"]["cases"]) == (0, 1)
    assert (seen["moved"]["hits"], seen["moved"]["cases"]) == (0, 1)
    assert "What people said, against a run that does not know it" in unticket("patterns", "evaluate", "--feedback").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "nothing to measure against"),
        (("missing.csv",), "cannot be read"),
        (("latin.csv",), "no UTF-8"),
        (("empty.csv",), "no columns of labels"),
    ],
)
def test_a_file_that_is_of_no_use_is_told_with_the_next_move(unticket: Any, tmp_path: Path, arguments: Any, told: str) -> None:
    (tmp_path / "latin.csv").write_bytes("key,issue\nHT1,Gerät\n".encode("latin-1"))
    (tmp_path / "empty.csv").write_text("", "utf-8")
    done = unticket("patterns", "evaluate", *arguments)
    assert errors.exit_number(done.exception) == 2
    assert told in str(done.exception)
    assert done.exception.hint
