"""Fills a template in: the subject, the text, and the same as a page, in one language or in both."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import jinja2

from unticket.model.errors import ConfigurationError, NotFound
from unticket.runbooks.login.mails.template import LANGUAGES, TEMPLATES, Template, Templates, load

_URL = re.compile(r"https://[^\s\"'<>()\[\]\\]+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/][^\s\"'<>()\[\]\\]*)?")
_BUTTON = re.compile(rf"\[([^\[\]]+)\] +({_URL.pattern})")
_NOT_IN_A_REFERENCE = re.compile(r"[^\w./#+-]")
_WIDTH = 76
_BETWEEN_LANGUAGES = "\n* * *\n\n"
SAMPLE: Mapping[str, str] = {
    "reference": "HT00101",
    "organisation": "Trường Phổ thông Hoa Sen",
    "sign_in_url": "https://lms.school.example/login",
    "link": "https://desk.school.example/confirm/Qm9vLWJvby1ib28tYm9vLWJvby1ib28tYm9v",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A mail's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of `lines`, or a button."""

    lines: tuple[str, ...] = ()
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The mail in one language."""

    language: str
    blocks: tuple[Block, ...]
    footer: str

    @property
    def text(self) -> str:
        """Lines of at most 76 letters; an address stands whole on a line of its own."""
        paragraphs = [f"{block.label}:\n{block.url}" if block.url else _wrapped(block.lines) for block in self.blocks]
        return "\n\n".join([*paragraphs, _wrapped((f"— {self.footer}",))]) + "\n"


def written(
    template: str,
    language: str,
    values: Mapping[str, str],
    folder: Path | None = None,
    *,
    link_lasts: timedelta = timedelta(hours=2),
) -> Written:
    """The mail `template` (one of `TEMPLATES`) in `language` ("en", "vi", or "both": one after the other).

    `values` may hold reference, organisation, sign_in_url and link; what is not given counts as empty, but the link to
    confirm with. Raises `NotFound` for an unknown template or language, `ConfigurationError` for a template of `folder`
    that does not work, and for an address that is not https.
    """
    if template not in TEMPLATES:
        raise NotFound(f"There is no mail template {template!r}.", f"Known: {', '.join(TEMPLATES)}.")
    languages = LANGUAGES if language == "both" else (language,)
    if not set(languages) <= set(LANGUAGES):
        raise NotFound(f"There are no mail templates in {language!r}.", f"Known: {', '.join(LANGUAGES)}, both.")
    templates = _loaded(folder)
    filled = _clean(values)
    if template == "confirm" and not filled["link"]:
        raise ConfigurationError("There is no link to confirm with.", "Set public_url.")
    chosen = [(one, templates.mails[template, one]) for one in languages]
    parts = tuple(
        Part(
            language=one,
            blocks=_blocks(_filled(mail, filled | {"valid_for": lasting(link_lasts, one)})),
            footer=templates.footers[one],
        )
        for one, mail in chosen
    )
    words = " / ".join(mail.subject for _, mail in chosen)
    subject = f"[{filled['reference']}] {words}" if filled["reference"] else words
    return Written(
        subject=subject,
        text=_BETWEEN_LANGUAGES.join(part.text for part in parts),
        html=_page(templates, subject, parts),
    )


def preview(template: str, language: str, folder: Path | None = None) -> Written:
    """The mail as it looks for an invented ticket."""
    return written(template, language, SAMPLE, folder)


def checked(folder: Path | None) -> Templates:
    """All templates, each tried in each language. Raises `ConfigurationError` at the first that does not work."""
    _loaded.cache_clear()
    for template in TEMPLATES:
        for language in (*LANGUAGES, "both"):
            preview(template, language, folder)
            written(template, language, {"link": SAMPLE["link"]}, folder)
    return _loaded(folder)


def lasting(time: timedelta, language: str) -> str:
    """A length of time in whole hours, or in minutes where it is less than two hours or no whole hours."""
    minutes = max(1, round(time.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if rest == 0 and hours >= 2:
        return f"{hours} giờ" if language == "vi" else f"{hours} hours"
    if language == "vi":
        return f"{minutes} phút"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


@lru_cache(maxsize=8)
def _loaded(folder: Path | None) -> Templates:
    return load(folder)


def _clean(values: Mapping[str, str]) -> dict[str, str]:
    for name in ("link", "sign_in_url"):
        if values.get(name) and not _URL.fullmatch(values[name]):
            raise ConfigurationError(f"The address for {name!r} must begin with https:// and hold no blanks or quotes.")
    return {
        "reference": _NOT_IN_A_REFERENCE.sub("", values.get("reference", ""))[:40],
        "organisation": " ".join(values.get("organisation", "").split()),
        "sign_in_url": values.get("sign_in_url", ""),
        "link": values.get("link", ""),
    }


def _filled(mail: Template, values: Mapping[str, str]) -> str:
    try:
        return mail.body.render(values)
    except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise ConfigurationError(f"The mail template {mail.file} cannot be filled in: {error}.") from error


def _blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs stand between empty lines; a button is a line of its own, wherever it stands."""
    found: list[Block] = []
    paragraph: list[str] = []
    for line in (*(line.strip() for line in text.splitlines()), ""):
        button = _BUTTON.fullmatch(line)
        if line and not button:
            paragraph.append(line)
            continue
        if paragraph:
            found.append(Block(lines=tuple(paragraph)))
            paragraph = []
        if button:
            found.append(Block(label=button[1], url=button[2]))
    return tuple(found)


def _wrapped(lines: tuple[str, ...]) -> str:
    return "\n".join(textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines)


def _page(templates: Templates, subject: str, parts: tuple[Part, ...]) -> str:
    try:
        return templates.layout.render(subject=subject, parts=parts)
    except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise ConfigurationError(f"The mail template layout.html cannot be filled in: {error}.") from error
