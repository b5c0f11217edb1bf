"""What a word in a status column says of somebody. A word that is not known says nothing, and is never guessed."""

from __future__ import annotations

from collections.abc import Mapping

from unticket.connectors.roster_file.faults import WrongRow
from unticket.connectors.roster_file.headings import folded
from unticket.model.person import Employment

_WORDS: Mapping[Employment, tuple[str, ...]] = {
    Employment.ACTIVE: (
        "active",
        "current",
        "employed",
        "working",
        "enrolled",
        "studying",
        "đang làm việc",
        "đang làm",
        "đang công tác",
        "đang học",
        "chính thức",
    ),
    Employment.LEAVING: ("leaving", "notice", "on notice", "notice period", "sắp nghỉ việc", "sắp nghỉ"),
    Employment.TERMINATED: (
        "terminated",
        "left",
        "former",
        "resigned",
        "dismissed",
        "retired",
        "departed",
        "inactive",
        "withdrawn",
        "expelled",
        "graduated",
        "alumni",
        "deceased",
        "đã nghỉ việc",
        "nghỉ việc",
        "thôi việc",
        "đã thôi việc",
        "đã nghỉ",
        "nghỉ hưu",
        "thôi học",
        "đã thôi học",
        "đã tốt nghiệp",
        "tốt nghiệp",
    ),
}
_KNOWN = {folded(word): employment for employment, words in _WORDS.items() for word in words}
_TRUE = frozenset({"true", "yes", "y", "1", "x", "có", "đúng"})
_FALSE = frozenset({"false", "no", "n", "0", "không", "sai"})


def by_word(cell: str, own: Mapping[str, str]) -> Employment:
    """By a status column; `own` are the settings' words, which win. Raises `WrongRow`."""
    word = folded(cell)
    chosen = {folded(key): Employment(value) for key, value in own.items()}
    found = chosen.get(word) or _KNOWN.get(word)
    if found is not None:
        return found
    if not word or "@" in word:  # a row out of step
        raise WrongRow("it has no status")
    raise WrongRow(f"the status {cell[:40]!r} is not known (see status_words)")


def by_truth(cell: str) -> Employment:
    """By a column that says whether somebody is active: yes or no. Raises `WrongRow`."""
    word = folded(cell)
    if word in _TRUE:
        return Employment.ACTIVE
    if word in _FALSE:
        return Employment.TERMINATED
    raise WrongRow(f"whether they are active is {cell[:40]!r}, neither yes nor no")
