"""A pattern of the known-error register: words that must stand in a ticket together, in any order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from unticket.patterns.text.tokens import BREAK, tokens
from unticket.patterns.text.words import index_words

CONCEPT = "@"  # before the id of a concept of the lexicon, which knows it in every language


@dataclass(frozen=True, slots=True)
class Term:
    """One place of a pattern: any of its words (exact), beginnings of words, or concepts ("@playback")."""

    words: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def among(self, vocabulary: Collection[str]) -> set[str]:
        """The words and concepts of `vocabulary` that fill this place."""
        return {word for word in vocabulary if word in self.words or (self.beginnings and word.startswith(self.beginnings))}


@dataclass(frozen=True, slots=True)
class Pattern:
    """All of `needed` and none of `barred` must stand in a ticket. `text` is as a person wrote it."""

    text: str
    needed: tuple[Term, ...]
    barred: tuple[Term, ...] = ()


def parse_pattern(text: str, *, concepts: Collection[str] | None = None) -> Pattern:
    """A pattern from its words, written with or without tone marks and in any case.

    "video buffer*": both words, the second by its beginning; "slow|chậm": either; "@playback": a concept of the lexicon;
    "-exam": must not stand there. Raises `ValueError` with what is wrong; unknown concepts only where `concepts` is given.
    """
    needed: list[Term] = []
    barred: list[Term] = []
    for part in text.split():
        term = _term(part.removeprefix("-"), concepts)
        (barred if part.startswith("-") else needed).append(term)
    if not needed:
        raise ValueError(f"the pattern {text!r} asks for no word")
    return Pattern(text=text, needed=tuple(needed), barred=tuple(barred))


def _term(text: str, concepts: Collection[str] | None) -> Term:
    words: set[str] = set()
    beginnings: list[str] = []
    for choice in text.split("|"):
        if choice.startswith(CONCEPT):
            if concepts is not None and choice[1:] not in concepts:
                raise ValueError(f"there is no concept {choice[1:]!r}")
            words.add(choice)
            continue
        folded = [word for word in tokens(choice.rstrip("*")).folded if word != BREAK]
        if len(folded) != 1:
            raise ValueError(f"{choice!r} is not one word")
        if choice.endswith("*"):
            beginnings.append(folded[0])
        elif not list(index_words(folded)):
            raise ValueError(f"{choice!r} stands in too many tickets to be looked for")
        else:
            words.add(folded[0])
    return Term(frozenset(words), tuple(beginnings))
