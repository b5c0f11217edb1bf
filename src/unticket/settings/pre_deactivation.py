"""The settings of the warning before an account is switched off."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from unticket.model.mail_address import Unsendable, bare_address


def _listed(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return value


Addresses = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class PreDeactivationSettings(BaseModel):
    """Domains, no-go people, shared boxes and the rest of what is settled about people are those of [runbooks.login]."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule_days: int | None = Field(default=None, ge=2, description="The rule's days. Empty: those of runbooks.login.")
    days_before: int = Field(default=7, ge=1, description="Warn so many days before the account is switched off.")
    at: str = Field(default="08:00", description="The local time of the day's look at everybody.")
    per_day: int = Field(default=100, ge=1, description="Warnings in any 24 hours; the rest waits.")
    most_share: float = Field(
        default=0.2, gt=0, le=1, description="Where a larger share of accounts is to be warned at once, a person decides."
    )
    enough: int = Field(default=20, ge=1, description="Below so many accounts no share is judged.")
    most_unreadable: float = Field(
        default=0.1, ge=0, le=1, description="Where a larger share does not show its last use, nobody is warned."
    )
    not_people: Addresses = Field(
        default=("webservice", "nologin"), description="Sign-in methods of accounts that no person uses."
    )
    tell: Addresses = Field(default=(), description="Who hears of trouble. Empty: those of runbooks.login.")
    mail_templates: Path | None = Field(default=None, description="A folder with mail templates of your own.")
    keep_address_days: int = Field(default=90, ge=1, description="After so long a warning's address is forgotten.")

    @field_validator("at")
    @classmethod
    def _readable(cls, text: str) -> str:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise ValueError("write it as 08:00")
        return text

    @field_validator("tell")
    @classmethod
    def _addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        for number, address in enumerate(addresses, 1):
            try:
                bare_address(address)
            except Unsendable as error:
                raise ValueError(f"address {number} {error}") from None
        return addresses

    @property
    def time(self) -> time:
        """`at`, read."""
        return time.fromisoformat(self.at)
