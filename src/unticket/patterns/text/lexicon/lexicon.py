"""Which concepts a text speaks of: what is wrong, with what, and what that does to people."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from unticket.patterns.text.lexicon.phrase import wordings
from unticket.patterns.text.lexicon.phrase_tree import Found, PhraseTree
from unticket.patterns.text.tokens import Tokens

Kind = Literal["symptom", "thing"]
_FILES = ("short_forms", "symptoms", "things", "impacts", "nothing")
_SYMPTOMS, _THINGS, _IMPACTS = range(3)  # layers of phrases
_OFTEN = 20  # places of one concept that are looked at: a log may hold thousands
_NEAR = 25  # words between two concepts that together mean a third
# "no longer slow", "không bị chậm": what is said not to be is not there. "not only slow" is.
_DENIALS = frozenset("not isnt wasnt arent doesnt didnt never no without khong het chang".split())
_BETWEEN = frozenset("a an the be been being so that too very bi he con longer any more really bao duoc at all".split())


class Spoken(NamedTuple):
    """What a text speaks of."""

    concepts: tuple[str, ...]
    impacts: Sequence[Found]  # their meanings are kinds of impact


@dataclass(frozen=True)
class Lexicon:
    """Concepts by their phrases in both languages. Made once, then only read; the phrases are when a text is first read."""

    kinds: Mapping[str, Kind]  # concept → what kind it is
    together: Sequence[tuple[str, str, str]]  # a concept, and two others that mean it where they stand near each other
    version: str  # changes with every change to the files
    _told: Sequence[tuple[Mapping[str, Any], str, int]]  # entries of the files, each with its meaning and its layer
    _short: Mapping[str, str]

    @cached_property
    def _phrases(self) -> PhraseTree:
        found = PhraseTree()
        for entry, meaning, layer in self._told:
            _add(found, entry, meaning, self._short, layer)
        return found

    def read(self, text: Tokens) -> Spoken:
        """What `text` speaks of: the ids of its concepts in its order, each once, and each place that tells an impact."""
        places: dict[str, list[int]] = {}
        impacts: list[Found] = []
        for found in self._phrases.find(text):
            if found.layer != _THINGS and _is_denied(text, found):
                continue
            if found.layer == _IMPACTS:
                impacts.append(found)
                continue
            for concept in found.meanings:
                places.setdefault(concept, []).append(found.first)
        return Spoken(self._concepts(places), impacts)

    def _concepts(self, places: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
        first = {concept: where[0] for concept, where in places.items()}
        for concept, one, other in self.together:
            if one in places and other in places:
                met = _meeting(places[one], places[other])
                if met is not None:
                    first[concept] = min(first.get(concept, met), met)
        return tuple(sorted(first, key=lambda concept: (first[concept], concept)))


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with the product. Raises `ValueError` where its files are not well formed."""
    folder = files("unticket.patterns.text.lexicon")
    texts = {name: (folder / f"{name}.toml").read_text(encoding="utf-8") for name in _FILES}
    read = {name: tomllib.loads(text) for name, text in texts.items()}
    kinds = dict[str, Kind]()
    told: list[tuple[Mapping[str, Any], str, int]] = []
    together: list[tuple[str, str, str]] = []
    both: tuple[tuple[Kind, int], ...] = (("symptom", _SYMPTOMS), ("thing", _THINGS))
    for kind, layer in both:
        for concept, entry in read[f"{kind}s"].items():
            if concept in kinds:
                raise ValueError(f"the concept {concept!r} is told twice")
            kinds[concept] = kind
            told.append((entry, concept, layer))
            together += [(concept, *_pair(text)) for text in entry.get("when", ())]
    told += [(entry, concept, _IMPACTS) for concept, entry in read["impacts"].items()]
    told += [(read["nothing"], "", layer) for layer in (_SYMPTOMS, _THINGS, _IMPACTS)]
    unknown = {one for _, *pair in together for one in pair} - kinds.keys()
    if unknown:
        raise ValueError(f"`when` names concepts that are not told: {sorted(unknown)}")
    version = hashlib.blake2b("\0".join(texts.values()).encode(), digest_size=6).hexdigest()
    return Lexicon(
        kinds=kinds,
        together=together,
        version=version,
        _told=told,
        _short=read["short_forms"],
    )


def _add(tree: PhraseTree, entry: Mapping[str, Any], meaning: str, short: Mapping[str, str], layer: int) -> None:
    for language in ("en", "vi"):
        for phrase in entry.get(language, ()):
            for words in wordings(phrase, short):
                tree.add(words, meaning, layer=layer)


def _pair(text: str) -> tuple[str, str]:
    one, plus, other = text.partition(" + ")
    if not plus:
        raise ValueError(f"{text!r} does not name two concepts with a plus between them")
    return one, other


def _is_denied(text: Tokens, found: Found) -> bool:
    if found.negates:
        return False
    place = found.first - 1
    while place >= 0 and text.folded[place] in _BETWEEN:
        place -= 1
    return place >= 0 and text.folded[place] in _DENIALS


def _meeting(places: Sequence[int], others: Sequence[int]) -> int | None:
    """Where two concepts first stand near each other."""
    return next((min(a, b) for a in places[:_OFTEN] for b in others[:_OFTEN] if abs(a - b) <= _NEAR), None)
