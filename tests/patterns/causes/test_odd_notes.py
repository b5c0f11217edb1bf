"""Odd notes: none at all, endless ones, other scripts, and a flood of one sentence."""

import pytest

from unticket.patterns.causes.fixes import usual_fixes
from unticket.patterns.causes.hypotheses import hypotheses
from unticket.patterns.causes.matching import match
from unticket.patterns.causes.register import Register, parse_register
from unticket.patterns.causes.statements import Tells


def test_without_notes_or_issues_nothing_is_told(grouped, wrote, said):
    assert hypotheses(grouped(P1="a"), wrote()) == {}
    assert hypotheses(grouped(), wrote(("a", "Caused by the driver"))) == {}
    assert usual_fixes(grouped(P1="a"), wrote()) == {}
    assert match(Register(), grouped(), said()) == {}
    assert match(parse_register(""), grouped(P1="a"), said(a="x")) == {}


@pytest.mark.parametrize(
    "note", ["", "…", "🙂🙂🙂", "サーバーを再起動しました", "a" * 2000, "because " * 250, "->" * 900, "\n" * 500]
)
def test_no_note_breaks_the_reading(grouped, wrote, note):
    for hypothesis in hypotheses(grouped(P1="a"), wrote(("a", note))).get("P1", ()):
        assert len(hypothesis.text) <= 250
        assert hypothesis.tickets == ("a",)


def test_a_note_on_a_ticket_of_no_issue_is_not_read(grouped, wrote):
    assert hypotheses(grouped(P1="b"), wrote(("a", "Caused by the driver"))) == {}


def test_at_most_three_causes_and_one_repair_are_given(grouped, wrote):
    causes = ["a full disk", "the wrong driver", "a power cut", "an old certificate", "the new firewall"]
    notes = [(f"c{n}", f"Caused by {what}") for n, what in enumerate(causes)] + [
        ("r", "Rebooted it"),
        ("s", "Replaced the cable"),
    ]
    given = hypotheses(grouped(P1=" ".join(key for key, _ in notes)), wrote(*notes))["P1"]
    assert [one.tells for one in given] == [Tells.CAUSE] * 3 + [Tells.REPAIR]
