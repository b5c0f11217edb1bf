"""What must be known to talk to an Odoo: where it is, which database, and a key of its own."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from unticket.connectors.connector import ConnectorSettings

_PAGE_OF_THE_CLIENT = re.compile(r"/(web|odoo)(/.*)?$")  # what people copy from the browser's address bar


class OdooConnection(ConnectorSettings):
    """How one Odoo is reached with one user's key."""

    kind: Literal["odoo"] = "odoo"
    url: str = Field(description="Where Odoo is opened: https://odoo.school.example")
    database: str = Field(default="", description="The database; needed where the server has several, and before Odoo 19.")
    login: str = Field(default="", description="The key's user; needed before Odoo 19 only.")
    api_key: SecretStr = Field(description="An API key of that user. Keep it in a secret file or the environment.")
    protocol: Literal["auto", "json2", "jsonrpc"] = Field(
        default="auto", description="JSON-2 (Odoo 19 and later) or JSON-RPC (16 to 18); auto asks the server."
    )
    allow_http: bool = Field(default=False, description="Allow an unencrypted connection to another machine.")
    ca_file: Path | None = Field(default=None, description="Certificates (PEM) to trust, for a private authority.")
    time_out_seconds: float = Field(default=60, gt=0, le=3600, description="Give up after so long a silence.")
    connect_seconds: float = Field(default=10, gt=0, le=300, description="Give up connecting after so long.")
    deadline_seconds: float = Field(default=300, gt=0, le=7200, description="The longest one call may last, retries included.")
    retries: int = Field(default=5, ge=0, le=20, description="How often a call is repeated after a transient failure.")
    retry_pause_seconds: float = Field(default=0.5, ge=0, le=60, description="The first pause before repeating; it doubles.")
    max_answer_mb: int = Field(default=64, ge=1, le=1024, description="The largest answer accepted.")

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        try:
            parts = urlsplit(url.strip())
            valid = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        except ValueError:  # a port that is none
            valid = False
        if not valid:
            raise ValueError("write it as https://odoo.school.example")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no user name or password belongs into the address; the key goes into api_key")
        return f"{parts.scheme}://{parts.netloc}{_PAGE_OF_THE_CLIENT.sub('', parts.path).rstrip('/')}"

    @field_validator("api_key")
    @classmethod
    def _one_word(cls, key: SecretStr) -> SecretStr:
        word = key.get_secret_value().strip()
        if not word or not word.isascii() or not word.isprintable() or " " in word:
            raise ValueError("is not an API key: one word of letters and digits is expected")
        return SecretStr(word)

    @model_validator(mode="after")
    def _encrypted(self) -> Self:
        if self.url.startswith("http://") and not self.allow_http and not self.is_loopback:
            raise ValueError("the address must begin with https://, or the key can be read on its way (or set allow_http)")
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


class OdooSettings(OdooConnection):
    """The help desk in one Odoo. The key's user needs to read tickets, nothing more."""

    key_of: Literal["auto", "bot", "person"] = Field(
        default="auto", description="Whose key it is. A bot's messages are no answers; auto: a person has tickets assigned."
    )
    page_size: int = Field(default=1000, ge=1, le=5000, description="How many tickets or messages one call reads.")
    overlap_minutes: int = Field(default=10, ge=0, le=1440, description="How far back changes are read again.")
