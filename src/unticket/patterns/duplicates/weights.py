"""What each piece of evidence weighs; see `bench/_duplicates_fit.py` for how the numbers came to be."""

from __future__ import annotations

from collections.abc import Mapping

INCIDENT: Mapping[str, float] = {
    "": -0.995,
    "alike": 0.0,
    "words": 0.0,
    "concepts": 0.357,
    "other_concepts": -4.883,
    "same_things": 1.672,
    "other_things": -4.03,
    "other_numbers": -0.245,
    "hours": -1.378,
    "hours_of_nothing": -0.482,
    "chance": -0.062,
    "same_person": 0.0,
    "team": 0.639,
    "category": 0.0,
    "tags": 0.292,
    "two_languages": 0.154,
    "concepts_in_two_languages": 0.284,
    "length": 0.659,
    "open": 0.0,
}

PERSON: Mapping[str, float] = {
    "": 3.324,
    "alike": 0.0,
    "words": 0.0,
    "concepts": 0.0,
    "other_concepts": -2.335,
    "same_things": 0.0,
    "other_things": -0.694,
    "other_numbers": -0.206,
    "hours": -0.469,
    "hours_of_nothing": -0.672,
    "chance": -0.093,
    "same_person": 0.0,
    "team": 0.784,
    "category": 0.201,
    "tags": 0.614,
    "two_languages": 0.0,
    "concepts_in_two_languages": 0.0,
    "length": 0.0,
    "open": 0.0,
}
