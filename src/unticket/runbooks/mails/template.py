"""The templates of the mails: plain text that a desk may change, checked before it is used."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from jinja2 import meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from unticket.model.errors import ConfigurationError

SHARED = Path(__file__).with_name("templates")
LANGUAGES = ("en", "vi")
ALWAYS = frozenset({"reference", "organisation"})
_FOOTER, _LAYOUT = "footer", "layout.html"
_LAYOUT_VARIABLES = frozenset({"subject", "parts"})
_SUBJECT = "Subject: "
_LONGEST_SUBJECT = 90
_HOW_TO = "docs/connect-mail.md shows how templates are written."

_PLAIN = ImmutableSandboxedEnvironment(
    undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=True, trim_blocks=True
)
_HTML = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=True)


@dataclass(frozen=True)
class MailSet:
    """The mails of one runbook, as they are packaged in `folder`.

    `variables`: what each may say. No word of a ticket and no name is ever among it: whoever wrote a ticket could otherwise
    have us carry their words to somebody else. `must_say`: what a mail is useless without.
    """

    folder: Path
    variables: Mapping[str, frozenset[str]]
    must_say: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.folder)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.variables)


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


def load(mails: MailSet, folder: Path | None = None) -> Templates:
    """The packaged templates, each replaced by the file of the same name in `folder`. Raises `ConfigurationError`."""
    if folder is not None:
        _only_known_names(mails, folder)
    found = {(name, language): _mail(mails, folder, name, language) for name in mails.names for language in LANGUAGES}
    footers = {language: " ".join(_read(_file(mails, folder, f"{_FOOTER}.{language}.txt")).split()) for language in LANGUAGES}
    layout = _file(mails, folder, _LAYOUT)
    return Templates(found, footers, _compiled(_HTML, layout, _read(layout), _LAYOUT_VARIABLES))


def _only_known_names(mails: MailSet, folder: Path) -> None:
    """A file that nobody reads is a slip of its name, and its writer would wonder why nothing changes."""
    if not folder.is_dir():
        raise ConfigurationError(f"There is no folder {folder} with mail templates.", _HOW_TO)
    known = set(_names(mails))
    for file in sorted(folder.iterdir()):
        if file.suffix in (".txt", ".html") and file.name not in known:
            near = difflib.get_close_matches(file.name, sorted(known), n=1)
            raise ConfigurationError(f"{file} replaces no mail template.", f"Did you mean {near[0]}?" if near else _HOW_TO)


def _names(mails: MailSet) -> Iterator[str]:
    yield _LAYOUT
    for name in (*mails.names, _FOOTER):
        yield from (f"{name}.{language}.txt" for language in LANGUAGES)


def _mail(mails: MailSet, folder: Path | None, name: str, language: str) -> Template:
    file = _file(mails, folder, f"{name}.{language}.txt")
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
    needed = mails.must_say.get(name, "")
    if needed and needed not in meta.find_undeclared_variables(_parsed(_PLAIN, file, "\n" + body)):
        how = f"[words] {{{{ {needed} }}}} on a line of its own" if needed.endswith("link") else f"{{{{ {needed} }}}} into it"
        raise ConfigurationError(f"{file} never gives the {needed} to {name} with.", f"Put {how}.")
    return Template(file, subject, _compiled(_PLAIN, file, "\n" + body, mails.variables[name]))


def _file(mails: MailSet, folder: Path | None, name: str) -> Path:
    for place in (folder, mails.folder):
        if place is not None and (place / name).is_file():
            return place / name
    return SHARED / name


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
