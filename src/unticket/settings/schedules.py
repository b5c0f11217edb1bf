"""The settings of schedules: which report goes to whom, when, in which language and time zone."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from unticket.model.mail_address import Unsendable, bare_address
from unticket.model.period import WEEKDAYS, zone

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return value


Addresses = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
Form = Literal["pdf", "xlsx", "html", "md", "json"]


class ScheduleSettings(BaseModel):
    """One report by mail."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="What it is called: lower-case letters, digits and -. A new name is a new schedule.")
    report: Literal["daily", "weekly"] = Field(description="daily: the day before; weekly: the last whole week.")
    at: str = Field(default="07:00", description="The local time at which it is due.")
    weekday: str = Field(default="monday", description="The day on which a weekly report is due.")
    to: Addresses = Field(description="Who gets it: bare addresses, one mail each.")
    tell: Addresses = Field(description="Who is told when one did not, or may not, arrive.")
    language: Literal["en", "vi"] | None = Field(default=None, description="Its language. Empty: that of reports.")
    timezone: str = Field(default="", description="Its IANA time zone, for `at` and for its days. Empty: the desk's.")
    team: str = Field(default="", description="Only this team's tickets. Empty: all teams.")
    forms: tuple[Form, ...] = Field(default=("pdf", "xlsx"), description="What is attached: pdf, xlsx, html, md, json.")

    @field_validator("name")
    @classmethod
    def _plain(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("use up to 40 of a-z, 0-9 and -")
        return name

    @field_validator("at")
    @classmethod
    def _readable(cls, text: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise ValueError("write it as 07:00")
        return text

    @field_validator("weekday")
    @classmethod
    def _known_day(cls, name: str) -> str:
        if name not in WEEKDAYS:
            raise ValueError("is no day of the week")
        return name

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name:
            zone(name)
        return name

    @field_validator("to", "tell")
    @classmethod
    def _addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for number, address in enumerate(addresses, 1):
            try:
                bare_address(address)
            except Unsendable as error:
                raise ValueError(f"address {number} {error}") from None
        if len({address.casefold() for address in addresses}) < len(addresses):
            raise ValueError("names somebody twice")
        return addresses

    @property
    def time(self) -> time:
        """`at`, read."""
        return time.fromisoformat(self.at)
