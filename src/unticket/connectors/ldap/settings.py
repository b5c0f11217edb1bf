"""What must be known to read people from LDAP: where, as whom, and which attributes say who is employed."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from unticket.connectors.connector import ConnectorSettings

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9;-]{0,79}")  # RFC 4512, 2.5


class LdapSettings(ConnectorSettings):
    """One directory, one account that may read people and nothing else.

    LDAP keeps accounts, not contracts: the settings say what stands for employment. Where nothing does, nobody is employed.
    """

    kind: Literal["ldap"] = "ldap"
    name: str = Field(default="ldap", description="What this register is called in traces: hr, students.")
    url: str = Field(description="ldaps://ldap.school.example, or ldap://… which is encrypted by StartTLS.")
    start_tls: bool = Field(default=True, description="Encrypt ldap:// before anything is said; off to this machine only.")
    bind_dn: str = Field(default="", description="As whom to read: cn=unticket,ou=services,dc=school,dc=example.")
    password: SecretStr = Field(default=SecretStr(""), description="Its password. Keep it in a secret file or the environment.")
    base: str = Field(description="Below which entry people stand: ou=people,dc=school,dc=example")
    object_class: str = Field(default="inetOrgPerson", description="What a person's entry is; user in Active Directory.")
    mail: tuple[str, ...] = Field(default=("mail",), description="The attributes that hold addresses.")
    id: str = Field(default="entryUUID", description="What names an entry for good; objectGUID in Active Directory.")
    display_name: tuple[str, ...] = Field(default=("displayName", "cn"), description="The attributes that hold the name.")
    staff_number: str = Field(default="employeeNumber", description="The attribute that holds the staff number; empty: none.")
    status: str = Field(default="", description="The attribute that says who is employed: employeeType.")
    employed_words: tuple[str, ...] = Field(default=(), description="What it says of the employed.")
    departed_words: tuple[str, ...] = Field(default=(), description="What it says of the departed.")
    employed_groups: tuple[str, ...] = Field(default=(), description="Groups (DNs) of which the employed are members.")
    departed_groups: tuple[str, ...] = Field(default=(), description="Groups (DNs) of which the departed are members.")
    group_attribute: str = Field(default="memberOf", description="The attribute that lists a person's groups.")
    last_day: str = Field(default="", description="The attribute that holds the last day: accountExpires, or a date.")
    first_day: str = Field(default="", description="The attribute that holds the first day; empty: none.")
    account_control: str = Field(default="", description="userAccountControl: whoever is disabled there is not employed.")
    everybody_is_employed: bool = Field(
        default=False, description="State that entries are removed, or marked as above, when people leave."
    )
    ca_file: Path | None = Field(default=None, description="Certificates (PEM) to trust, for a private authority.")
    time_out_seconds: float = Field(default=10, gt=0, le=300, description="Give up after so long a silence.")

    @field_validator("url")
    @classmethod
    def _address(cls, url: str) -> str:
        try:
            parts = urlsplit(url.strip())
            valid = parts.scheme in ("ldap", "ldaps") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:  # a port that is none
            valid = False
        if not valid or parts.username is not None or parts.path not in ("", "/") or parts.query:
            raise ValueError("write it as ldaps://ldap.school.example")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("mail", "display_name", "employed_words", "departed_words", mode="before")
    @classmethod
    def _from_the_environment(cls, given: object) -> object:
        return tuple(word.strip() for word in given.split(",") if word.strip()) if isinstance(given, str) else given

    @field_validator("object_class", "mail", "id", "display_name", "status", "group_attribute")
    @classmethod
    def _names(cls, given: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return _checked(given)

    @field_validator("staff_number", "last_day", "first_day", "account_control")
    @classmethod
    def _name(cls, given: str) -> str:
        _checked(given)
        return given

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if not self.mail or not self.base.strip():
            raise ValueError("mail and base must both be set")
        if self.url.startswith("ldap://") and not self.start_tls and not self.is_loopback:
            raise ValueError("start_tls may be off to this machine only: use ldaps:// or leave it on")
        if bool(self.bind_dn) != bool(self.password.get_secret_value()):
            raise ValueError("bind_dn and password belong together")  # a name without a password is an anonymous bind
        if bool(self.status) != bool(self.employed_words or self.departed_words):
            raise ValueError("status and its employed_words or departed_words belong together")
        if not (self.employed_words or self.employed_groups or self.everybody_is_employed):
            raise ValueError(
                "nothing says who is employed: set status and employed_words, employed_groups, or state everybody_is_employed"
            )
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

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is asked for of each person, and nothing else. Operational attributes come only when they are named."""
        groups = self.group_attribute if self.employed_groups or self.departed_groups else ""
        single = (self.id, self.staff_number, self.status, groups, self.last_day, self.first_day, self.account_control)
        return tuple(dict.fromkeys((*self.mail, *self.display_name, *(name for name in single if name))))


def _checked(given: str | tuple[str, ...]) -> str | tuple[str, ...]:
    for name in (given,) if isinstance(given, str) else given:
        if name and not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no attribute's name")
    return given
