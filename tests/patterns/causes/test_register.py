"""The register: a file that people edit, read whole or refused with every fault named."""

from importlib.resources import files

import pytest

from unticket.model.errors import ConfigurationError
from unticket.model.recurring_issue import Impact
from unticket.patterns.causes.register import Register, parse_register
from unticket.patterns.text.lexicon.lexicon import lexicon

ENTRY = """
[[known_error]]
id = "printer"
title = "The printer jams"
patterns = ["printer jam*", "@not_printing"]
cause = "worn rollers"
"""


def test_an_entry_says_what_the_desk_knows_and_nothing_else_is_assumed():
    entry = parse_register(
        ENTRY
        + 'workaround = "use the other one"\nowner = "Theo"\nimpact = ["deadline: exams are printed on it", "noise"]\n'
        + 'runbook = "rollers"\nsystemic = true\nfixable_now = false\n'
        + 'minutes = 12\nper_month = 0.5\nstays_with_people = "opening it"\n'
    )["printer"]
    assert (entry.cause, entry.owner, entry.runbook, entry.minutes, entry.per_month) == (
        "worn rollers",
        "Theo",
        "rollers",
        12.0,
        0.5,
    )
    assert (entry.systemic, entry.fixable_now) == (True, False)
    assert entry.impact == (Impact(kind="deadline", text="exams are printed on it"), Impact(kind="noise", text="noise"))
    bare = parse_register(ENTRY)["printer"]
    assert (bare.systemic, bare.fixable_now, bare.minutes, bare.runbook, bare.impact) == (None, None, None, "", ())


def test_an_empty_file_is_a_register_without_entries():
    assert parse_register("") == Register()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ENTRY + 'ower = "Theo"', r"entry 1 \('printer'\): unknown key 'ower'; did you mean 'owner'\?"),
        ("[[known_eror]]", "unknown key 'known_eror'; did you mean 'known_error'"),
        ("[known_error]\nid = 'a'", "'known_error' is not a list"),
        ("[[known_error]]\nid = 'a'", "entry 1 .'a'.: 'title' is missing; .*'patterns' is missing; .*'cause' is missing"),
        (ENTRY + "systemic = 'yes'", "'systemic' must be true or false"),
        (ENTRY + "minutes = 0", "'minutes' must be a number above 0"),
        (ENTRY + "minutes = true", "'minutes' must be a number"),
        (ENTRY + "per_month = nan", "'per_month' must be a number"),
        (ENTRY + "owner = 3", "'owner' must be a text"),
        (ENTRY + "impact = [1]", "'impact' must be a text or a list of texts"),
        (ENTRY.replace('"worn rollers"', '""'), "'cause' must be a text"),
        (ENTRY.replace('["printer jam*", "@not_printing"]', "[]"), "'patterns' is empty"),
        (ENTRY.replace('"printer jam*"', '"-printer"'), "asks for no word"),
        (ENTRY.replace('"printer jam*"', '"the"'), "'the' stands in too many tickets"),
        (ENTRY.replace('"printer jam*"', '"a*b"'), "'a\\*b' is not one word"),
        (ENTRY.replace("@not_printing", "@nonsense"), "there is no concept 'nonsense'"),
        (ENTRY + ENTRY, "entry 2 .'printer'.: its id is taken"),
        ("[[known_error", "known.toml is not valid TOML"),
    ],
)
def test_a_fault_is_named_with_its_entry_and_field(text, said):
    with pytest.raises(ConfigurationError, match=said):
        parse_register(text, where="known.toml", concepts=lexicon().kinds)


def test_all_faults_are_told_at_once():
    with pytest.raises(ConfigurationError) as caught:
        parse_register(ENTRY + "systemic = 1\n" + ENTRY + "owner = 2\n")
    assert all(part in caught.value.what for part in ("systemic", "owner", "taken"))


def test_the_demos_register_is_well_formed_and_names_only_known_concepts():
    text = files("unticket.demo").joinpath("known_errors.toml").read_text("utf-8")
    register = parse_register(text, concepts=lexicon().kinds)
    assert [entry.id for entry in register.entries] == [
        "video-playback", "lms-instability", "account-deactivated", "report-by-hand", "feature-request",
    ]  # fmt: skip
    assert all(entry.systemic for entry in register.entries)
