"""What each piece of evidence weighs; see `bench/_duplicates_fit.py` for how the numbers came to be."""

from __future__ import annotations

from collections.abc import Mapping

INCIDENT: Mapping[str, float] = {
    "": -8.073,
    "alike": 0.0,
    "words": 1.92,
    "concepts": 0.0,
    "other_concepts": -0.903,
    "same_things": 0.424,
    "same_trouble": 1.5,
    "other_things": -1.014,
    "other_numbers": -0.075,
    "renumbered": -5.0,
    "hours": -1.387,
    "hours_same_thing": -0.2,
    "chance": -0.206,
    "bursts": 1.995,
    "crowd": 0.724,
    "same_person": 0.0,
    "team": 3.171,
    "category": 0.331,
    "unsorted": 2.963,
    "tags": 1.711,
    "untagged": 1.177,
    "two_languages": 0.973,
    "length": 0.464,
    "open": 0.0,
}

PERSON: Mapping[str, float] = {
    "": -1.833,
    "alike": 0.0,
    "words": 1.338,
    "concepts": 0.0,
    "other_concepts": -1.039,
    "same_things": 1.576,
    "same_trouble": 0.0,
    "other_things": 0.0,
    "other_numbers": -0.457,
    "renumbered": -5.0,
    "hours": -0.608,
    "hours_same_thing": -0.462,
    "chance": -0.358,
    "bursts": 0.0,
    "crowd": 0.0,
    "same_person": 0.0,
    "team": 2.199,
    "category": 0.326,
    "unsorted": 1.927,
    "tags": 1.473,
    "untagged": 1.176,
    "two_languages": 0.0,
    "length": 0.0,
    "open": 0.288,
}
