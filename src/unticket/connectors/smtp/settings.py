"""What must be known to send mail: the server, how its connection is encrypted, and whose name the mail carries."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator, model_validator

from unticket.connectors.connector import ConnectorSettings
from unticket.connectors.smtp.address import Unsendable, bare_address, one_line


class SmtpSettings(ConnectorSettings):
    """One mail server (a submission server as a rule) and the sender that it lets us use."""

    kind: Literal["smtp"] = "smtp"
    host: str = Field(description="The mail server's name: mail.school.example")
    port: int = Field(default=587, ge=1, le=65535, description="587 for starttls, 465 for tls.")
    encryption: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is encrypted; none is allowed to this machine only."
    )
    username: str = Field(default="", description="The sender's account; empty: the server asks for none.")
    password: SecretStr = Field(default=SecretStr(""), description="Its password. Keep it in a secret file or the environment.")
    sender: str = Field(description="The address in From: servicedesk@school.example")
    sender_name: str = Field(default="", description="The name in From: Service desk of the school")
    reply_to: str = Field(default="", description="Where answers go, usually the desk's own address; empty: to the sender.")
    bounces_to: str = Field(
        default="", description="Who is told of mail that cannot be delivered; empty: nobody, and no machine answers it."
    )
    bounces_tagged: bool = Field(
        default=False, description="Put a tag into bounces_to (bounces+tag@…) by which a bounce is known to its mail."
    )
    ca_file: Path | None = Field(default=None, description="Certificates (PEM) to trust, for a private authority.")
    time_out_seconds: float = Field(default=30, gt=0, le=600, description="Give up after so long a silence.")
    verdict_seconds: float = Field(
        default=120, gt=0, le=600, description="How long to wait for the server's word on a whole mail; beyond, it is doubtful."
    )

    @field_validator("host")
    @classmethod
    def _name(cls, host: str) -> str:
        name = host.strip()
        if not name or any(sign in name for sign in "/@ ") or not name.isascii() or not name.isprintable():
            raise ValueError("write the server's name alone: mail.school.example")
        return name

    @field_validator("sender", "reply_to", "bounces_to")
    @classmethod
    def _address(cls, address: str) -> str:
        try:
            return bare_address(address.strip()) if address.strip() else ""
        except Unsendable as error:
            raise ValueError(str(error)) from None

    @field_validator("sender_name", "username")
    @classmethod
    def _line(cls, text: str) -> str:
        return one_line(text)

    @field_validator("password")
    @classmethod
    def _typed(cls, password: SecretStr) -> SecretStr:
        if not password.get_secret_value().isascii():
            raise ValueError("has letters that SMTP cannot send; use an app password")
        return password

    @model_validator(mode="after")
    def _safe(self) -> SmtpSettings:
        if not self.sender:
            raise ValueError("sender is empty")
        if self.encryption == "none" and not self.is_loopback:
            raise ValueError("encryption = none is allowed to this machine only: use starttls or tls")
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("username and password belong together")
        return self

    @property
    def place(self) -> str:
        """The server, for messages."""
        return f"The mail server {self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        try:
            return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False
