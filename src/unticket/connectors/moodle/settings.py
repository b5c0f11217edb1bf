"""What must be known to talk to a Moodle: where it is, a token of its own, and how accounts are marked there."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from unticket.connectors.connector import ConnectorSettings

# What people copy from the browser's address bar.
_PAGE_OF_THE_SITE = re.compile(r"/(login|my|admin|user|course|webservice|index\.php)(/.*)?$")


class MoodleConnection(ConnectorSettings):
    """One Moodle, one token, whatever it is for."""

    kind: Literal["moodle"] = "moodle"
    url: str = Field(description="Where Moodle is opened: https://lms.school.example")
    token: SecretStr = Field(description="A web service token. Keep it in a secret file or the environment.")
    administrators: tuple[str, ...] | None = Field(
        default=None, description="Usernames of all site administrators; Moodle tells nobody. Unset: unknown for everybody."
    )
    ca_file: Path | None = Field(default=None, description="Certificates (PEM) to trust, for a private authority.")
    time_out_seconds: float = Field(default=20, gt=0, le=600, description="Give up after so long a silence.")
    connect_seconds: float = Field(default=10, gt=0, le=300, description="Give up connecting after so long.")
    deadline_seconds: float = Field(default=60, gt=0, le=3600, description="The longest one call may last, retries included.")
    retries: int = Field(default=2, ge=0, le=20, description="How often a reading call is repeated; changes never are.")
    retry_pause_seconds: float = Field(default=0.5, ge=0, le=60, description="The first pause before repeating; it doubles.")
    max_answer_mb: int = Field(default=4, ge=1, le=64, description="The largest answer accepted.")

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write it as https://lms.school.example")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no user name or password belongs into the address; the token goes into token")
        return f"{parts.scheme}://{parts.netloc}{_PAGE_OF_THE_SITE.sub('', parts.path).rstrip('/')}"

    @field_validator("token")
    @classmethod
    def _one_word(cls, token: SecretStr) -> SecretStr:
        word = token.get_secret_value().strip()
        if not word or not word.isascii() or not word.isprintable() or " " in word:
            raise ValueError("is not a token: one word of letters and digits is expected")
        return SecretStr(word)

    @field_validator("administrators", mode="before")
    @classmethod
    def _from_the_environment(cls, names: object) -> object:
        return _words(names)

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.url.startswith("http://") and not self._is_loopback:
            raise ValueError("the address must begin with https://, or the token can be read on its way")
        return self

    @property
    def host(self) -> str:
        """The server's name, for messages."""
        return urlsplit(self.url).netloc

    @property
    def _is_loopback(self) -> bool:
        name = urlsplit(self.url).hostname or ""
        try:
            return name == "localhost" or ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False


class MoodleSettings(MoodleConnection):
    """One Moodle, one token. Its owner needs five functions and six capabilities, nothing more (docs/connect-moodle.md)."""

    own_passwords: tuple[str, ...] = Field(
        default=("manual", "email"), description="The sign-in methods whose passwords Moodle itself keeps."
    )
    suspension_field: str = Field(default="", description="Short name of a profile field that says who suspended an account.")
    suspension_rule: str = Field(default="rule", description="What that field says when the 30-day rule did it.")

    @field_validator("own_passwords", mode="before")
    @classmethod
    def _listed(cls, names: object) -> object:
        return _words(names)


class MoodleLastAccessSettings(MoodleConnection):
    """A Moodle to be read only. The token's owner needs three functions and five capabilities, and may change nothing."""


def _words(names: object) -> object:
    """The environment holds text: words with commas or spaces between them."""
    return tuple(names.replace(",", " ").split()) if isinstance(names, str) else names
