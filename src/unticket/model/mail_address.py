"""A mail address as it may be written in settings and in a mail's head: one, bare, and nothing else."""

from __future__ import annotations

import re

# RFC 5321's dot-string and domain, in ASCII. Quoted local parts and address literals are legal there, and in practice a trick.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_LOCAL_PART, _LONGEST = 64, 254  # RFC 5321, 4.5.3.1


class Unsendable(ValueError):
    """This cannot stand in a mail. Says why, without repeating it."""


def bare_address(text: str) -> str:
    """`text` where it is exactly one address and nothing else. Raises `Unsendable`.

    Python's parser reads two recipients in `"x" <a@…>, evil@…`, and lets NUL pass; so nothing is parsed here.
    """
    if not _ADDRESS.fullmatch(text):
        raise Unsendable("is not one bare address like ada@school.example")
    if len(text) > _LONGEST or text.index("@") > _LONGEST_LOCAL_PART:
        raise Unsendable("is longer than an address may be")
    return text
