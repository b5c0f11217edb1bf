"""Matching: an issue is a known error when its tickets say so, by what is wrong and not by its name."""

import polars as pl

from unticket.patterns.causes.matching import match
from unticket.patterns.causes.register import parse_register


def register(**patterns):
    return parse_register(
        "".join(
            f'[[known_error]]\nid = "{name}"\ntitle = "t"\ncause = "c"\npatterns = {wanted}\n'
            for name, wanted in patterns.items()
        )
    )


def found(wanted, groups, texts, **more):
    return {issue: (one.known_error.id, one.tickets, one.share) for issue, one in match(wanted, groups, texts, **more).items()}


def test_more_than_half_of_an_issues_tickets_must_match(grouped, said):
    texts = said(a="printer jam", b="paper jam in printer", c="toner", d="toner", e="printer jams")
    wanted = register(jam=["printer jam*"])
    assert found(wanted, grouped(P1="a b c"), texts) == {"P1": ("jam", ("a", "b"), 2 / 3)}
    assert found(wanted, grouped(P1="a c"), texts) == {}
    assert found(wanted, grouped(P1="e"), texts) == {"P1": ("jam", ("e",), 1.0)}


def test_without_its_entry_an_issue_is_no_known_error(grouped, said):
    texts = said(a="printer jam")
    assert found(register(toner=["toner"]), grouped(P1="a"), texts) == {}
    assert found(register(), grouped(P1="a"), texts) == {}


def test_words_in_any_order_either_of_two_a_beginning_a_concept_and_what_must_not_stand(grouped, said):
    texts = said(a="slow wifi hall", b="wifi cham", c="wifi gone @network", d="wireless @network", e="slow exam wifi")
    groups = grouped(A="a", B="b", C="c", D="d", E="e")
    assert set(found(register(x=["slow|chậm WIFI"]), groups, texts)) == {"A", "B", "E"}
    assert set(found(register(x=["wifi -exam slow|chậm"]), groups, texts)) == {"A", "B"}
    assert set(found(register(x=["@network"]), groups, texts)) == {"C", "D"}
    assert set(found(register(x=["wi*"]), groups, texts)) == {"A", "B", "C", "D", "E"}
    assert set(found(register(x=["@network -wifi", "exam"]), groups, texts)) == {"D", "E"}


def test_the_entry_that_more_tickets_match_is_meant_and_of_equals_the_one_that_asks_for_more(grouped, said):
    texts = said(a="video slow lesson", b="video slow", c="video")
    groups = grouped(P1="a b c")
    assert found(register(slow=["slow"], video=["video"]), groups, texts)["P1"][0] == "video"
    assert found(register(slow=["slow"], both=["video slow"]), groups, texts)["P1"][0] == "both"
    assert found(register(one=["video"], two=["video"]), groups, texts)["P1"][0] == "one"


def test_an_id_with_a_barred_word_alone_in_a_ticket_never_matches(grouped, said):
    assert found(register(x=["wifi -exam"]), grouped(P1="a"), said(a="exam")) == {}


def test_tickets_without_any_text_match_nothing(grouped, said):
    assert found(register(x=["wifi"]), grouped(P1="a b"), said(a="", b="")) == {}


def test_the_order_of_rows_tells_nothing(grouped, said):
    texts, groups = said(a="video slow", b="video slow", c="toner"), grouped(P1="a b c")
    wanted = register(x=["video"], y=["slow"])
    mixed = pl.concat([groups[1:], groups[:1]])
    assert found(wanted, groups, texts) == found(wanted, mixed, texts.reverse())
