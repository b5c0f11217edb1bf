"""What may stand in a mail's head: one bare address, one line of text, one message id; anything else is refused."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address

from unticket.model.mail_address import Unsendable, bare_address

__all__ = ["Unsendable", "bare_address", "mailbox", "message_id", "one_line"]

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")


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
