"""What connectors of web services ask for alike: one address, https, and limits of time and size."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from unticket.connectors.connector import ConnectorSettings


class HttpsSettings(ConnectorSettings):
    """One server, one key. Nothing is ever sent to another host than this one."""

    url: str = Field(description="The service's address: https://id.school.example/scim/v2")
    token: SecretStr = Field(description="Its key. Keep it in a secret file or the environment.")
    ca_file: Path | None = Field(default=None, description="Certificates (PEM) to trust, for a private authority.")
    connect_seconds: float = Field(default=10, gt=0, le=300, description="Give up connecting after so long.")
    time_out_seconds: float = Field(default=20, gt=0, le=600, description="Give up after so long a silence.")
    deadline_seconds: float = Field(default=60, gt=0, le=3600, description="The longest one call may last.")
    max_answer_mb: int = Field(default=4, ge=1, le=64, description="The largest answer accepted.")

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        try:
            parts = urlsplit(url.strip())
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:  # a port that is none
            valid = False
        if not valid or parts.query or parts.fragment:
            raise ValueError("write it as https://id.school.example/path")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no user name or password belongs into the address; the key goes into token")
        return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"

    @field_validator("token")
    @classmethod
    def _one_word(cls, token: SecretStr) -> SecretStr:
        word = token.get_secret_value().strip()
        if not word or not word.isascii() or not word.isprintable() or " " in word:
            raise ValueError("is not a key: one word of letters and digits is expected")
        return SecretStr(word)

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.url.startswith("http://") and not self.is_loopback:
            raise ValueError("the address must begin with https://, or the key can be read on its way")
        return self

    @property
    def host(self) -> str:
        """The server's name, for messages."""
        return urlsplit(self.url).netloc

    @property
    def is_loopback(self) -> bool:
        name = urlsplit(self.url).hostname or ""
        try:
            return name == "localhost" or ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False
