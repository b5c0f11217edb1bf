"""Rich text as Odoo keeps it: scripts, frames and handlers gone, unknown tags dropped, bare text in a paragraph."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_INLINE = re.compile(r"a|abbr|b|br|code|del|em|font|i|img|ins|s|small|span|strike|strong|sub|sup|tt|u")
_BLOCK = re.compile(r"blockquote|caption|col|colgroup|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul")
_SWALLOWED = re.compile(r"script|style|iframe|object|embed|noscript|title|head")
_EMPTY = re.compile(r"br|hr|img|col")


def sanitised(text: str) -> str:
    """The rich text that Odoo would keep of this one. Plain text is read as HTML too: `<tag>` in it is lost."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.result()


def paragraph(text: str) -> str:
    """Plain text as one paragraph, with every sign kept."""
    return f"<p>{escape(text, quote=False)}</p>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._written: list[str] = []
        self._open: list[str] = []
        self._swallowing = 0
        self._bare = False

    def result(self) -> str:
        self._end_bare()
        while self._open:
            self._written.append(f"</{self._open.pop()}>")
        return "".join(self._written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if _SWALLOWED.fullmatch(tag):
            self._swallowing += 1
        if self._swallowing:
            return
        if _INLINE.fullmatch(tag):
            self._begin_bare()
        elif _BLOCK.fullmatch(tag):
            self._end_bare()
        else:
            return
        told = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if _harmless(name, value or ""))
        self._written.append(f"<{tag}{told}>")
        if not _EMPTY.fullmatch(tag):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if _SWALLOWED.fullmatch(tag):
            self._swallowing = max(0, self._swallowing - 1)
        elif tag in self._open and not self._swallowing:
            while self._open:
                inner = self._open.pop()
                self._written.append(f"</{inner}>")
                if inner == tag:
                    break

    def handle_data(self, data: str) -> None:
        if self._swallowing:
            return
        if data.strip():
            self._begin_bare()
        self._written.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        self._written.append(f"<!--{data}-->")

    def _begin_bare(self) -> None:
        if not self._open:
            self._written.append("<p>")
            self._open.append("p")
            self._bare = True

    def _end_bare(self) -> None:
        if self._bare:
            while self._open:
                self._written.append(f"</{self._open.pop()}>")
            self._bare = False


def _harmless(name: str, value: str) -> bool:
    return not name.startswith("on") and not value.strip().lower().startswith(("javascript:", "vbscript:"))
