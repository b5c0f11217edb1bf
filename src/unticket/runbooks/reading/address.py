"""An e-mail address as a question to other systems: plain, whole, and not made to look like another one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from email.utils import parseaddr

from unticket.runbooks.reading.slips import slips

_PLAIN = re.compile(r"[a-z0-9](?:[a-z0-9.+_'-]{0,62}[a-z0-9+_-])?@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LONGEST = 254  # RFC 5321
# Found in running text. Wildcards, letters of other scripts and quotes are part of the find, so that such an address is
# refused as it was meant and never cut down to a harmless one.
_IN_TEXT = re.compile(r"[^\s<>()\[\]{},;:\"@]{1,64}@[^\s<>()\[\]{},;:\"@]{1,255}")
_MACHINES = re.compile(r"(no|do-?not|donot)[-_.]?reply|mailer-daemon|postmaster|bounces?|abuse")
_LOOKS_LIKE = {"0": "o", "1": "l", "3": "e", "5": "s", "i": "l", "rn": "m", "vv": "w", "cl": "d", "-": "", ".": ""}


def bare(text: str) -> str:
    """The address in `text` ("Ada <ada@school.example>" too), lower case and without the name; "" where there is none.

    A text with several stays as it is, and so is no plain address for anybody.
    """
    found = parseaddr(text)[1] if "<" in text and text.count("@") == 1 else text
    return unicodedata.normalize("NFC", found).strip().strip(".").lower()


def in_text(text: str) -> tuple[str, ...]:
    """Every address written in `text`, in order, each once."""
    trimmed = (found.strip(".!?'’‘*_`|").removeprefix("mailto:").lower() for found in _IN_TEXT.findall(text))
    return tuple(dict.fromkeys(trimmed))


def trouble_with(address: str, domains: Collection[str] = ()) -> str:
    """Why nobody is looked up by `address`, as a public sentence; "" where it is fine. `domains` are the school's own."""
    if not address.isascii():
        return "the address has letters that look like others"
    if len(address) > _LONGEST or not _PLAIN.fullmatch(address) or ".." in address:
        return "the address is not a plain one"
    domain = address.partition("@")[2]
    if any(label.startswith("xn--") for label in domain.split(".")):
        return "the address has letters that look like others"
    own = {one.casefold() for one in domains}
    if domain not in own and any(_looks_like(domain, one) for one in own):
        return "the address only looks like one of the school's"
    return ""


def is_machine(address: str) -> bool:
    """Whether mail to this address is read by nobody, or answered by a machine: writing to it makes loops."""
    return bool(_MACHINES.match(address.partition("@")[0]))


def _looks_like(domain: str, own: str) -> bool:
    if domain.endswith(f".{own}"):
        return False  # below the school's own
    skeleton, own_skeleton = _skeleton(domain), _skeleton(own)
    nearest = 1 if len(own) < 8 else 2
    name = own.partition(".")[0]
    return (
        own_skeleton in skeleton
        or slips(skeleton, own_skeleton, nearest) <= nearest
        or (len(name) >= 5 and domain.partition(".")[0] == name)  # the school's name under another end
    )


def _skeleton(domain: str) -> str:
    for sign, looks in _LOOKS_LIKE.items():
        domain = domain.replace(sign, looks)
    return domain
