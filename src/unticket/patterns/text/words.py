"""The words of a text that say something, for the index and for labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

MOST = 400  # words kept of a text
_LONGEST = 32  # letters; what is longer is no word
_CHINESE_OR_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
STOP = frozenset(
    # English
    "a about after again all also am an and any are as at be because been before being both but by can could dear did do "
    "does doing done during each "
    "few for from further get gets getting got had has have having he hello help her here hers hi him his how i if im in "
    "into is it its ive just kind "
    "kindly know let like me more most much my no nor not now of off ok on once only or other our out over own please pls "
    "plz re regards same she should "
    "since so some still such team than thank thanks that the their them then there these they this those through to too u "
    "under until up ur us very "
    "was we well were what when where which while who whom why will with would yes you your yours cannot cant dont doesnt "
    "didnt isnt arent wasnt wont "
    "yet however hey sir madam best sincerely cheers today yesterday tomorrow morning afternoon evening http https www com "
    "org net edu vn html php aspx amp nbsp "
    # Vietnamese, folded
    "a ak anh ay ban bang bi bo boi cac cai can cam chao chau chi cho chua chung co con cua cung cu da dang day de den deu "
    "di do duoc e em gi giup gui ha "
    "hay hoac hom hon hoi ja khac khi khong kinh la lai lam len luc luon ma minh moi mot nao nay nen neu ngay nhe nhieu "
    "nho nhu nhung oi on qua ra rat rang roi "
    "sao se sang tai tat the thi thoi thua toi tren trong trongtran trân tu va van vao vay ve vi voi vui vua xin y len nua "
    "chieu qui quy long cam on nhan "
    "nha ah uh vang thay xem thoi gian".split()
) - frozenset({"can", "cam", "xem", "nhan", "tai"})


def index_words(folded: Iterable[str]) -> Iterator[str]:
    """The words of a text that carry meaning, in its order: no stop words, no bare numbers, nothing that was masked."""
    for word in folded:
        if word not in STOP:
            yield from _worth(word)


@lru_cache(maxsize=100_000)
def _worth(word: str) -> tuple[str, ...]:
    if len(word) > _LONGEST or not word[0].isalnum() or not any(letter.isalpha() for letter in word):
        return ()
    if word.isascii():
        return (word,) if len(word) > 1 else ()
    if _CHINESE_OR_JAPANESE.search(word):
        return tuple(word[place : place + 2] for place in range(max(1, len(word) - 1)))  # no spaces between words there
    return (word,)
