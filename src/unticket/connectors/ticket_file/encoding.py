"""Which encoding a text file is in: read off its bytes where they tell, asked for where they don't."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from unticket.connectors.ticket_file.faults import WrongMapping
from unticket.model.errors import UnexpectedPayload

_CHUNK = 1 << 20
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LATIN = ("cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin-1")
# cp1258 writes most Vietnamese tones as a mark after the vowel; no other Latin code page has letters of that kind.
_TONES = "\u0300\u0309\u0303\u0301\u0323".encode("cp1258")
_VOWELS = "AaĂăÂâEeÊêIiOoÔôƠơUuƯưYy".encode("cp1258")
_VIETNAMESE = set("ÀÁÂĂÈÉÊÍÓÔƠÙÚƯĐàáâăèéêíóôơùúưđ".encode("cp1258")) | set(_TONES)
_TONE_AFTER_VOWEL = re.compile(b"[" + re.escape(_VOWELS) + b"][" + re.escape(_TONES) + b"]")


def find_encoding(file: Path, tells_headings: Callable[[str], bool]) -> tuple[str, str]:
    """The encoding's name for `open`, and a remark where a person should know how it was found.

    `tells_headings` answers whether the file's headings are known ones, with a letter beyond ASCII, in an encoding.
    Raises `WrongMapping` where the bytes do not tell, `UnexpectedPayload` where they are no text.
    """
    with file.open("rb") as stream:
        head = stream.read(4096)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name, ""
    if head.count(0) > len(head) // 4:
        raise WrongMapping(
            f"{file.name} looks like UTF-16, but does not say in which byte order.",
            'Save it as UTF-8, or set encoding = "utf-16-le" (or "utf-16-be").',
        )
    broken_at = _first_broken_byte(file)
    if broken_at is None:
        return "utf-8", ""
    bytes_seen, tones, sound = _survey(file)
    if sound > sum(bytes_seen.values()) // 2:
        raise UnexpectedPayload(
            f"{file.name} is UTF-8 with damaged letters, the first at byte {broken_at}.",
            "Export it again, or save it as UTF-8.",
        )
    if all(len({_letter(byte, page) for page in _LATIN[:-1]}) == 1 for byte in bytes_seen):
        return "cp1252", ""  # only signs that every Latin code page of Windows shares
    vietnamese = set(bytes_seen) <= _VIETNAMESE | set(range(0x80, 0xC0))
    marked = sum(bytes_seen[byte] for byte in _TONES)
    if tells_headings("cp1258") or (vietnamese and marked == tones and tones > 1):
        return "cp1258", f"{file.name} is read as cp1258, Vietnamese of Windows, as its letters show"
    raise WrongMapping(
        f"{file.name} is not UTF-8, and its bytes do not tell in which encoding it is. {_samples(file)}",
        'Save it as UTF-8, or set encoding = "cp1258" (Vietnamese), "cp1252" (Western) or what it is.',
    )


def _first_broken_byte(file: Path) -> int | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    read = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return read - pending + error.start
            read += len(chunk)
    if pending := len(decoder.getstate()[0]):
        return read - pending
    return None


def _survey(file: Path) -> tuple[Counter[int], int, int]:
    """How often each byte beyond ASCII stands in the file, how many tones follow a vowel, how many bytes are sound UTF-8."""
    seen: Counter[int] = Counter()
    tones = sound = 0
    before = b""
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            high = re.sub(rb"[\x00-\x7f]+", b"", chunk)
            seen.update(high)
            sound += sum(len(letter.encode()) for letter in chunk.decode("utf-8", "ignore") if letter > "\x7f")
            tones += len(_TONE_AFTER_VOWEL.findall(before + chunk))
            before = chunk[-1:]
    return seen, tones, sound


def _letter(byte: int, page: str) -> str:
    return bytes([byte]).decode(page, "replace")


def _samples(file: Path) -> str:
    with file.open("rb") as stream:
        found = re.search(rb"[\w ]{0,12}[\x80-\xff][\w\x80-\xff]{0,12}", stream.read(_CHUNK))
    if not found:
        return ""
    return " ".join(f"As {page}: {found[0].decode(page, 'replace').strip()!r}." for page in ("cp1258", "cp1252"))
