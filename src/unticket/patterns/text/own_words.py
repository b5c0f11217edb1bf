"""The writer's own words in a mail: without quoted replies, forwarded heads, signatures and disclaimers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from unticket.patterns.text.visible import visible_text

# The line with which a mail program introduces what it quotes, in the languages that schools here meet most.
_SAID = re.compile(
    r"^\s*>*\s*(on|le|am|el|il|em|op|den|tir|man|ons|tor|fre|lør|søn|w dniu|vào|vào lúc|lúc)\b.{4,300}?"
    r"(wrote|a écrit|schrieb[^:]{0,80}|escribió|ha scritto|escreveu|schreef|skrev|napisał\(a\)|đã viết|viết)"
    r"(\s.{0,120})?\s*:\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(
    r"^\s*>*\s*[-_*=]{2,}\s*(original message|original appointment|reply message|thư gốc|tin nhắn gốc|message d'origine|"
    r"ursprüngliche nachricht|mensaje original)\s*[-_*=]*\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^\s*>*\s*([-_*=]{2,}\s*(forwarded message|thư đã chuyển tiếp|tin nhắn được chuyển tiếp|thư được chuyển tiếp)\s*[-_*=]*"
    r"|begin forwarded message\s*:)\s*$",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"^\s*>*\s*\**(from|sent|to|cc|date|subject|reply-to|importance|từ|người gửi|đã gửi|ngày gửi|gửi|tới|đến|người nhận|ngày|"
    r"chủ đề|tiêu đề|von|gesendet|an|betreff|de|envoyé|à|objet)\**\s*:\**\s*\S?",
    re.IGNORECASE,
)
_LINE = re.compile(r"^\s*[_\-=*]{8,}\s*$")
_SIGNATURE = re.compile(
    r"^\s*(--|—|–)\s*$"
    r"|^\s*(sent from my |sent from mail for |get outlook for |sent via |gửi từ |được gửi từ |tải outlook cho )",
    re.IGNORECASE,
)
_GOODBYE = re.compile(
    r"^\s*((best|kind|warm|many|with kind|with best)\s+(regards|wishes|thanks)|regards|sincerely|"
    r"yours (truly|sincerely|faithfully)|cheers|thanks( (and regards|in advance|a lot))?|thank you( very much| so much)?|"
    r"many thanks|br|rgds|(trân trọng|thân mến|thân ái|kính thư|trân trọng cảm ơn|xin cảm ơn|chân thành cảm ơn|cảm ơn( nhiều)?|"
    r"em cảm ơn( ạ)?|em xin cảm ơn( ạ)?|xin chân thành cảm ơn))\s*[,.!]*\s*$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^\s*(\**(disclaimer|confidentiality( notice)?|privileged|important notice|caution|warning|external( e-?mail)?|"
    r"lưu ý|cảnh báo|miễn trừ trách nhiệm)\**\s*[:\-]"
    r"|this (e-?mail|message|communication)( and any| \(including| is confidential|, including| may contain)"
    r"|the information (contained )?in this (e-?mail|message)|please consider the environment"
    r"|(email|thư điện tử|thông điệp) này( và (các|mọi|bất kỳ)| có thể chứa| chứa thông tin))",
    re.IGNORECASE,
)
_SIGNATURE_LINES = 8  # a name, an office, a school, addresses and numbers: longer than that is text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A mail's text, by whose it is."""

    own: str  # the writer's own words
    forwarded: str = ""  # somebody else's, passed on as the matter itself
    quoted: str = ""  # somebody else's, from earlier in the thread


def own_words(body: str) -> Words:
    """The words of `body` (HTML or plain text) by whose they are. Never raises; linear in its length."""
    return split(visible_text(body, quotes=False)) if body else Words(own="")


def split(text: str) -> Words:
    """The same for a text that is plain already."""
    lines = text.split("\n")
    own: list[str] = []
    quoted: list[str] = []
    for place, line in enumerate(lines):
        if _FORWARD.match(line):
            return Words(own=_unsigned(own), forwarded=_without_head(lines[place + 1 :]), quoted="\n".join(quoted).strip())
        if _begins_quote(lines, place):
            quoted += lines[place:]
            break
        (quoted if line.lstrip().startswith(">") else own).append(line)
    return Words(own=_unsigned(own), quoted="\n".join(quoted).strip())


def _begins_quote(lines: list[str], place: int) -> bool:
    line = lines[place]
    if _RULE.match(line) or _SAID.match(line):
        return True
    # "On … <address>" and "wrote:" on the next line or two, as mail programs wrap it.
    if len(line) < 300 and any(_SAID.match(" ".join(lines[place : place + n])) for n in (2, 3) if _may_wrap(lines, place, n)):
        return True
    after = place + 1 if _LINE.match(line) else place
    heads = sum(bool(_HEAD.match(other)) for other in lines[after : after + 5])
    return bool(after < len(lines) and _HEAD.match(lines[after]) and heads >= 3)


def _may_wrap(lines: list[str], place: int, count: int) -> bool:
    joined = lines[place : place + count]
    return len(joined) == count and all(line.strip() for line in joined) and joined[-1].rstrip().endswith(":")


def _without_head(lines: list[str]) -> str:
    place = 0
    while place < len(lines) and (not lines[place].strip() or _HEAD.match(lines[place])):
        place += 1
    return split("\n".join(lines[place:])).own


def _unsigned(lines: list[str]) -> str:
    kept = list(lines)
    for place, line in enumerate(kept):
        signs, goodbye = _SIGNATURE.match(line), _GOODBYE.match(line)
        if not signs and not goodbye:
            continue
        below = (other for other in islice(kept, place + 1, None) if other.strip())
        rest = list(islice(below, 2 * _SIGNATURE_LINES + 1))  # more than that is no signature
        if (signs and len(rest) <= 2 * _SIGNATURE_LINES) or (goodbye and _is_signature(rest)):
            kept = kept[:place]
            break
    return "\n".join(_without_disclaimers(kept)).strip()


def _is_signature(lines: list[str]) -> bool:
    """Few short lines, or a disclaimer below them."""
    said = lines[: next((place for place, line in enumerate(lines) if _DISCLAIMER.match(line)), len(lines))]
    return len(said) <= _SIGNATURE_LINES and all(len(line) <= 80 and not line.rstrip().endswith("?") for line in said)


def _without_disclaimers(lines: list[str]) -> list[str]:
    kept: list[str] = []
    skipping = False
    for line in lines:
        if _DISCLAIMER.match(line):
            skipping = True
        elif not line.strip():
            skipping = False
        if not skipping:
            kept.append(line)
    return kept
