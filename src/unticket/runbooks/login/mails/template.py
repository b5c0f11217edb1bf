"""The templates of the mails: plain text that a desk may change, checked before it is used."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import jinja2
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from unticket.model.errors import ConfigurationError

PACKAGED = Path(__file__).with_name("templates")
LANGUAGES = ("en", "vi")
_ALWAYS = frozenset({"reference", "organisation"})
# What each template may say. No word of a ticket and no name is among it: whoever wrote a ticket could otherwise have us
# carry their words to somebody else. `escalated` has the same words for every reason.
VARIABLES: Mapping[str, frozenset[str]] = {
    "acknowledged": _ALWAYS,
    "reactivated": _ALWAYS | {"sign_in_url"},
    "password_reset": _ALWAYS,
    "escalated": _ALWAYS,
    "confirm": _ALWAYS | {"link", "valid_for"},
}
TEMPLATES = tuple(VARIABLES)
_FOOTER, _LAYOUT = "footer", "layout.html"
_LAYOUT_VARIABLES = frozenset({"subject", "parts"})
_SUBJECT = "Subject: "
_LONGEST_SUBJECT = 90
_HOW_TO = "docs/connect-mail.md shows how templates are written."

_PLAIN = ImmutableSandboxedEnvironment(
    undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True
)
_HTML = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)


@dataclass(frozen=True, slots=True)
class Template:
    """One mail in one language. `subject` is fixed words: nothing is ever filled in there."""

    file: Path
    subject: str
    body: jinja2.Template


@dataclass(frozen=True, slots=True)
class Templates:
    """All mails in all languages, by (template, language); the footers by language; the page around them."""

    mails: Mapping[tuple[str, str], Template]
    footers: Mapping[str, str]
    layout: jinja2.Template


def load(folder: Path | None = None) -> Templates:
    """The packaged templates, each replaced by the file of the same name in `folder`. Raises `ConfigurationError`."""
    if folder is not None:
        _only_known_names(folder)
    mails = {(name, language): _mail(folder, name, language) for name in TEMPLATES for language in LANGUAGES}
    footers = {language: " ".join(_read(_file(folder, f"{_FOOTER}.{language}.txt")).split()) for language in LANGUAGES}
    layout = _file(folder, _LAYOUT)
    return Templates(mails, footers, _compiled(_HTML, layout, _read(layout), _LAYOUT_VARIABLES))


def _only_known_names(folder: Path) -> None:
    """A file that nobody reads is a slip of its name, and its writer would wonder why nothing changes."""
    if not folder.is_dir():
        raise ConfigurationError(f"There is no folder {folder} with mail templates.", _HOW_TO)
    known = set(_names())
    for file in sorted(folder.iterdir()):
        if file.suffix in (".txt", ".html") and file.name not in known:
            near = difflib.get_close_matches(file.name, sorted(known), n=1)
            raise ConfigurationError(f"{file} replaces no mail template.", f"Did you mean {near[0]}?" if near else _HOW_TO)


def _names() -> Iterator[str]:
    yield _LAYOUT
    for name in (*TEMPLATES, _FOOTER):
        yield from (f"{name}.{language}.txt" for language in LANGUAGES)


def _mail(folder: Path | None, name: str, language: str) -> Template:
    file = _file(folder, f"{name}.{language}.txt")
    head, _, body = _read(file).partition("\n")
    subject = " ".join(head.removeprefix(_SUBJECT).split())
    if not head.startswith(_SUBJECT) or not subject or not body.strip():
        raise ConfigurationError(f"{file} must begin with a line “{_SUBJECT}…”, followed by the text.", _HOW_TO)
    if any(mark in subject for mark in ("{{", "{%", "{#")):
        raise ConfigurationError(
            f"{file}: nothing may be filled into the subject.", "The ticket's reference is put before it by itself."
        )
    if len(subject) > _LONGEST_SUBJECT:
        raise ConfigurationError(f"{file}: the subject is longer than {_LONGEST_SUBJECT} letters.")
    if name == "confirm" and "link" not in meta.find_undeclared_variables(_parsed(_PLAIN, file, "\n" + body)):
        raise ConfigurationError(
            f"{file} never gives the link to confirm with.", "Put [words] {{ link }} on a line of its own."
        )
    return Template(file, subject, _compiled(_PLAIN, file, "\n" + body, VARIABLES[name]))


def _file(folder: Path | None, name: str) -> Path:
    own = folder / name if folder is not None else None
    return own if own is not None and own.is_file() else PACKAGED / name


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The mail template {file} cannot be read as UTF-8 text.", _HOW_TO) from error


def _parsed(environment: jinja2.Environment, file: Path, source: str) -> jinja2.nodes.Template:
    try:
        environment.from_string(source)  # knows of more faults than parsing alone, such as a filter that does not exist
        return environment.parse(source)
    except jinja2.TemplateSyntaxError as error:
        raise ConfigurationError(f"{file}, line {error.lineno}: {str(error.message).rstrip('.')}.", _HOW_TO) from error


def _compiled(environment: jinja2.Environment, file: Path, source: str, known: frozenset[str]) -> jinja2.Template:
    unknown = sorted(meta.find_undeclared_variables(_parsed(environment, file, source)) - known)
    if unknown:
        near = difflib.get_close_matches(unknown[0], sorted(known), n=1)
        raise ConfigurationError(
            f"{file}: there is no {unknown[0]!r} to fill in.",
            f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(sorted(known))}.",
        )
    return environment.from_string(source)
