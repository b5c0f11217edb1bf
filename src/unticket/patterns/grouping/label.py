"""What an issue is called: a person's name for it, else words of its own tickets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What is shown of an issue beside its number."""

    text: str
    words: tuple[str, ...] = ()  # those that set it apart from the other issues, the strongest first
    named_by_person: bool = False
    owner: str = ""
    pinned: bool = False
    muted: bool = False
