"""Takes out of a text what must never be kept: passwords that people write, keys, tokens, other systems' tracebacks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from unticket.runbooks.plan import JSON

REMOVED = "‹removed›"
_LONGEST = 2000

_SECRET_NAME = re.compile(
    r"pass(word|wd|phrase)?$|pwd|secret|token|api_?key|authori[sz]ation|cookie|credential|mat_?khau|private_?key", re.I
)
# "password: hunter2", "my pw is hunter2", "mật khẩu của em là abc123", "mk: abc".
_TOLD = re.compile(
    r"(?P<name>\b(?:pass\s?word|passwort|passwd|pass\s?code|pwd|pw|pin|otp|m[aậ]t\s*kh[aẩ]u|mk"
    r"|api[ _-]?key|secret|token|bearer)\b"
    r"(?:\s+(?:của|cua|of|for|my|em|tôi|toi|mình|minh|account|cũ|cu|mới|moi|old|new|hiện tại))*"
    r"\s*(?:is|was|la|là|[:=]|->|→)?\s*)"
    r"(?P<value>\"[^\"]+\"|'[^']+'|\S+)",
    re.I,
)
_URL_CREDENTIALS = re.compile(r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)")
_ADDRESS = re.compile(r"[^\s<>,;:\"'()]+@[^\s<>,;:\"'()]+")
_LONG_SECRET = re.compile(r"\b(?=[A-Za-z0-9+/_=-]*\d)(?=[A-Za-z0-9+/_=-]*[A-Za-z])[A-Za-z0-9+/_=-]{32,}")
_TRACEBACK = re.compile(
    r"Traceback \(most recent call last\):.*|^\s*File \"[^\"]+\", line \d+.*|^\s+at [\w.$<>]+\(.*", re.S | re.M
)


def redacted(text: str) -> str:
    """`text` without secrets, at most 2000 letters. Rather takes too much than too little."""
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()  # PostgreSQL keeps neither NUL nor half a letter
    text = _TRACEBACK.sub(REMOVED, text)[: 4 * _LONGEST]
    text = _URL_CREDENTIALS.sub(REMOVED, text)
    text = _TOLD.sub(lambda found: found["name"] + REMOVED, text)
    text = _LONG_SECRET.sub(REMOVED, text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def without_addresses(text: str) -> str:
    """`text` as it may stand where nothing personal may: other systems like to name the mailbox in their refusals."""
    return redacted(_ADDRESS.sub("‹address›", text))


def redacted_facts(facts: Mapping[str, JSON]) -> dict[str, JSON]:
    """The same for everything inside `facts`, and nothing at all of what is named like a secret."""
    return {name: REMOVED if _SECRET_NAME.search(name) else _redacted(value) for name, value in facts.items()}


def _redacted(value: JSON) -> JSON:
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return redacted_facts(value)
    if isinstance(value, Sequence):
        return [_redacted(item) for item in value]
    return value
