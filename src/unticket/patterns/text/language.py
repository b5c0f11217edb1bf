"""Whether a text is English or Vietnamese, also without tone marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from unticket.patterns.text.folding import fold

_VIETNAMESE_LETTERS = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
# Frequent words that the other language does not have, without tone marks, as people type them on a telephone.
_VI = frozenset(
    "khong ko em anh chi thay toi minh cac nhung duoc dc bi cua va voi nay kia roi chua nhung khi neu lam giup nho xin vui "
    "long tai khoan dang nhap mat khau vao lop hoc sinh vien phu huynh giao vien truong bai tap loi he thong mo may tu hom qua "
    "gui nhan dien thoai trang web mang video xem duoc nhe oi vang da dung phong so thong bao bao cao diem thi".split()
)
_EN = frozenset(
    "the is are was were am be been i my me you your he she it we our they their this that these those and or but not "
    "no cannot can't can could would please help with for from to of on at in into since when how what why have has had do "
    "does did don't doesn't didn't won't will just need account password login student students teacher class lesson "
    "video page problem error again still today yesterday thanks".replace("'", "").split()
)
_SEEN = 4000  # characters that are looked at


def language_of(text: str) -> str:
    """`vi`, `en`, or nothing where the text is too short or mixed to say."""
    seen = text[:_SEEN]
    return language_of_words(seen, [word.replace("'", "") for word in _WORD.findall(fold(seen))])


def language_of_words(text: str, words: Sequence[str]) -> str:
    """The same where the folded words (without apostrophes) are at hand already."""
    letters = len(_VIETNAMESE_LETTERS.findall(text[:_SEEN]))
    vi = sum(word in _VI for word in words) + 2 * letters
    en = sum(word in _EN for word in words)
    if vi >= 2 and vi > 2 * en:
        return "vi"
    if en >= 2 and en > 2 * vi:
        return "en"
    if len(words) <= 3 and (vi or en) and not (vi and en):
        return "vi" if vi else "en"
    return ""
