"""Names of people in a text: those that are known, and those that show themselves by a title or a family name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from unticket.patterns.text.folding import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Words of "names" that are offices, roles and places: a desk's contact may be "Exam Office", and an exam is no secret.
_ROLES = frozenset(
    "student students pupil teacher teachers parent parents staff office officer exam examination director principal head manager admin administrator "
    "executive academic coordinator contact contacts department dept team support service services desk help helpdesk school class grade room lesson user guest "
    "customer client company hr it finance accounting library reception front sales marketing training one two three four five test demo the of and for "
    "secretary assistant lab library canteen security account system lms video report public general info mail group board council dean faculty campus center centre "
    "hoc sinh sinh vien giao vien phu huynh nhan vien phong ban truong lop khoi to bo phan van hanh chinh dao tao ke toan thu ngan nhan su ky thuat ho tro "
    "khach hang cong ty quan tri he thong ban giam hieu hieu pho thu vien bao ve tai vu khao thi tuyen sinh mr mrs ms miss dr prof".split()
)
_TITLE = re.compile(
    r"\b(?:(?:Mr|Mrs|Ms|Miss|Mister|Dr|Prof|Professor|Sir|Madam|Mme)\.?|MR|MRS|MS|DR)\s+(?P<en>[A-ZÀ-ỸĐ][\w'’-]*\.?(?:\s[A-ZÀ-ỸĐ][\w'’-]+){0,3})"
    r"|\b(?:[Tt]hầy|[Tt]hay|[Cc]ô|[Cc]o giao|[Cc]ô giáo|[Tt]hầy giáo|[Aa]nh|[Cc]hị|[Ee]m|[Bb]ạn|[Cc]háu|[Bb]é|[Cc]on|[Cc]hú|[Bb]ác|[Bb]à|[Ôô]ng|học sinh|sinh viên|"
    r"hoc sinh|sinh vien|giáo viên|giao vien|phụ huynh|nhân viên)\s(?P<vi>[A-ZÀ-ỸĐ][a-zà-ỹđ]+(?:\s[A-ZÀ-ỸĐ][a-zà-ỹđ]*){0,3})(?!\w)"
    r"|\b(?i:my name is|my name's|this is|i am|i'm|tên (?:em |tôi |mình |con |cháu |bé |học sinh |)(?:là |)|ten (?:em|toi|minh|con) la|em là|tôi là|mình là|student named|named|called|em ten|em tên)\s?:?\s?"
    r"(?P<self>[A-ZÀ-ỸĐ][\w'’-]+(?:\s[A-ZÀ-ỸĐ][\w'’-]*){0,3})"
)
# Family names that are rarely anything else when another capitalised word follows.
_FAMILY = re.compile(
    r"\b(?:Nguyễn|Trần|Lê|Phạm|Huỳnh|Hoàng|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Đinh|Đoàn|Trịnh|Lương|Mai|Đào|Tô|Trương|Lâm|Tạ|Phùng|Cao|Châu|"
    r"Nguyen|Tran|Pham|Huynh)(?:\s(?!Chí\b|Trọng\b|Trong\b|Nhan\b|Vi\b)[A-ZÀ-ỸĐ][a-zà-ỹđ]*){1,4}(?!\w)"
)
_NO_NAMES = frozenset(
    "giao vien van anh em co thay viet tieng toan ly hoa sinh su dia tin hoc nam nu oi lop truong nha trang phong khoi mon windows google zoom moodle teams monday tuesday "
    "wednesday thursday friday saturday sunday lms odoo microsoft facebook excel word office internet wifi email the a not in on at from using trying unable having".split()
)
_INTRODUCES = re.compile(
    r"(?:\b(?:dear|hi|hello|hey|mr|mrs|ms|miss|dr|prof|thanks|regards|name|named|called|from|i'm|am|by|tên|ten|là|la|thầy|thay|cô|co|anh|chị|chi|em|bạn|ban|cháu|chau|bé|be|con|"
    r"gửi|gui|chào|chao|kính|kinh|sinh|viên|vien|huynh|ơi|ông|bà|chú|bác)[\s,.:]*|(?:^|\n)[ \t]*)$",
    re.IGNORECASE,
)


class PersonNames:
    """Names that are known to belong to people, ready to be found in texts. Made in time linear in the names."""

    def __init__(self, names: Iterable[str] = (), *, known: PersonNames | None = None) -> None:
        self._parts: dict[str, frozenset[str]] = {}
        self._known = known
        for name in names:
            for part in _parts(name):
                self._parts[part] = self._parts.get(part, frozenset()) | {unicodedata.normalize("NFC", name).casefold()}

    def mask(self, text: str, by: str) -> str:
        """`text` with `by` for each name in it, one for a whole name."""
        if self._parts or (self._known and self._known._parts):
            text = self._without_known(text, by)
        text = _TITLE.sub(lambda found: _titled(found, by), text)
        return _FAMILY.sub(by, text)

    def _is_part(self, word: str) -> bool:
        return word in self._parts or (self._known is not None and self._known._is_part(word))

    def _without_known(self, text: str, by: str) -> str:
        places = [
            (found.start(), found.end(), word) for found in _WORD.finditer(text) if self._is_part(word := _bare(found[0]))
        ]
        if not places:
            return text
        kept: list[str] = []
        done = 0
        for run in _runs(text, places):
            start, end = run[0][0], run[-1][1]
            if start >= done and self._is_name(text, run):
                kept += [text[done:start], by]
                done = end
        return "".join((*kept, text[done:]))

    def _is_name(self, text: str, run: list[tuple[int, int, str]]) -> bool:
        """Two parts side by side are a name in any case of letters; one alone only where it is written and placed like one."""
        if len({word for *_, word in run}) >= 2:
            return True
        start, end, word = run[0]
        if len(word) < 3:
            return False
        if _INTRODUCES.search(text[max(0, start - 24) : start]) and (text[start].isupper() or text[:start].strip()):
            ends_line = not text[end:].split("\n", 1)[0].strip(" ,.!:;-–")
            introduced = bool(text[:start].rsplit("\n", 1)[-1].strip())
            return introduced or ends_line
        return text[start].isupper() and not _begins_sentence(text, start)


def _parts(name: str) -> list[str]:
    words = [_bare(word) for word in _WORD.findall(unicodedata.normalize("NFC", name.split("@")[0]))]
    return [word for word in words if len(word) >= 2 and word not in _ROLES]


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


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\"'“(-–•*·")
    return not before or before[-1] in ".!?:;…\n"


def _titled(found: re.Match[str], by: str) -> str:
    name = found["en"] or found["vi"] or found["self"]
    if fold(name.split()[0]) in _NO_NAMES | _ROLES:
        return found[0]
    return found[0][: -len(name)] + by


@lru_cache(maxsize=100_000)
def _bare(word: str) -> str:
    return fold(word)
