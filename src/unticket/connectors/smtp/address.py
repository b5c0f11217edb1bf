"""What may stand in a mail's head: one bare address, one line of text, one message id; anything else is refused."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address

# RFC 5321's dot-string and domain, in ASCII. Quoted local parts and address literals are legal there, and in practice a trick.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
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


def mailbox(address: str) -> Address:
    """`address` for a header, made of its two parts so that nothing is parsed. Raises `Unsendable`."""
    user, _, domain = bare_address(address).rpartition("@")
    return Address("", user, domain)


def message_id(text: str) -> str:
    """`text` where it is one message id. Raises `Unsendable`."""
    if not _MESSAGE_ID.fullmatch(text) or len(text) > 250:
        raise Unsendable("is not a message id like <part@domain>")
    return text


def one_line(text: str) -> str:
    """`text` for a header: composed (NFC), without control signs, line ends or invisible direction marks."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))
