"""Names of people in a text: those that are known, and those that show themselves by a title or a family name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations

from unticket.patterns.text.folding import fold
from unticket.patterns.text.words import STOP

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Words of "names" that are offices, roles and places: a desk's contact may be "Exam Office", and an exam is no secret.
_ROLES = frozenset(
    "student students pupil teacher teachers parent parents staff office officer exam examination director principal head "
    "manager admin administrator "
    "executive academic coordinator contact contacts department dept team support service services desk help helpdesk "
    "school class grade room lesson user guest "
    "customer client company hr it finance accounting library reception front sales marketing training one two three four "
    "five test demo the of and for "
    "secretary assistant lab library canteen security account system lms video report public general info mail group board "
    "council dean faculty campus center centre "
    "hoc sinh sinh vien giao vien phu huynh nhan vien phong ban truong lop khoi to bo phan van hanh chinh dao tao ke toan "
    "thu ngan nhan su ky thuat ho tro "
    "khach hang cong ty quan tri he thong ban giam hieu hieu pho thu vien bao ve tai vu khao thi tuyen sinh mr mrs ms miss "
    "dr prof".split()
)
# A run of capitalised words may be a name; what stands before or first in it tells.
_UPPER = "".join(letter for letter in map(chr, range(0x41, 0x1EF9)) if letter.isupper() and fold(letter).isascii())
_CAPITALISED = re.compile(rf"[{_UPPER}][\w'’-]*(?:[ \u00a0][{_UPPER}][\w'’-]*){{0,4}}")
_TITLES = frozenset(
    "mr mrs ms miss mister dr prof professor sir madam mme thầy cô anh chị em bạn cháu bé con chú bác bà ông named called "
    "thay".split()
)
_INTRODUCTIONS = frozenset(
    (
        "name is|names is|tên là|ten la|tên em|học sinh|sinh viên|hoc sinh|sinh vien|giáo viên|giao vien|phụ huynh|"
        "nhân viên|thầy giáo|cô giáo|co giao|em là|tôi là|"
        "mình là|em tên|em ten|tên tôi|this is|i am|con là|cháu là|bé tên|tên bé|student named"
    ).split("|")
) | {"i'm", "tên"}
_LAST_OF_TWO = frozenset(words.split()[-1] for words in _INTRODUCTIONS)
# Family names that are rarely anything else where another capitalised word follows; without marks only the surest.
_FAMILY = frozenset(
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Đinh Đoàn Trịnh Lương Mai Đào Tô Trương Lâm Tạ "
    "Phùng Cao Châu "
    "Nguyen Tran Pham Huynh".split()
)
_NOT_AFTER_FAMILY = frozenset({"Chí", "Chi", "Trọng", "Trong", "Nhan", "Nhân", "Vi", "Hoàn"})
_REMEMBERED = 200_000
_AROUND = 120  # letters looked at on either side of a name
_FORMAL = frozenset({"mr", "mrs", "ms", "miss", "mister", "dr", "prof", "professor"})
_NO_NAMES = frozenset(
    "giao em co thay oi lop truong nha phong khoi mon windows google zoom moodle teams monday tuesday wednesday thursday "
    "friday "
    "saturday sunday lms odoo microsoft facebook excel word office internet wifi email using trying unable having english math "
    "student teacher parent director principal support admin".split()
)
# "thầy Hiệu trưởng", "anh Văn" (English as a subject): with their marks, as Hiếu and Vân are names.
_OFFICES = frozenset("hiệu văn chủ học phụ sinh quản giám trưởng phó kỹ kế bảo".split())
_INTRODUCES = re.compile(
    r"(?:\b(?:dear|hi|hello|hey|mr|mrs|ms|miss|dr|prof|thanks|regards|name|named|called|from|i'm|am|by|tên|ten|là|la|thầy|"
    r"thay|cô|co|anh|chị|chi|em|bạn|ban|cháu|chau|bé|be|con|"
    r"gửi|gui|chào|chao|kính|kinh|sinh|viên|vien|huynh|ơi|ông|bà|chú|bác)[\s,.:]*|(?:^|\n)[ \t]*)$",
    re.IGNORECASE,
)


class PersonNames:
    """Names that are known to belong to people, ready to be found in texts. Made in time linear in the names."""

    def __init__(self, names: Iterable[str] = (), *, known: PersonNames | None = None) -> None:
        names = tuple(names)
        own = frozenset(part for name in names for part in _parts(name))
        ends = frozenset(frozenset((parts[0], parts[-1])) for name in names if len(parts := _parts(name)) > 1)
        self._parts: frozenset[str] = own | known._parts if known and known._parts else own
        self._ends: frozenset[frozenset[str]] = ends | known._ends if known and known._ends else ends

    def mask(self, text: str, by: str) -> str:
        """`text` with `by` for each name in it, one for a whole name."""
        if not self._parts.isdisjoint(map(_BARE.__getitem__, _WORD.findall(text))):
            text = self._without_known(text, by)
        return _CAPITALISED.sub(lambda found: _shown_name(found, by), text)

    def _without_known(self, text: str, by: str) -> str:
        places = [
            (found.start(), found.end(), word) for found in _WORD.finditer(text) if (word := _BARE[found[0]]) in self._parts
        ]
        kept: list[str] = []
        done = 0
        for run in _runs(text, places):
            start, end = run[0][0], run[-1][1]
            if start >= done and self._is_name(text, run):
                kept += [text[done:start], by]
                done = end
        return "".join((*kept, text[done:]))

    def _is_name(self, text: str, run: list[tuple[int, int, str]]) -> bool:
        """Whether parts side by side are a name: of two, where they are written like one or are its first and last (so that
        "em thi anh văn" is not Trần Thị Anh); one alone only where it is written and placed like one."""
        words = {word for *_, word in run}
        if _ROLES.issuperset(words):
            return False
        start, end = run[0][0], run[-1][1]
        if len(words) > 1:
            capitals = sum(text[first].isupper() for first, *_ in run)
            return capitals > 1 or len(words) > 2 or any(frozenset(pair) in self._ends for pair in combinations(words, 2))
        if len(run[0][2]) < 3:
            return False
        before = text[max(0, start - _AROUND) : start]
        if _INTRODUCES.search(before[-24:]):
            line = before.rsplit("\n", 1)[-1]
            return bool(line.strip()) or not text[end : end + _AROUND].split("\n", 1)[0].strip(" ,.!:;-–")
        return text[start].isupper() and not _begins_sentence(before)


class _Bare(dict[str, str]):
    """Words without case and marks, each worked out once."""

    def __missing__(self, word: str) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        bare = self[word] = fold(word)
        return bare


_BARE = _Bare()


@lru_cache(maxsize=20_000)
def _parts(name: str) -> tuple[str, ...]:
    """The folded words of a name; none where it names an office and nobody."""
    words = tuple(_BARE[word] for word in _WORD.findall(unicodedata.normalize("NFC", name.split("@", maxsplit=1)[0])))
    return () if _ROLES.issuperset(words) else tuple(word for word in words if len(word) >= 2)


def _runs(text: str, places: list[tuple[int, int, str]]) -> Iterable[list[tuple[int, int, str]]]:
    """Parts that stand side by side: "Trần An", "an.tran", "An  Trần"."""
    run: list[tuple[int, int, str]] = []
    for place in places:
        if run and text[run[-1][1] : place[0]].strip(" \u00a0._-"):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _begins_sentence(before: str) -> bool:
    last = before.rstrip(" \t\"'“(-–•*·")[-1:]
    return not last or last in ".!?:;…\n"


def _shown_name(found: re.Match[str], by: str) -> str:
    """A run of capitalised words with `by` for the name in it: after a title, an introduction or a family name."""
    words = found[0].split()
    if len(words) == 1 and words[0] not in _FAMILY and not _is_introduced(found.string, found.start()):
        return found[0]
    place = next((n for n, word in enumerate(words[:-1]) if word in _FAMILY and words[n + 1] not in _NOT_AFTER_FAMILY), None)
    if place is None:
        place = 0
        while place < len(words) and words[place].lower().rstrip(".") in _TITLES:
            place += 1
        if place == len(words) or (place == 0 and not _is_introduced(found.string, found.start())):
            return found[0]
        folded = _BARE[words[place]]
        title = words[place - 1] if place else "".join(found.string[max(0, found.start() - 12) : found.start()].split()[-1:])
        formal = title.lower().rstrip(".") in _FORMAL
        if words[place].isupper() or not words[place][:1].isalpha() or any(map(str.isdigit, folded)):
            return found[0]
        if not formal and (folded in _NO_NAMES or folded in STOP or words[place].lower() in _OFFICES):
            return found[0]
    return " ".join((*words[:place], by))


def _is_introduced(text: str, start: int) -> bool:
    if start < 2 or text[start - 1] != " ":
        return False
    last = text[text.rfind(" ", 0, start - 1) + 1 : start - 1].lower().rstrip(".:")
    if last in _TITLES or last in _INTRODUCTIONS:
        return True
    if last not in _LAST_OF_TWO:
        return False
    return " ".join(text[max(0, start - 24) : start].lower().replace("’", "'").rstrip(" .:").split()[-2:]) in _INTRODUCTIONS
