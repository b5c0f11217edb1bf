"""Writes a ticket as its requester would: what they say, in which tone, on which keyboard."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache

from unticket.demo.generator.bank import Bank, Cause, Language, Sayings
from unticket.demo.generator.desk_words import EMAIL, PHONE
from unticket.demo.generator.phrase import Phrase, Words
from unticket.demo.generator.style import like_a_message, tidy, with_capitals, with_slips, without_marks

_NUMBERS = (2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 10, 12, 12, 15, 15, 18, 20, 20, 25, 30, 32, 35, 40, 50, 60, 80, 120)
_IN_WORDS = {
    "en": {
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        10: "ten",
        12: "a dozen",
        20: "twenty",
    },
    "vi": {2: "hai", 3: "ba", 4: "bốn", 5: "năm", 6: "sáu", 7: "bảy", 8: "tám", 10: "mười", 12: "mười hai", 20: "hai mươi"},
}
_MIXES = 0.05  # share of tickets whose subject is in the other language
#          no tone marks  message-like  slips    (of the Vietnamese writers, of all, of all)
_HABITS = {"student": (0.35, 0.35, 0.3), "parent": (0.3, 0.12, 0.2), "teacher": (0.08, 0.04, 0.1), "office": (0.04, 0.01, 0.06)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The person who writes."""

    number: int
    name: str
    email: str
    role: str
    class_place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why they write now."""

    cause: Cause
    language: Language
    channel: int
    story: int  # equal stories speak of the same lesson, room, course
    incident: bool = False
    again: bool = False  # the same person asks again
    repeats: bool = False  # it was the same a week ago
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A ticket's words as plain text; paragraphs in order, each with line breaks."""

    subject: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]  # what a tidy writer sets as a list
    signature: str
    stated_people: int | None
    words: Words  # the same lesson, names and numbers for what is written on this ticket later


class Writer:
    """Writes texts in one reproducible sequence."""

    def __init__(self, rng: random.Random, bank: Bank, seed: int) -> None:
        self._rng = rng
        self._bank = bank
        self._seed = seed
        self._ways = cache(self._all_ways)

    def write(self, author: Author, occasion: Occasion) -> Written:
        """The ticket's subject and body."""
        rng, cause = self._rng, occasion.cause
        stated = self._number() if rng.random() < cause.stated else None
        words = self._words(author, occasion, stated)
        said = cause.sayings[occasion.language, author.role]
        subject = self._subject(words, author, occasion)
        if rng.random() < _MIXES:  # "LMS very slow", and the rest in Vietnamese
            elsewhere = replace(occasion, language="en" if occasion.language == "vi" else "vi")
            subject = self._subject(self._words(author, elsewhere, None), author, elsewhere)
        brief = rng.random() < (0.22 if author.role in ("student", "parent") else 0.04) and not stated
        sentences = [words.one_of(said.statements)]
        points: list[str] = []
        if occasion.again:
            sentences.insert(0, words.word("again_"))
        elif occasion.repeats and rng.random() < 0.6:
            sentences.insert(0, words.word("before_"))
        if not brief:
            points = self._points(words, said, occasion)
            if stated:
                points.insert(0, words.word("impact_"))
        closing = self._asks(words, said, occasion) if not brief or rng.random() < 0.3 else []
        paragraphs = [" ".join(sentences), " ".join(points), " ".join(closing)]
        if rng.random() < 0.5:
            paragraphs = [" ".join(part for part in paragraphs if part)]
        polite = not brief and rng.random() < (0.9 if occasion.channel == EMAIL else 0.6)
        if occasion.channel == PHONE:
            paragraphs[0] = words.word("call_log_") + paragraphs[0]
        elif polite:
            paragraphs = [words.word("greeting_"), *paragraphs, words.word("closing_")]
        signed = occasion.channel != PHONE and rng.random() < (0.85 if occasion.channel == EMAIL else 0.3)
        shape = self._keyboard(author, occasion)
        as_list = len(points) > 1 and not brief and author.role in ("teacher", "office") and rng.random() < 0.25
        return Written(
            subject=shape(subject),
            paragraphs=tuple(shape(part) for part in paragraphs if part) if not as_list else (shape(" ".join(sentences)),),
            points=tuple(shape(point) for point in points) if as_list else (),
            signature=words.word("signature_") if signed else "",
            stated_people=stated,
            words=words,
        )

    def subject(self, author: Author, occasion: Occasion) -> str:
        """A subject alone."""
        return self._keyboard(author, occasion)(self._subject(self._words(author, occasion, None), author, occasion))

    def _subject(self, words: Words, author: Author, occasion: Occasion) -> str:
        rng = self._rng
        if rng.random() < 0.05:
            return words.word("vague_subject_")
        subject = words.one_of(occasion.cause.sayings[occasion.language, author.role].subjects)
        subject = subject[:1].upper() + subject[1:] if rng.random() < 0.7 else subject
        if occasion.again and rng.random() < 0.7:
            return words.word("again_subject_") + subject
        if rng.random() < (0.2 if occasion.urgent else 0.06):
            return words.word("lead_") + subject
        if occasion.urgent and rng.random() < 0.08:
            return subject.upper() + "!" * rng.randint(1, 3)
        return subject

    def _points(self, words: Words, said: Sayings, occasion: Occasion) -> list[str]:
        rng = self._rng
        found = [words.say(one) for one in rng.sample(said.particulars, min(len(said.particulars), rng.choice((0, 1, 1, 2))))]
        found += [words.word("tried_")] if rng.random() < 0.22 and occasion.cause.burst_share else []
        found += [words.word("noise_")] if rng.random() < 0.3 else []
        found += [words.word("heard_")] if occasion.incident and rng.random() < 0.3 else []
        return found

    def _asks(self, words: Words, said: Sayings, occasion: Occasion) -> list[str]:
        rng = self._rng
        found = [words.word("angry_")] if rng.random() < (0.18 if occasion.again or occasion.urgent else 0.05) else []
        found += [words.one_of(said.asks)] if said.asks and rng.random() < 0.45 else []
        found += [words.word("ask_")] if rng.random() < 0.35 else []
        return found

    def _number(self) -> int:
        return self._rng.choice(_NUMBERS)

    def _words(self, author: Author, occasion: Occasion, stated: int | None) -> Words:
        language, details = occasion.language, self._bank.details
        known = {
            "name": author.name,
            "first_name": author.name.split()[-1],
            "email": author.email,
            "class": details["class"][language][author.class_place],
        }
        if stated:
            known["n"] = _IN_WORDS[language].get(stated, str(stated)) if self._rng.random() < 0.12 else str(stated)
        if occasion.cause.fixed:
            same = random.Random(self._seed * 1_000_003 + occasion.story)  # noqa: S311 (a story, not a secret)
            for name in occasion.cause.fixed:
                ways = details[name][language]
                known[name] = ways[int(same.random() * len(ways))]
        return Words(self._rng, self._ways(occasion.cause.id, language, author.role), known)

    def _all_ways(self, cause: str, language: Language, role: str) -> dict[str, tuple[Phrase, ...]]:
        bank = self._bank
        of_cause = next(one for one in bank.causes if one.id == cause).sayings[language, role].words
        details = {name: tuple((way,) for way in ways[language]) for name, ways in bank.details.items()}
        return {**details, **bank.words[language, role], **of_cause}

    def _keyboard(self, author: Author, occasion: Occasion) -> _Keyboard:
        unmarked, message, slips = _HABITS[author.role]
        habit = ((author.number + 1) * 2_654_435_761 + self._seed * 40_503) % 10_007 / 10_007  # a person types as ever
        other = habit * 97 % 1
        if occasion.channel == PHONE:  # an agent types it
            return _Keyboard(self._rng, occasion.language, marks=True, message=False, slips=0)
        return _Keyboard(
            self._rng,
            occasion.language,
            marks=habit >= unmarked,
            message=other < message,
            slips=self._rng.randint(1, 2) if self._rng.random() < slips else 0,
        )


@dataclass(frozen=True, slots=True)
class _Keyboard:
    """Shapes a text as this person types."""

    rng: random.Random
    language: Language
    marks: bool
    message: bool
    slips: int

    def __call__(self, text: str) -> str:
        text = tidy(text)
        text = like_a_message(text, self.language, self.rng) if self.message else with_capitals(text)
        if not self.marks and self.language == "vi":
            text = without_marks(text)
        return with_slips(text, self.rng, self.slips) if self.slips and self.rng.random() < 0.35 else text
