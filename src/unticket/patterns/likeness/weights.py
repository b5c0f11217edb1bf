"""What counts how much when two texts are compared."""

from __future__ import annotations

from collections.abc import Mapping

# What each channel weighs where all of them speak; a text without one is judged by the others. Words alone tell English from
# Vietnamese before they tell a trouble: concepts are where two languages and two wordings meet. Chosen on generated desks.
WEIGHTS: Mapping[str, float] = {"words": 0.45, "grams": 0.20, "concepts": 0.30, "entities": 0.05}
# What still tells of the same trouble in another language: concepts and names, and the words that both languages use ("LMS").
NEUTRAL: Mapping[str, float] = {"words": 0.10, "grams": 0.0, "concepts": 0.85, "entities": 0.05}

# How common a word is taken to be before a desk has shown it: in eight tickets everything is rare. Where things happen (a
# platform, a course, a room) is told in most tickets of any desk, and so are symptoms that fit everything.
PRIOR_TEXTS = 30
PRIOR_SHARE = 0.03
COMMON_SHARE = 0.25
COMMON = frozenset(
    "platform account course lesson room computer mobile_device mobile_app browser software file not_working cannot_open error "
    "missing stuck wrong_content how_to change_needed complaint".split()
)

# Symptoms that are stages of one trouble: what is slow in the morning is down by noon.
KIN: Mapping[str, str] = {"outage": "unsteady", "slow": "unsteady", "never_loads": "unsteady"}
