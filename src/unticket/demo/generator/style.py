"""How people really type: without tone marks, like a text message, in lower case, in anger, and with slips of the fingers."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Mapping

_VOWELS = {"â": "aa", "ă": "aw", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}

_SMS_VI = {
    "không": ("ko", "k", "hok", "kg"), "được": ("đc", "dc"), "với": ("vs",), "tài khoản": ("tk",), "mật khẩu": ("mk", "pass"),
    "học sinh": ("hs",), "giáo viên": ("gv",), "bài tập": ("bt",), "kiểm tra": ("kt", "ktra"), "gì": ("j",),
    "rồi": ("r", "rùi"),
    "trước": ("trc",), "người": ("ng",), "những": ("nh",), "phụ huynh": ("ph",), "điện thoại": ("đt",), "nhưng": ("nhg",),
    "cũng": ("cg",), "vẫn": ("vẫn", "vẩn"), "bây giờ": ("bh",), "mấy": ("mí", "mấy"), "anh chị": ("ac",), "thầy cô": ("tc",),
    "vậy": ("v", "z"), "thế": ("tế", "thế"), "cảm ơn": ("cám ơn", "cảm ơn", "thks"), "đăng nhập": ("login", "đn"),
    "em": ("e",), "nhiều": ("nh", "nhìu"), "biết": ("bít",), "luôn": ("lun",), "quá": ("qá", "wá"),
}  # fmt: skip
_SMS_EN = {
    "you": ("u",), "please": ("pls", "plz"), "because": ("bc", "cuz"), "cannot": ("cant", "can't"), "don't": ("dont",),
    "are": ("r",), "thanks": ("thx", "tks"), "thank you": ("ty", "thx"), "tomorrow": ("tmr",), "and": ("n", "and"),
    "password": ("pw", "pass"), "account": ("acc",), "before": ("b4",), "message": ("msg",), "to": ("2", "to", "to"),
    "homework": ("hw",), "teacher": ("tchr", "teacher"), "with": ("w/",), "does not": ("doesnt",), "it's": ("its",),
    "for": ("4", "for", "for"), "I": ("i",),
}  # fmt: skip


def _pattern(words: Mapping[str, object]) -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b", re.IGNORECASE)


_SMS = {"vi": (_SMS_VI, _pattern(_SMS_VI)), "en": (_SMS_EN, _pattern(_SMS_EN))}
_FIRST_LETTERS = re.compile(r"(^|[.!?]\s+|\n)([^\W\d_])")
_SPARE = re.compile(r" +([.,?! ]|$)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_ADDRESS = re.compile(r"\S*@\S*")


def without_marks(text: str) -> str:
    """The text as typed without Vietnamese tone marks: "Đặt lại" becomes "Dat lai"."""
    folded = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(sign for sign in folded if not unicodedata.combining(sign)))


def tidy(text: str) -> str:
    """The text without the spaces that a word left out leaves behind."""
    return _SPARE.sub(r"\1", text).strip()


def with_capitals(text: str) -> str:
    """The text with a capital at the beginning of each sentence."""
    return _FIRST_LETTERS.sub(lambda found: found[1] + found[2].upper(), text)


def like_a_message(text: str, language: str, rng: random.Random) -> str:
    """The text in the short words of text messages, in lower case. Addresses stay."""
    words, pattern = _SMS[language]
    known = {word.lower(): ways for word, ways in words.items()}

    def short(found: re.Match[str]) -> str:
        ways = known[found[1].lower()]
        return ways[int(rng.random() * len(ways))] if rng.random() < 0.8 else found[1]

    return _outside_addresses(text, lambda piece: pattern.sub(short, piece).lower())


def with_slips(text: str, rng: random.Random, slips: int) -> str:
    """The text with up to `slips` words mistyped. Numbers and addresses stay right."""
    taken = {found.span() for found in _ADDRESS.finditer(text)}
    words = [found for found in _WORD.finditer(text) if not any(a <= found.start() < b for a, b in taken)]
    for found in sorted(rng.sample(words, min(slips, len(words))), key=lambda found: -found.start()):
        text = text[: found.start()] + _slip(found[0], rng) + text[found.end() :]
    return text


def _slip(word: str, rng: random.Random) -> str:
    at = 1 + int(rng.random() * (len(word) - 2))
    kind = rng.random()
    if not word.isascii() and kind < 0.4:
        return _telex(word)
    if kind < 0.65:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.85:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]


def _telex(word: str) -> str:
    """The keys of the Telex input method as they come out when it is switched off: "được" becomes "dduwowcj"."""
    letters, tone = [], ""
    for sign in unicodedata.normalize("NFC", word):
        plain = unicodedata.normalize("NFD", sign)
        tone = next((_TONES[mark] for mark in plain if mark in _TONES), tone)
        vowel = unicodedata.normalize("NFC", "".join(mark for mark in plain if mark not in _TONES))
        letters.append(_VOWELS.get(vowel.lower(), vowel))
    return "".join(letters) + tone


def _outside_addresses(text: str, change: Callable[[str], str]) -> str:
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        pieces += [change(text[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*pieces, change(text[end:])])
