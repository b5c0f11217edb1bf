"""The phrases by which an agent's note tells a cause or a repair, in English and Vietnamese, letters folded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_AFTER_DO = (  # "do" is also an English word: in Vietnamese what follows tells it apart
    "loi|bi|het|mat|thieu|sai|qua|chua|khong|cau hinh|he thong|may|mang|server|duong truyen|nguoi|quy|nha|ben|cap nhat|hong|hu|"
    "su co|chinh sach|phan mem|ung dung|trinh duyet|dung luong|bao tri|virus|day|cap|pin|nguon|tai khoan|mat khau|xung dot"
)
TELLS_CAUSE: Final = re.compile(
    r"\broot cause\b|\bcaused by\b|\bcauses? ?(?:is|was|:)|\bcaus(?:ed|ing)\b|\bbecause\b|\b(?:due|owing) to\b"
    r"|\bas a result of\b|\bresult(?:ed|s|ing) from\b|\bthe reason\b|\breason ?(?:is|was|:)|\bturn(?:ed|s) out\b"
    r"|\btraced (?:back )?to\b|\btriggered by\b|\bled to\b|\b\w{3,}ed (?:\w+ )?by (?:the|a|an|our|their|its|some)\b|[-=]>|→"
    r"|\bnguyen nhan\b|\bly do\b|\b(?:boi|tai|la) vi\b|\bvi (?:" + _AFTER_DO + r")\b|\bdo (?:" + _AFTER_DO + r")\b"
    r"|\bdan (?:den|toi)\b|\bgay (?:ra|nen|loi)\b|\b(?:bat nguon|xuat phat) tu\b"
)  # fmt: skip

# What a thing may be in that explains why it does not work.
STATES: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in {
        "memory": r"out of memory|oom|memory leak|het (?:ram|bo nho)|tran bo nho",
        "full": r"full|out of (?:space|disk)|exhausted|no space|quota|day (?:o|dung luong|bo nho|dia)|bi day|o (?:cung|dia)"
        r"(?: \w+){0,3} day|het (?:dung luong|cho|ket noi|giay|muc)",
        "expired": r"expired|out of date|lapsed|het han|qua han|het hieu luc",
        "overloaded": r"over-?load(?:ed)?|too many (?:users|requests|connections)|qua tai",
        "misconfigured": r"mis-?configur\w+|wrong (?:setting|config\w*|group|role|permission|value|version)\w*|not configured|"
        r"(?:cau hinh|cai dat|thiet lap) (?:sai|nham)|sai (?:cau hinh|quyen|nhom|thiet lap)",
        "missing": r"missing|(?:was|were|is|are) not (?:synced|assigned|enrolled|published|installed|granted|added|linked)|"
        r"never (?:synced|assigned|enrolled|added)|chua (?:dong bo|gan|ghi danh|cap|duoc cap|duoc them|them|cai)|thieu",
        "broken": r"broken|defective|faulty|worn(?: out)?|damaged|corrupt(?:ed)?|burnt|"
        r"(?:bi|da|do|hu) hong|hong (?:hoc|o|day|cap|may|den|bong|loa|pin|nguon|quat|mach|roi)|bi hu|dut|loi phan cung",
        "deactivated": r"auto-?(?:matically )?(?:deactivat|disabl|lock|suspend)\w*|(?:deactivated|disabled|suspended)|"
        r"(?:tu dong|bi) (?:vo hieu hoa|khoa|tat|ngung)",
        "outdated": r"outdated|obsolete|old version|unsupported|(?:phien )?ban (?:qua )?cu|loi thoi|chua cap nhat",
        "blocked": r"blocked|blacklisted|spam filter|firewall|bi chan|tuong lua",
        "crashed": r"crash(?:ed|es|ing)?|hung|stuck|deadlock\w*|frozen|bi treo|dung dot ngot",
        "down": r"(?:provider|vendor|upstream|cdn|third[- ]party)(?: \w+){0,3} (?:outage|down|failed|failure|incident)|"
        r"(?:nha cung cap|nha mang)(?: \w+){0,4} (?:loi|su co)|power cut|mat dien|dut cap",
        "conflict": r"conflict\w*|duplicate (?:account|entry|record)s?|overlap\w*|xung dot|bi trung",
    }.items()
}

# What agents do about it. Past forms only: what is asked of others or comes later has not put anything right.
ACTIONS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(rf"\b(?:{words})\b")
    for name, words in {
        "reset_password": r"(?:password|pin|passcode)s? (?:was |has been |is )?(?:reset|changed)|"
        r"reset (?:link|e?-?mail)s?(?: was| were)? (?:re-?)?sent|"
        r"sent(?: \w+){0,3} reset (?:link|e?-?mail)|(?:link|duong dan) dat lai(?: mat khau)? (?:da|duoc)|"
        r"reset (?:the |his |her |their )?(?:password|pin|passcode)|(?:dat|cap|doi|reset) lai mat khau|(?:da )?reset mat khau",
        "restart": r"re-?started|rebooted|restart|power[- ]cycled|khoi dong lai|da restart|bat tat lai",
        "reactivate": r"re-?activated|activated(?: \w+)? again|re-?enabled|unlocked|unblocked|unsuspended|"
        r"(?:is|are) (?:on|active) again|kich hoat lai|mo khoa|da mo(?: lai)?|mo lai (?:tai khoan|quyen)|bat lai",
        "grant": r"granted|gave (?:\w+ )?(?:access|rights)|assigned|enrolled|added(?: \w+){0,3} to|"
        r"cap (?:lai )?quyen|phan quyen|da (?:them|gan|ghi danh|phan quyen|cap quyen)|them vao (?:lop|nhom)",
        "replace": r"replaced|swapped|exchanged|thay (?:moi|the|cap|muc|pin|day|bong|o)|da thay(?! doi)|"
        r"da doi (?:moi|may|thiet bi|cap|pin|day|muc|bong|ban phim|chuot)",
        "update": r"updated|upgraded|patched|re-?installed|installed|da (?:cap nhat|cai|nang cap)|cai (?:lai|dat)|nang cap",
        "clean": r"cleared|cleaned(?: up)?|freed(?: up)?|purged|da (?:don|xoa)|don dep|xoa (?:bo nho dem|cache|log)",
        "synchronise": r"re-?synced|synced|synchroni[sz]ed|refreshed|re-?ran|re-?published|dong bo lai|da dong bo|chay lai",
        "configure": r"re-?configured|raised|increased|extended|renewed|da (?:tang|gia han|cau hinh|nang)|gia han|cau hinh lai",
        "restore": r"restored|recovered|rolled back|reverted|khoi phuc|hoan tac",
        "merge": r"merged|da gop|gop (?:tai khoan|vao)",
        "refund": r"refunded|reimbursed|hoan (?:tien|phi)|da hoan",
        "send": r"re-?sent|sent|exported|printed out|da (?:gui|xuat|in)|gui lai",
        "correct": r"corrected|fixed|repaired|adjusted|da (?:sua|chinh|khac phuc|dieu chinh)|"
        r"da doi (?:so|ten|email|dia chi|thong tin)|sua lai|khac phuc xong",
        "explain": r"explained|showed|guided|walked (?:\w+ )?through|huong dan|giai thich",
        "hand_over": r"forwarded|escalated|handed over|passed (?:it )?on|da chuyen|chuyen (?:cho|sang|len)",
    }.items()
}

TELLS_NOTHING: Final = re.compile(
    r"\bcause (?:is |was |still )?(?:unknown|unclear|not (?:known|clear|found))|\bunknown cause\b|\bno idea\b"
    r"|\bnot (?:sure|clear) why\b|\binvestigat\w+\b|\bnot (?:because|due|caused)\b|\bkhong phai (?:do|vi|tai)\b"
    r"|\b(?:chua|khong) (?:ro|biet|tim (?:ra|thay|duoc))\b|\bdang (?:kiem tra|tim|xem)\b"
)  # fmt: skip
ASKS: Final = re.compile(r"(?:please|kindly|can you|could you|nho|vui long|moi|xin|hay)\b")  # at a sentence's beginning
_NOT_DONE: Final = re.compile(  # just before an action: it was asked for, is to come, or did not happen
    r"\b(?:please|will|shall|should|must|can|could|would|be|needs? to|going to|try|trying|if|when|after|before|not|never)\b"
    r"|\b(?:nho|vui long|moi|hay|se|can|nen|phai|neu|khi|chua|khong|dang cho|dang)\b"
)
_JUST_BEFORE = 25  # letters
_CLAUSE = re.compile(r"[,;:>(]")

_FUNCTION_WORDS = frozenset(
    "the a an is are was were be been it its this that these to of on in at for and or by with from as he she they we i you "
    "his her their our your has have had not no so then again now user users account ticket please thanks hi hello dear just "
    "all va la cua cho da duoc bi thi ma o tu voi cac nhung nay kia anh chi em ban minh a nhe roi lai con theo vao ra".split()
)
_WORD = re.compile(r"[^\W_]+")
_STEM = 6  # letters: "deactivated" and "deactivation" are one


def actions_in(sentence: str) -> tuple[str, ...]:
    """What a folded sentence says was done."""
    return tuple(
        name for name, cue in ACTIONS.items() if any(_done(sentence, found.start()) for found in cue.finditer(sentence))
    )


def states_in(sentence: str) -> tuple[str, ...]:
    """In which states a folded sentence says that something was."""
    return tuple(name for name, cue in STATES.items() if cue.search(sentence))


def words_in(sentence: str) -> frozenset[str]:
    """The stems of a folded sentence's words, without those that every sentence has."""
    return frozenset(word[:_STEM] for word in _WORD.findall(sentence) if word not in _FUNCTION_WORDS)


def _done(sentence: str, start: int) -> bool:
    clause = _CLAUSE.split(sentence[max(0, start - _JUST_BEFORE) : start])[-1]
    return not _NOT_DONE.search(clause)
