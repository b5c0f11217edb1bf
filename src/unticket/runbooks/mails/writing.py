"""Fills a template in: the subject, the text, and the same as a page, in one language or in both."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import jinja2

from unticket.model.errors import ConfigurationError, NotFound
from unticket.runbooks.mails.template import LANGUAGES, MailSet, Template, Templates, load

_URL = re.compile(r"https://[^\s\"'<>()\[\]\\]+|http://(?:127\.0\.0\.1|localhost|\[::1\])(?:[:/][^\s\"'<>()\[\]\\]*)?")
_BUTTON = re.compile(rf"\[([^\[\]]+)\] +({_URL.pattern})")
_NOT_IN_A_REFERENCE = re.compile(r"[^\w./#+-]")
# Not by the machine's locale, which mails must not depend on.
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WIDTH = 76
_BETWEEN_LANGUAGES = "\n* * *\n\n"


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
    mails: MailSet,
    template: str,
    language: str,
    values: Mapping[str, str],
    folder: Path | None = None,
    *,
    link_lasts: timedelta = timedelta(hours=2),
    days: Mapping[str, date] | None = None,
) -> Written:
    """The mail `template` (one of `mails`) in `language` ("en", "vi", or "both": one after the other).

    What is not given of its variables counts as empty, but for what it must say. Values whose names end with url or link are
    addresses; those that `days` holds too are written as each language writes days. Raises `NotFound` for an unknown template
    or language, `ConfigurationError` for a template of `folder` that does not work, and for an address that is not https.
    """
    if template not in mails.names:
        raise NotFound(f"There is no mail template {template!r}.", f"Known: {', '.join(mails.names)}.")
    languages = LANGUAGES if language == "both" else (language,)
    if not set(languages) <= set(LANGUAGES):
        raise NotFound(f"There are no mail templates in {language!r}.", f"Known: {', '.join(LANGUAGES)}, both.")
    templates = _loaded(mails, folder)
    filled = _clean(mails, values)
    needed = mails.must_say.get(template, "")
    if needed and not filled[needed]:
        raise ConfigurationError(f"There is no {needed} to {template} with.", "Set public_url.")
    lasts = {one: {"valid_for": lasting(link_lasts, one)} for one in languages}
    dated = {one: {name: written_day(day, one) for name, day in (days or {}).items()} for one in languages}
    chosen = [(one, templates.mails[template, one]) for one in languages]
    parts = tuple(
        Part(
            language=one,
            blocks=_blocks(_filled(mail, filled | lasts[one] | dated[one])),
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


def checked(mails: MailSet, folder: Path | None, sample: Mapping[str, str]) -> Templates:
    """All templates, each tried in each language, with `sample` and with as little as may be. Raises `ConfigurationError` at
    the first that does not work."""
    _loaded.cache_clear()
    least = {name: sample[name] for name in mails.must_say.values()}
    for template in mails.names:
        for language in (*LANGUAGES, "both"):
            written(mails, template, language, sample, folder)
            written(mails, template, language, least, folder)
    return _loaded(mails, folder)


def lasting(time: timedelta, language: str) -> str:
    """A length of time in whole hours, or in minutes where it is less than two hours or no whole hours."""
    minutes = max(1, round(time.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if rest == 0 and hours >= 2:
        return f"{hours} giờ" if language == "vi" else f"{hours} hours"
    if language == "vi":
        return f"{minutes} phút"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def written_day(day: date, language: str) -> str:
    """A day with its weekday."""
    if language == "vi":
        return f"{_WEEKDAYS_VI[day.weekday()]}, {day:%d/%m/%Y}"
    return f"{_WEEKDAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=8)
def _loaded(mails: MailSet, folder: Path | None) -> Templates:
    return load(mails, folder)


def _clean(mails: MailSet, values: Mapping[str, str]) -> dict[str, str]:
    known = {"reference", "organisation"}.union(*mails.variables.values())
    given = {name: values.get(name, "") for name in known}
    for name, value in given.items():
        if name.endswith(("url", "link")):
            if value and not _URL.fullmatch(value):
                raise ConfigurationError(f"The address for {name!r} must begin with https:// and hold no blanks or quotes.")
        else:
            given[name] = " ".join(value.split())
    return given | {"reference": _NOT_IN_A_REFERENCE.sub("", values.get("reference", ""))[:40]}


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
