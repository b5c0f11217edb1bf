"""The desk's own form texts: labels and lines that a web form writes, not the person who fills it in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from unticket.patterns.text.folding import fold
from unticket.patterns.text.own_words import own_words

_LABELLED = re.compile(r"^\s*[-*•]?\s*([^\W\d_][^:\n]{0,40}?)\s*\*?\s*[:：]\s*(.*)$")
_MOST_LABEL_WORDS = 6
# What forms ask before the matter: who, when, from where. Their values tell nothing of the trouble.
_ABOUT_THE_SENDER = frozenset(
    "name|full name|your name|first name|last name|email|e-mail|email address|e-mail address|your email|phone|phone number|"
    "mobile|telephone|tel|contact|contact number|"
    "company|organisation|organization|submitted|submitted by|submitted on|submitted at|submitted from|date|time|"
    "date submitted|timestamp|ip|ip address|user agent|browser|"
    "operating system|os|page|page url|url|referrer|source|form|form name|ticket type|request type|priority|urgency|"
    "reference|sent from|student id|employee id|staff id|"
    "requester|reported by|created by|from|address|role|position|"
    "ho ten|ho va ten|ten|ho ten hoc sinh|ho ten phu huynh|nguoi gui|nguoi yeu cau|dien thoai|so dien thoai|sdt|dt|dia chi|"
    "dia chi email|don vi|bo phan|chuc vu|"
    "ngay gui|thoi gian gui|thoi gian|muc do|muc uu tien|loai yeu cau|ma hoc sinh|ma sinh vien|ma nhan vien|mssv|"
    "trinh duyet|dia chi ip".split("|")
)
_ABOUT_THE_MATTER = frozenset(
    "subject|title|description|message|details|problem|issue|comment|comments|question|your message|request|summary|"
    "category|what happened|steps|"
    "tieu de|chu de|noi dung|mo ta|chi tiet|van de|yeu cau|cau hoi|loi nhan|noi dung yeu cau|mo ta chi tiet|ghi chu|"
    "tin nhan".split("|")
)
_HEADS = re.compile(
    r"^\s*(this (message|e-?mail|request|ticket) was (sent|submitted|created) (from|via|through|by|using) |"
    r"you have (received )?a new (message|submission|request|form)|"
    r"new (submission|form submission|message) (from|on|received)|(a )?new (contact )?form (entry|submission)|"
    r"sent from (your|the|our) (website|contact form|web form)|"
    r"submitted (via|through|from|using) |(yêu cầu|tin nhắn|phiếu) (này )?được gửi (từ|qua)|bạn (có|"
    r"nhận được) (một )?(yêu cầu|tin nhắn|phiếu) mới|"
    r"(biểu mẫu|form) (liên hệ|hỗ trợ|yêu cầu)\s*$|[-=_*#]{4,}\s*$)",
    re.IGNORECASE,
)


def form_lines(bodies: Iterable[str], *, at_least: float = 0.3, fewest: int = 20) -> frozenset[str]:
    """What forms write, found in the bodies themselves, for `without_forms`: folded labels ("field:") and whole lines.

    A label is a form's when it stands in at least `at_least` of the bodies (and in `fewest` of them), nearly always as the
    same line counted from the top, and beside other such labels: what many people write about one trouble is no form. A
    whole labelled line ("source: web form") is when it is the same in as many bodies.
    """
    labels: Counter[str] = Counter()
    places: Counter[tuple[str, int]] = Counter()
    whole: Counter[str] = Counter()
    total = 0
    for body in bodies:
        total += 1
        seen = [(place, *told) for place, line in enumerate(_lines(own_words(body).own)) if (told := _label(line))]
        if len(seen) < 2:
            continue
        for place, label, value in {label: (place, label, value) for place, label, value in reversed(seen)}.values():
            labels[label] += 1
            places[label, place] += 1
            whole[f"{label}: {fold(value)}"] += 1
    needed = max(fewest, at_least * total)
    common = {label for label, count in labels.items() if count >= needed}
    commonest: Counter[str] = Counter()
    for (label, _), count in places.items():
        commonest[label] = max(commonest[label], count)
    steady = {label for label in common if commonest[label] >= 0.8 * labels[label]}
    return frozenset({f"{label}:" for label in steady} | {line for line, count in whole.items() if count >= needed})


def without_forms(text: str, forms: Collection[str] = ()) -> str:
    """`text` (plain) without a form's heads and labels; what a person filled in under a label about the matter stays.

    `forms` are the desk's own, as `form_lines` finds them or a person lists them: "label:" takes away the label only, any
    other folded line the whole line. Known labels are taken away only where two or more stand together.
    """
    if ":" not in text and not forms and not _HEADS.search(text):
        return text
    lines = text.split("\n")
    labels = [_label(line) for line in lines]
    known = sum(told is not None and (told[0] in _ABOUT_THE_SENDER or told[0] in _ABOUT_THE_MATTER) for told in labels)
    return "\n".join(_kept(lines, labels, forms, is_form=known >= 2)).strip()


def _kept(lines: list[str], labels: list[tuple[str, str] | None], forms: Collection[str], *, is_form: bool) -> Iterator[str]:
    for line, told in zip(lines, labels, strict=True):
        if _HEADS.match(line) or (forms and fold(line) in forms):
            continue
        if told is None:
            yield line
            continue
        label, value = told
        if is_form and label in _ABOUT_THE_SENDER:
            continue
        if f"{label}:" in forms or (is_form and label in _ABOUT_THE_MATTER):
            yield value
        else:
            yield line


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _label(line: str) -> tuple[str, str] | None:
    """The folded label and the value of "Label: value"."""
    if len(line) > 2000 or (found := _LABELLED.match(line)) is None or found[2].startswith("//"):
        return None
    label = fold(found[1])
    return (label, found[2]) if label and len(label.split()) <= _MOST_LABEL_WORDS else None
