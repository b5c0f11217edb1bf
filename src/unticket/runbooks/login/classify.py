"""Whether a ticket is a login problem of the person who wrote it, with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from unticket.runbooks.login.phrases import phrases
from unticket.runbooks.login.typos import mended_word
from unticket.runbooks.reading.phrase import blotted
from unticket.runbooks.reading.said import Line, Said


class Outcome(StrEnum):
    """What a text is. Only `LOGIN` may lead to an action."""

    LOGIN = "login"  # the writer says plainly that they cannot get into their own account, and nothing else
    NOT_LOGIN = "not_login"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What a text is, and why."""

    outcome: Outcome
    kind: str  # "login", or the other matter: "video", "outage", "exam", "report", "feature", "account", …, "other"
    words: tuple[str, ...]  # the deciding words as they were written
    because: str  # a public clause, without the words


_ABOUT = {
    "video": "videos",
    "outage": "a slow or unavailable system",
    "exam": "an exam or a submission",
    "report": "reports or records",
    "feature": "a wish for a new feature",
    "account": "a change of accounts or rights",
    "place": "a place or a key",
    "other_system": "another system",
}
_OTHER = "other"


def classify(said: Said) -> Classification:
    """What `said` is. Never raises; looks at the first words only, because a long text is doubtful anyway."""
    line, known = Line(said.text, mended_word), phrases()
    login = _matches(known.login, line)
    topics = {name: found for name, pattern in known.topics.items() if (found := _matches(pattern, line))}
    kind = next(iter(topics), _OTHER)
    if not login:
        mentioned = _matches(known.mention, line)
        if mentioned and not topics:
            return _classified(Outcome.DOUBTFUL, _OTHER, mentioned, "it speaks of logging in, but does not say who cannot")
        about = f"it is about {_ABOUT[kind]}" if topics else "it does not speak of logging in"
        return _classified(Outcome.NOT_LOGIN, kind, topics.get(kind, ()), about)
    if topics:
        return _classified(Outcome.DOUBTFUL, kind, (*login, *topics[kind]), f"it is also about {_ABOUT[kind]}")
    for because, words in _doubts(said, line):
        return _classified(Outcome.DOUBTFUL, "login", (*login, *words), because)
    return _classified(Outcome.LOGIN, "login", login, "the writer cannot log in")


def _doubts(said: Said, line: Line) -> Iterator[tuple[str, tuple[str, ...]]]:
    if said.forwarded:
        yield "it passes on somebody else's words", ()
    if said.cut or line.too_long:
        yield "it is too long to be about one thing only", ()
    known = phrases()
    if words := _matches(known.stranger, line, blotted(known.login, line.text)):
        yield "somebody else may be the one who cannot log in", words
    left = blotted(known.harmless, line.text)
    for doubt in known.doubts:
        signs = tuple(sign for sign in doubt.signs if sign in said.text)
        if found := (*_matches(doubt.pattern, line, left), *signs):
            yield doubt.because, found


def _matches(pattern: re.Pattern[str], line: Line, text: str = "") -> tuple[str, ...]:
    found = (line.written(match.start(), match.end()) for match in pattern.finditer(text or line.text))
    return tuple(dict.fromkeys(words for words in found if words))


def _classified(outcome: Outcome, kind: str, words: tuple[str, ...], because: str) -> Classification:
    return Classification(outcome=outcome, kind=kind, words=words, because=because)
