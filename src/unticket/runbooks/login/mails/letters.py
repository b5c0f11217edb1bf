"""Makes whole mails of the templates, as the steps of a run ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from unticket.runbooks.login.mails.writing import checked, written
from unticket.runbooks.ports import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginLetters:
    """The `Letters` of the login runbook. All templates are tried when it is made: raises `ConfigurationError`."""

    organisation: str = ""
    sign_in_url: str = ""
    folder: Path | None = None  # with templates of one's own
    link_lasts: timedelta = timedelta(hours=2)

    def __post_init__(self) -> None:
        checked(self.folder)

    def __call__(
        self,
        template: str,
        *,
        to: str,
        language: str,
        reference: str,
        message_id: str,
        link: str = "",
        about: str = "",  # noqa: ARG002 — every letter is about the same
    ) -> Mail:
        words = written(
            template,
            language,
            {"reference": reference, "organisation": self.organisation, "sign_in_url": self.sign_in_url, "link": link},
            self.folder,
            link_lasts=self.link_lasts,
        )
        return Mail(
            to=to,
            subject=words.subject,
            text=words.text,
            html=words.html,
            message_id=message_id,
            language=language,
        )
