"""Makes whole mails of a request runbook's templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from unticket.runbooks.mails.template import MailSet
from unticket.runbooks.mails.writing import checked, written
from unticket.runbooks.ports import Mail

About = Callable[[str], Mapping[str, str]]  # what a letter is about → values to fill in, for both languages


def nothing_more(_about: str) -> Mapping[str, str]:
    """Of a runbook all of whose letters are about the same."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLetters:
    """The `Letters` of one runbook. All templates are tried when it is made: raises `ConfigurationError`."""

    mails: MailSet
    sample: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    about: About = nothing_more
    folder: Path | None = None  # with templates of one's own

    def __post_init__(self) -> None:
        checked(self.mails, self.folder, self.sample)

    def __call__(
        self, template: str, *, to: str, language: str, reference: str, message_id: str, link: str = "", about: str = ""
    ) -> Mail:
        values = {**self.values, **self.about(about), "reference": reference, "link": link}
        words = written(self.mails, template, language, values, self.folder)
        return Mail(to=to, subject=words.subject, text=words.text, html=words.html, message_id=message_id, language=language)
