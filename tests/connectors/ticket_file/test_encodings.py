"""A CSV is read in the encoding that its bytes show, and asked about where they don't."""

from __future__ import annotations

import unicodedata

import pytest

from unticket.model.errors import ConfigurationError, ConnectorError, UnexpectedPayload

VIETNAMESE = ("Số phiếu", "Tiêu đề", "Giai đoạn", "Người phụ trách", "Thẻ", "Được tạo vào", "Ngày đóng")
SUBJECT = "Không đăng nhập được vào hệ thống – tài khoản bị vô hiệu hoá"


def as_cp1258(text: str) -> bytes:
    """As Windows writes it: tones are marks of their own after the vowel."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    parts = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in apart if mark in tones)
        parts.append(unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in tones)) + tone)
    return "".join(parts).encode("cp1258")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le+bom", "utf-16-be+bom"])
def test_unicode_is_recognised(desk, write_csv, row, tmp_path, encoding):
    """UTF-8 with and without its mark, UTF-16 in both byte orders, letters composed or not."""
    plain = encoding.removesuffix("+bom")
    for form in ("NFC", "NFD"):
        headings = [unicodedata.normalize(form, heading) for heading in VIETNAMESE]
        file = write_csv(row(title=unicodedata.normalize(form, SUBJECT)), headings=headings, encoding=plain)
        if plain != encoding:
            file.write_bytes("\ufeff".encode(plain) + file.read_bytes())
        assert [ticket.subject for ticket in desk(file).tickets] == [SUBJECT]


def test_vietnamese_of_windows_is_recognised_by_its_headings(desk, write_csv, row):
    """A cp1258 file with Vietnamese headings can be nothing else; what was found is said, and letters are composed."""
    file = write_csv(row(title=SUBJECT), headings=VIETNAMESE)
    file.write_bytes(as_cp1258(file.read_text("utf-8")))
    opened = desk(file)
    assert [ticket.subject for ticket in opened.tickets] == [SUBJECT]
    assert "cp1258" in opened.said["how_read"].what


def test_vietnamese_of_windows_is_recognised_by_its_tones(desk, write_csv, row):
    """Under English headings, marks that all follow a vowel show it."""
    file = write_csv(row(title=SUBJECT))
    file.write_bytes(as_cp1258(file.read_text("utf-8")))
    assert [ticket.subject for ticket in desk(file).tickets] == [SUBJECT]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("São Paulo não responde", "cp1252"),
        ("Però così è lento", "cp1252"),
        ("Не могу войти в систему", "cp1251"),
        ("Błąd usługi", "cp1250"),
    ],
)
def test_other_old_encodings_are_asked_about_and_never_guessed(desk, write_csv, row, text, encoding):
    """The same bytes are other letters elsewhere. With the encoding stated, the text is read."""
    file = write_csv(row(title=text), encoding=encoding)
    with pytest.raises(ConfigurationError, match="do not tell") as error:
        desk(file).source.count()
    assert "encoding" in error.value.hint
    assert isinstance(error.value, ConnectorError)
    assert [ticket.subject for ticket in desk(file, encoding=encoding).tickets] == [text]


def test_signs_that_every_code_page_shares_need_no_question(desk, write_csv, row):
    """A typographic dash is the same byte in all of Windows' Latin pages."""
    file = write_csv(row(title="LMS – slow “again”"), encoding="cp1252")
    assert [ticket.subject for ticket in desk(file).tickets] == ["LMS – slow “again”"]


def test_utf16_without_a_mark_is_asked_about(desk, write_csv, row):
    file = write_csv(row(), encoding="utf-16-le")
    with pytest.raises(ConfigurationError, match="byte order"):
        desk(file).source.count()
    assert desk(file, encoding="utf-16-le").numbers == ["HT00001"]


def test_damaged_utf8_is_not_taken_for_something_else(desk, write_csv, row):
    file = write_csv(*(row(f"HT{n}", title=SUBJECT) for n in range(9)))
    file.write_bytes(file.read_bytes().replace(SUBJECT.encode(), SUBJECT.encode()[:2] + b"\xff" + SUBJECT.encode()[3:], 1))
    with pytest.raises(UnexpectedPayload, match="damaged letters"):
        desk(file).source.count()


def test_a_stated_encoding_that_does_not_fit_is_said(desk, write_csv, row):
    file = write_csv(row(title="Błąd"), encoding="cp1250")
    with pytest.raises(ConfigurationError, match="is not utf-8"):
        desk(file, encoding="utf-8").source.count()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_seen_from_the_headings(desk, write_csv, row, delimiter):
    assert desk(write_csv(row(title="a, b; c"), delimiter=delimiter)).tickets[0].subject == "a, b; c"


def test_excels_own_word_for_the_delimiter_is_no_heading(desk, write_csv, row):
    file = write_csv(row(), delimiter=";")
    file.write_bytes(b"sep=;\r\n" + file.read_bytes())
    assert desk(file).numbers == ["HT00001"]


def test_another_delimiter_is_stated(desk, write_csv, row):
    assert desk(write_csv(row(), delimiter="|"), delimiter="|").numbers == ["HT00001"]
