"""How many people a text says are affected, with the words that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from unticket.patterns.text.folding import fold
from unticket.patterns.text.spoken_numbers import BEGINS, VAGUE, Number, number_at
from unticket.patterns.text.tokens import BREAK, Tokens, may_be

_PEOPLE = frozenset(
    "student students pupil pupils learner learners teacher teachers parent parents staff colleague colleagues people "
    "persons person user users employee "
    "employees kid kids child children classmate classmates friend friends member members lecturer lecturers participant "
    "participants candidate candidates "
    "trainee trainees guest guests customer customers client clients family families attendees attendee instructors "
    "instructor coworkers coworker boys girls "
    "admins agents engineers accountants managers assistants interns workers individuals professors visitors applicants".split()
)
# Vietnamese, as it is written; two words before one.
_NGUOI = {
    tuple(fold(said).split()): said
    for said in (
        "học sinh|sinh viên|giáo viên|phụ huynh|nhân viên|thầy cô|học viên|người|hs|sv|gv|ph|nv|em|bạn|cháu|bé|đứa|anh chị|"
        "đồng nghiệp|khách|thành viên|giảng viên|cán bộ|thí sinh|gia đình|người dùng|con|thầy|cô"
    ).split("|")
}
# "bài 3 em không xem được": these may begin the next sentence part, or be a table (bàn); they count only beside a word below.
_DOUBTFUL = frozenset({"em", "ban", "be", "con", "chau", "thay", "co"})
_BEFORE_DOUBTFUL = frozenset(
    "khoang hon gan tam co ca tat du them con toi moi cho va cua tren chung ~ duoc anh it nhat # nguyen cung".split()
)
_AFTER_DOUBTFUL = frozenset(
    "hoc bi khong chua trong o lop cung nua deu dang van deo nay khac hs sinh vien tre la gap . ‹name› trung ben".split()
)
_NUMBERED = frozenset(
    "lesson lessons unit units room rooms class grade grades year years page error code chapter week weeks day days module "
    "version number question questions "
    "quiz exam test step level form section item task ticket id ext extension building floor block gate line lab semester "
    "term no part sprint zone at "
    "bai phong lop khoi tiet tuan ngay thang nam cau trang loi ma chuong ky ki lan so muc phan tang toa hom luc thu de may "
    "ca hoi vong quyen buoi chi mau khoa "
    "mon toan ly hoa van anh sinh su dia".split()
)
_MODIFIERS = frozenset(
    "of my our the these those other more different affected new additional further such his her their your online remote "
    "international boarding external internal "
    "local extra same all or and full time part separate whole active individual enrolled registered".split()
)
_NOT_PEOPLE_BEFORE = frozenset(
    "am pm minutes minute min mins hours hour hrs hr days weeks months years times percent percentage videos lessons pages "
    "files points attempts accounts "
    "errors courses computers devices laptops rooms printers seats for to in on at from with by is are was were and cannot "
    "can but because so when while if since until".split()
)
_MOST = 100_000
_CROWDS = frozenset({"class", "group", "team", "cohort", "crew"})
_ABOUT = frozenset("about around approximately over ~ khoang tam hon gan ca # chung".split())
_AFFECTED = frozenset({"affected", "number", "huong", "bi", "impacted", "involved"})
_AT_LEAST = frozenset({"over", "least", "than", "hon", "tren", "nhat", "thieu", "above", "exceeding"})
_AT_MOST = frozenset({"under", "below", "fewer", "less", "most", "duoi", "da", "up"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A number of people, as stated: `open_ended` for "50+", "more than 50", "10-15"."""

    count: int
    open_ended: bool
    quote: str


def stated_people(text: Tokens, *, subject_length: int = 0) -> tuple[Stated, ...]:
    """Each number of people in `text`. What the subject (its first `subject_length` words) and the body tell counts once."""
    found: list[Stated] = []
    in_subject: set[tuple[int, str]] = set()
    for number, last, noun in _all(text):
        told = (number.count, noun)
        if number.first < subject_length:
            in_subject.add(told)
        elif told in in_subject:
            in_subject.discard(told)
            continue
        found.append(Stated(number.count, number.open_ended, text.quote(number.first, last)))
    return tuple(found)


def _all(text: Tokens) -> Iterator[tuple[Number, int, str]]:
    place = 0
    folded = text.folded
    while place < len(folded):
        word = folded[place]
        if not word[0].isdigit() and word not in BEGINS:
            place += 1
            continue
        number = number_at(text, place)
        if number is None or number.count > _MOST or number.count < 1:
            place += 1
            continue
        noun = _people_after(text, number)
        if noun is not None and _belongs_to_the_writer(text, number, noun[1]):
            noun = None
        if noun is not None and not _is_a_label(text, number) and not _is_at_most(text, number):
            yield _with_words_before(text, number), noun[0], noun[1]
            place = noun[0] + 1
        elif (before := _people_before(text, number)) is not None:
            yield number, number.last, before
            place = number.last + 1
        else:
            place = number.last + 1


def _people_after(text: Tokens, number: Number) -> tuple[int, str] | None:
    """The last word of the people that follow the number, and who they are."""
    folded = text.folded
    place, strangers = number.last + 1, 0
    for _ in range(5):
        if place >= len(folded) or folded[place] == BREAK:
            return None
        word = folded[place]
        if word in _PEOPLE and text.written[place].isascii():
            return place, word.removesuffix("s")
        if word == "us" and folded[place - 1] == "of":
            return place, word
        if (nguoi := _nguoi_at(text, place, number)) is not None:
            return nguoi
        if word in ("grade", "class", "year", "form") and place + 2 < len(folded):
            place += 2
            continue
        if word in _MODIFIERS or (word.isdecimal() and folded[place - 1] in ("of", "the", "tren", "trong")):
            place += 1
            continue
        if word in ("tren", "trong", "tong", "so") and place + 1 < len(folded):
            place += 1
            continue
        if (
            strangers
            or word in _NOT_PEOPLE_BEFORE
            or not word[0].isalpha()
            or (word.endswith("s") and word != "class")
            or not text.written[place].isascii()
        ):
            return None
        strangers += 1
        place += 1
        if place >= len(folded) or folded[place] not in _PEOPLE:
            return None
    return None


def _nguoi_at(text: Tokens, place: int, number: Number) -> tuple[int, str] | None:
    for length in (2, 1):
        words = tuple(text.folded[place : place + length])
        meant = _NGUOI.get(words)
        if meant is None or len(words) < length:
            continue
        if not all(
            w.isascii() or may_be(w, m) for w, m in zip(text.written[place : place + length], meant.split(), strict=True)
        ):
            continue
        if words[0] in _DOUBTFUL and length == 1:
            further = tuple(text.folded[place + 1 : place + 3])
            if further in _NGUOI and further != ("anh", "chi"):  # "20 em học sinh"
                return place + 2, meant
            before = text.folded[number.first - 1] if number.first else BREAK
            after = text.folded[place + 1] if place + 1 < len(text.folded) else BREAK
            sure = before in _BEFORE_DOUBTFUL or after in _AFTER_DOUBTFUL or text.written[number.first].endswith("+")
            if not sure or place != number.last + 1 or (words[0] in ("con", "co", "thay") and text.written[place].isascii()):
                continue
        return place + length - 1, meant
    return None


def _people_before(text: Tokens, number: Number) -> str | None:
    """ "Students affected: 15", "số học sinh bị ảnh hưởng: khoảng 30", "a class of 30"."""
    folded = text.folded
    place = number.first - 1
    if place > 0 and folded[place] == "of" and folded[place - 1] in _CROWDS:
        return folded[place - 1]
    while place > 0 and folded[place] in _ABOUT:
        place -= 1
    if place < 1 or folded[place] != BREAK or text.written[place] != ":":
        return None
    after = folded[number.last + 1] if number.last + 1 < len(folded) else BREAK
    if after not in (BREAK, "students", "people"):
        return None
    before = folded[max(0, place - 6) : place]
    if BREAK in before:
        before = before[len(before) - before[::-1].index(BREAK) :]
    if not _AFFECTED.intersection(before) and before[:1] != ["so"]:
        return None
    who = [word for word in before if word in _PEOPLE]
    who += [
        _NGUOI[words]
        for words in (*pairwise(before), *((word,) for word in before))
        if words in _NGUOI and words[0] not in _DOUBTFUL
    ]
    if not who and before[-1:] == ["affected"] and after == BREAK:
        return "affected"
    return who[0].removesuffix("s") if who else None


def _is_a_label(text: Tokens, number: Number) -> bool:
    """Whether the number names something ("lesson 3", "lớp 10", "year 2026") rather than counting people."""
    folded, before = text.folded, number.first - 1
    if folded[max(0, number.first - 3) : max(0, number.first - 1)] in (["one", "of"], ["neither", "of"], ["none", "of"]):
        return True  # "one of my two children"
    if folded[max(0, number.first - 1)] in ("of", "trong", "tren") and folded[max(0, number.first - 2)].isdecimal():
        return True  # "1 of 2 children"
    if number.count in range(1990, 2100):
        return True
    while before >= 0 and folded[before] in ("#", "so", "number", "no"):
        before -= 1
    if before < 0:
        return False
    word = folded[before]
    if word == "lop" and (number.count > 12 or folded[max(0, before - 1)] == "ca"):
        return False
    if word == "class" and folded[max(0, before - 1)] in ("my", "our", "their", "his", "her", "whole", "entire"):
        return False
    if word in ("anh", "sinh", "nam") and text.written[before] != text.written[before].lower():
        return True
    if word in _NUMBERED:
        return word not in ("may", "ca", "chi", "so") or text.folded[number.last + 1 : number.last + 2] == ["em"]
    if word in ("and", "va", "&", "-", "–", "to", "den") or word.isdecimal():
        earlier = before if word.isdecimal() else before - 1
        follows = (
            earlier >= 0
            and folded[earlier].isdecimal()
            and (word != folded[earlier] or int(folded[earlier]) + 1 == number.count)
        )
        if follows and earlier > 0:
            return _is_a_label(text, Number(int(folded[earlier]), False, earlier, earlier))
    return False


def _belongs_to_the_writer(text: Tokens, number: Number, noun: str) -> bool:
    """ "We have three children", "nhà có 2 cháu": of a family, of no trouble. And "ten" before Vietnamese is a name (tên)."""
    before = text.folded[number.first - 1] if number.first else BREAK
    if noun in ("children", "kid", "child", "cháu", "con", "bé") and before in ("have", "has", "had", "co", "duoc"):
        return True
    return text.folded[number.first] == "ten" and noun in _NGUOI.values()


def _is_at_most(text: Tokens, number: Number) -> bool:
    before = text.folded[max(0, number.first - 2) : number.first]
    return bool(before) and (
        before[-1] in ("under", "below", "duoi")
        or before in (["less", "than"], ["fewer", "than"], ["at", "most"], ["up", "to"], ["toi", "da"])
    )


def _with_words_before(text: Tokens, number: Number) -> Number:
    before = text.folded[max(0, number.first - 2) : number.first]
    at_least = bool(before) and (before[-1] in _AT_LEAST and before not in (["less", "than"], ["fewer", "than"]))
    vague = text.folded[number.first] in VAGUE or before[-1:] in (["vai"], ["may"])
    return Number(number.count, number.open_ended or at_least or vague, number.first, number.last)
