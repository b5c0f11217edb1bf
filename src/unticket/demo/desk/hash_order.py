"""The order in which PostgreSQL leaves groups that an order clause calls equal.

Odoo adds no tie-breaker to `order="__count desc"`, so equal groups come as the database's hash table is walked: from the
highest bucket down. The recorded tag report shows it; with another order the recorded answer could not be computed.
Constants: `hash_bytes_uint32` and `murmurhash32` of PostgreSQL's `common/hashfn`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_BUCKETS = 1 << 15
"""The recorded server's table size, which it chose by its estimate of the number of groups."""

_WORD = 0xFFFFFFFF


def place(keys: Sequence[Any]) -> int:
    """Where a group with these keys comes among its equals: smaller is earlier. Only references and numbers hash here."""
    mixed = 0
    for key in keys:
        mixed = _turned(mixed, 1)
        if isinstance(key, int) and key is not False:
            mixed ^= _hashed(key)
    return -(_finished(mixed) & (_BUCKETS - 1))


def _hashed(key: int) -> int:
    b = c = (0x9E3779B9 + 4 + 3923095) & _WORD
    a = (b + key) & _WORD
    c = ((c ^ b) - _turned(b, 14)) & _WORD
    a = ((a ^ c) - _turned(c, 11)) & _WORD
    b = ((b ^ a) - _turned(a, 25)) & _WORD
    c = ((c ^ b) - _turned(b, 16)) & _WORD
    a = ((a ^ c) - _turned(c, 4)) & _WORD
    b = ((b ^ a) - _turned(a, 14)) & _WORD
    return ((c ^ b) - _turned(b, 24)) & _WORD


def _turned(word: int, by: int) -> int:
    return ((word << by) | (word >> (32 - by))) & _WORD


def _finished(word: int) -> int:
    word ^= word >> 16
    word = word * 0x85EBCA6B & _WORD
    word ^= word >> 13
    word = word * 0xC2B2AE35 & _WORD
    return word ^ (word >> 16)
