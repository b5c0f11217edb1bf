"""Turns a text into the HTML that the desk stores: a web form's, a mail program's, with signatures, quotes and small print."""

from __future__ import annotations

import random
from html import escape

from unticket.demo.generator.desk_words import EMAIL
from unticket.demo.generator.writer import Written

_QUOTED = 'data-o-mail-quote="1"'  # how Odoo's mail gateway marks quotes and signatures


def as_html(written: Written, channel: int, other: tuple[str, str], rng: random.Random) -> str:
    """The description of a ticket. `other` is the name and address of someone whom a mail may quote."""
    if channel != EMAIL:
        return _form(written, rng)
    written.words.know(other=other[0], other_mail=other[1], subject=written.subject)
    return rng.choice((_plain, _gmail, _gmail, _outlook))(written, rng)


def lines(text: str) -> str:
    """Plain text as HTML."""
    return escape(text, quote=False).replace("\n", "<br>")


def _form(written: Written, rng: random.Random) -> str:
    parts = [lines(part) for part in written.paragraphs]
    signed = f"<p>{lines(written.signature)}</p>" if written.signature else ""
    listed = f"<ul>{''.join(f'<li>{lines(point)}</li>' for point in written.points)}</ul>" if written.points else ""
    if rng.random() < 0.5:
        return "".join(f"<p>{part}</p>" for part in parts) + listed + signed
    return f"<p>{rng.choice(('<br>', '<br><br>', ' ')).join(parts)}</p>{listed}{signed}"


def _plain(written: Written, rng: random.Random) -> str:
    body = escape("\n\n".join(written.paragraphs) + "".join(f"\n- {point}" for point in written.points), quote=False)
    signature = f"\n<span {_QUOTED}>-- \n{escape(written.signature, quote=False)}</span>" if written.signature else ""
    quote = _quote(written, rng)
    if quote:
        head, text = quote
        said = "\n".join(f"&gt; {line}" for line in escape(text, quote=False).split("\n"))
        signature += f"\n<span {_QUOTED}>{escape(head, quote=False)}\n{said}</span>"
    return f"<pre>{body}{signature}</pre>"


def _gmail(written: Written, rng: random.Random) -> str:
    forwarded = ""
    if rng.random() < 0.06:
        forwarded = f'<div class="gmail_quote">{lines(written.words.word("forwarded_"))}<br><br></div>'
    body = "".join(f"<div>{lines(part)}</div><div><br></div>" for part in written.paragraphs)
    body += f"<ul>{''.join(f'<li>{lines(point)}</li>' for point in written.points)}</ul>" if written.points else ""
    end = ""
    if written.signature:
        end += f'<div><br>--<br></div><div dir="ltr" class="gmail_signature" {_QUOTED}>{lines(written.signature)}</div>'
    if rng.random() < 0.2:
        end += f"<div><br></div><div>{lines(written.words.word('device_line_'))}</div>"
    quote = _quote(written, rng)
    if quote:
        end += (
            f'<br><div class="gmail_quote" {_QUOTED}><div dir="ltr">{lines(quote[0])}<br></div>'
            f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex; border-left:1px solid rgb(204,204,204); '
            f'padding-left:1ex" {_QUOTED}><div>{lines(quote[1])}</div></blockquote></div>'
        )
    return f'<div dir="ltr">{forwarded}{body}{end}</div>'


def _outlook(written: Written, rng: random.Random) -> str:
    font = rng.choice(("Calibri,sans-serif", "&quot;Times New Roman&quot;,serif", "Arial,sans-serif"))
    text = [*written.paragraphs, *(f"·         {point}" for point in written.points)]
    paragraphs = "".join(
        f'<p class="MsoNormal"><span style="font-size:11.0pt; font-family:{font}">{lines(part)}</span></p>'
        '<p class="MsoNormal">&nbsp;</p>' for part in text
    )  # fmt: skip
    if written.signature:
        paragraphs += f'<p class="MsoNormal"><b><span style="color:#1F497D">{lines(written.signature)}</span></b></p>'
    if rng.random() < 0.4:
        paragraphs += f'<p class="MsoNormal"><i><span style="font-size:8.0pt; color:gray">{lines(written.words.word("disclaimer_"))}</span></i></p>'  # noqa: E501
    quote = _quote(written, rng)
    if quote:
        paragraphs += (
            f'<div style="border:none; border-top:solid #E1E1E1 1.0pt; padding:3.0pt 0cm 0cm 0cm" {_QUOTED}>'
            f'<p class="MsoNormal"><b>{lines(quote[0])}</b></p></div><p class="MsoNormal" {_QUOTED}>{lines(quote[1])}</p>'
        )
    return f'<div class="WordSection1">{paragraphs}</div>'


def _quote(written: Written, rng: random.Random) -> tuple[str, str] | None:
    """The head and text of an older mail below, for some."""
    return (written.words.word("quote_head_"), written.words.word("quoted_")) if rng.random() < 0.2 else None
