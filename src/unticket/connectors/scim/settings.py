"""What must be known to talk to a SCIM service, and which of its attributes say what."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from unticket.connectors.https_settings import HttpsSettings

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
STAFF_NUMBER = f"{ENTERPRISE}:employeeNumber"


class ScimSettings(HttpsSettings):
    """One service, one bearer token. `url` is the service's root, below which /Users lies."""

    kind: Literal["scim"] = "scim"
    find_by: Literal["emails.value", "userName"] = Field(
        default="emails.value", description="Which attribute is a person's address."
    )
    private_addresses: bool = Field(
        default=False, description="Whether addresses of the type home count; people may write there what they like."
    )
    staff_number: str = Field(default=STAFF_NUMBER, description="The attribute that holds the staff number; empty: none.")
    page_size: int = Field(default=50, ge=1, le=500, description="How many users one call reads.")


def _words(given: object) -> object:
    return tuple(word.strip() for word in given.split(",") if word.strip()) if isinstance(given, str) else given


class ScimDirectorySettings(ScimSettings):
    """A SCIM service as a register of people."""

    name: str = Field(default="scim", description="What this register is called in traces: hr, students.")
    status: str = Field(default="", description="The attribute that says who is employed; empty: active alone says it.")
    employed_words: tuple[str, ...] = Field(default=(), description="What it says of the employed: Active, Full time.")
    departed_words: tuple[str, ...] = Field(default=(), description="What it says of the departed: Terminated.")
    first_day: str = Field(default="", description="The attribute that holds the first day of work; empty: none.")
    last_day: str = Field(default="", description="The attribute that holds the last day of work; empty: none.")

    _lists = field_validator("employed_words", "departed_words", mode="before")(_words)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.status and not self.employed_words:
            raise ValueError("employed_words is empty, so nobody would count as employed")
        if not self.status and (self.employed_words or self.departed_words):
            raise ValueError("status does not name the attribute that holds those words")
        return self

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is asked for of each person, and nothing else."""
        named = (self.staff_number, self.status, self.first_day, self.last_day)
        return ("userName", "name", "displayName", "emails", "active", *(one for one in named if one))


class ScimAccountSettings(ScimSettings):
    """A SCIM service as the keeper of the platform's accounts. SCIM cannot mail password resets."""

    administrators: tuple[str, ...] | None = Field(
        default=None, description="User names of all administrators. Unset: unknown for everybody."
    )
    provisioned: bool = Field(
        default=False, description="State that the school makes all accounts, so that none waits to be confirmed."
    )
    last_access: str = Field(default="", description="The attribute that holds the time of the last sign-in; empty: none.")
    suspension: str = Field(default="", description="The attribute that says who switched an account off; empty: none.")
    suspension_rule: str = Field(default="rule", description="What it says when the rule did it.")

    _lists = field_validator("administrators", mode="before")(_words)

    @property
    def attributes(self) -> tuple[str, ...]:
        """What is asked for of each account, and nothing else."""
        named = (self.staff_number, self.last_access, self.suspension)
        return ("userName", "name", "displayName", "emails", "active", "meta", *(one for one in named if one))


class ScimLastAccessSettings(ScimAccountSettings):
    """A SCIM service to be read only. SCIM has no attribute of its own for the last sign-in: name the service's."""

    @model_validator(mode="after")
    def _has_last_access(self) -> Self:
        if not self.last_access:
            raise ValueError("last_access is needed: SCIM itself has no attribute for the last sign-in, so name the service's")
        return self
