"""HTML to the text that a reader sees: hidden text, scripts and comments are not there; linear in its length."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from unticket.patterns.text.folding import without_unseen

MOST = 1_000_000  # characters read of one body; a pasted log beyond that tells nothing more

_LOOKS_LIKE_HTML = re.compile(
    r"</?(a|b|i|u|p|br|div|span|font|table|tr|td|ul|ol|li|pre|img|h[1-6]|html|body|head|style|script|strong|em|blockquote|template"
    r"|section|center|iframe|svg|hr|code|small|o:p)(\s[^<>]*)?/?>|<!--|<!doctype|&([a-zA-Z]{2,8}|#x?[0-9a-fA-F]+);",
    re.IGNORECASE,
)
_NEVER_SHOWN = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math", "select"}
)
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_QUOTES = frozenset({"blockquote"})
_QUOTE_MARKS = (
    "gmail_quote",
    "gmail_extra",
    "moz-cite-prefix",
    "yahoo_quoted",
    "protonmail_quote",
    "divrplyfwdmsg",
    "appendonsend",
)
# What Odoo leaves in a style attribute and mail programs use to hide text from a reader.
_HIDING = re.compile(
    r"display:none|visibility:(hidden|collapse)|opacity:0(\.0*)?(;|$)|font-size:[01](\.\d+)?(px|pt|em|rem|%)?(;|$)"
    r"|(^|;)(max-)?(height|width):0(px|pt)?(;|$)|mso-hide:all|text-indent:-\d{3,}"
    r"|(^|;)color:(transparent|#fff(fff)?|white|rgba?\(255,255,255(,[\d.]+)?\)|rgba\([\d,.]+,0(\.0+)?\))(!important)?(;|$)"
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr p li td th tr dd dt option".split())
_DEEPEST = 500  # no mail nests deeper; the parser's time grows with the square of the depth
_BLANKS = re.compile(r"[ \t\u00a0\r\f\v]+")
_GAPS = re.compile(r"\n\s*\n+")


def visible_text(body: str, *, quotes: bool = True) -> str:
    """What a person reads of `body` (HTML as a desk stores it, or plain text), a line a block; at most `MOST` characters are
    read. `quotes` False leaves out what the mail program itself marked as quoted."""
    body = body[:MOST]
    if not _LOOKS_LIKE_HTML.search(body):
        return _tidy(body)
    root = LexborHTMLParser(_not_too_deep(body)).body
    return _tidy("".join(_pieces(root, quotes=quotes))) if root is not None else ""


def _not_too_deep(body: str) -> str:
    """`body` up to where its tags nest deeper than any person's mail."""
    depth = 0
    for tag in _TAG.finditer(body):
        if tag[2].lower() not in _VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > _DEEPEST:
                return body[: tag.start()]
    return body


def _pieces(root: LexborNode, *, quotes: bool) -> Iterator[str]:
    """Text in reading order, a newline at each edge of a block. Without recursion: nesting has no limit in hostile HTML."""
    node: LexborNode | None = root
    while node is not None:
        shown = _shown(node, quotes=quotes)
        if node.tag == "-text" and shown:
            yield node.text_content or ""
        elif node.tag in _BLOCKS and shown:
            yield "\n"
        if shown and node.first_child is not None:
            node = node.first_child
            continue
        while node is not None and node.mem_id != root.mem_id and node.next is None:
            node = node.parent
            if node is not None and node.tag in _BLOCKS:
                yield "\n"
        node = node.next if node is not None and node.mem_id != root.mem_id else None  # "==" would compare whole pages


def _shown(node: LexborNode, *, quotes: bool) -> bool:
    if node.tag == "-text":
        return True
    if (node.tag or "-").startswith(("-", "_", "!")) or node.tag in _NEVER_SHOWN:
        return False
    marks = node.attributes
    if not marks:
        return quotes or node.tag not in _QUOTES
    style = (marks.get("style") or "").replace(" ", "").lower()
    if "hidden" in marks or (style and _HIDING.search(style)):
        return False
    if quotes:
        return True
    named = f"{marks.get('class') or ''} {marks.get('id') or ''}".lower()
    return node.tag not in _QUOTES and "data-o-mail-quote" not in marks and not any(mark in named for mark in _QUOTE_MARKS)


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in without_unseen(text).replace("\r\n", "\n").split("\n"))
    return _GAPS.sub("\n\n", "\n".join(lines)).strip()
