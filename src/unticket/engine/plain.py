"""What may be recorded: plain JSON, which comes back from the record exactly as it went in."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

from unticket.model.errors import RunbookError

# None, bool, int, finite float, str, list and dict with str keys: exactly these types. A tuple, a datetime or an enum would
# come back as a list or a str after a crash, and the run would go another way than the first time.
Plain: TypeAlias = Any


def plain(value: object, what: str) -> Plain:
    """`value` itself. Raises `RunbookError`, naming the place, where `what` holds anything that is not plain JSON."""
    fault = _fault(value, "")
    if fault:
        raise RunbookError(f"{what} is not plain JSON: {fault}.", "Give dicts, lists, str, int, float, bool and None only.")
    return value


def _fault(value: object, place: str) -> str:
    kind = type(value)
    if value is None or kind in (bool, int):
        return ""
    if kind is str:
        return "" if _is_text(str(value)) else f"{place or 'it'} holds half a character (a lone surrogate)"
    if isinstance(value, float) and kind is float:
        return "" if math.isfinite(value) else f"{place or 'it'} is {value}"
    if isinstance(value, list) and kind is list:
        return next(filter(None, (_fault(item, f"{place}[{index}]") for index, item in enumerate(value))), "")
    if isinstance(value, dict) and kind is dict:
        return next(filter(None, (_fault_of_entry(key, item, place) for key, item in value.items())), "")
    return f"{place or 'it'} is a {kind.__name__}"


def _fault_of_entry(key: object, item: object, place: str) -> str:
    if type(key) is not str or not _is_text(key):
        return f"{place or 'it'} has the key {key!r}"
    return _fault(item, f"{place}.{key}")


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
