"""How a platform's accounts are asked for and changed: paths, where each fact stands in an answer, and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from unticket.connectors.https_settings import HttpsSettings

_BLANK = re.compile(r"\{([^{}]*)\}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")


def _pointer(text: str) -> str:
    if text and not text.startswith("/"):
        raise ValueError("is no JSON pointer: write it as /data/items, or leave it empty")
    return text


def _path(*known: str) -> Any:
    def check(text: str) -> str:
        blanks = _BLANK.findall(text)
        if not text.startswith("/") or text.startswith("//") or "/../" in f"{text}/" or any(s in text for s in "#\\ \r\n"):
            raise ValueError("must begin with one / and hold no blanks, # or ..")
        if blanks != list(known) or text.count("{") != len(known) or text.count("}") != len(known):
            raise ValueError(f"must hold {{{known[0]}}} once, and nothing else in braces")
        return text

    return AfterValidator(check)


Pointer = Annotated[str, AfterValidator(_pointer)]
_STRICT = ConfigDict(extra="forbid", frozen=True)


class LookUp(BaseModel):
    """How accounts are found by address, and read again by their id."""

    model_config = _STRICT

    path: Annotated[str, _path("email")] = Field(description="GET, by address: /api/users?email={email}")
    accounts: Pointer = Field(
        default="", description="Where the list of accounts stands in the answer; empty: it is the answer."
    )
    total: Pointer = Field(default="", description="Where the number of all accounts stands, so that none is missed.")
    unknown_is_404: bool = Field(default=False, description="Whether an unknown address is answered with 404.")
    by_id: Annotated[str, _path("id")] = Field(description="GET, by id: /api/users/{id}")
    account: Pointer = Field(default="", description="Where the account stands in that answer; empty: it is the answer.")


class Fields(BaseModel):
    """Where each fact stands in an account, as JSON pointers. What is left empty is unknown."""

    model_config = _STRICT

    id: Pointer = "/id"
    email: Pointer = "/email"
    status: Pointer = "/status"
    username: Pointer = ""
    name: Pointer = ""
    staff_number: Pointer = ""
    confirmed: Pointer = ""
    locked: Pointer = ""
    admin: Pointer = ""
    sign_in_method: Pointer = ""
    last_access: Pointer = ""
    created: Pointer = ""
    suspended_by: Pointer = ""
    version: Pointer = ""


class Call(BaseModel):
    """One call that changes something. Nothing but the id is ever filled in."""

    model_config = _STRICT

    method: Literal["POST", "PUT", "PATCH"] = "POST"
    path: Annotated[str, _path("id")] = Field(description="/api/users/{id}/activation")
    body: dict[str, Any] | None = Field(default=None, description='Sent as JSON; "{id}" in a text is the account\'s id.')
    done: Pointer = Field(default="", description="Where the answer says whether it was done; empty: its status says it.")
    done_words: tuple[str, ...] = Field(default=("true",), description="What it says there when it was.")

    @field_validator("body")
    @classmethod
    def _only_the_id(cls, body: dict[str, Any] | None) -> dict[str, Any] | None:
        for text in _texts(body):
            if any(name != "id" for name in _BLANK.findall(text)):
                raise ValueError("only {id} can be filled in")
        return body


class HttpReadingSettings(HttpsSettings):
    """How a platform's accounts are read."""

    kind: Literal["http_accounts"] = "http_accounts"
    token_header: str = Field(default="Authorization", description="The header that carries the key.")
    token_prefix: str = Field(default="Bearer", description="The word before the key in that header; empty: none.")
    look_up: LookUp
    fields: Fields = Fields()
    enabled_words: tuple[str, ...] = Field(description="What the status says of accounts that work: active.")
    disabled_words: tuple[str, ...] = Field(description="What it says of accounts that are switched off: suspended.")
    administrators: tuple[str, ...] | None = Field(
        default=None, description="User names of all administrators, where no field says it. Unset: unknown."
    )
    provisioned: bool = Field(
        default=False, description="State that the school makes all accounts, so that none waits to be confirmed."
    )
    keeps_passwords: bool = Field(default=False, description="State that this platform itself keeps every password.")
    own_passwords: tuple[str, ...] = Field(default=(), description="The sign-in methods whose passwords it keeps itself.")
    suspension_rule: str = Field(default="rule", description="What suspended_by says when the rule did it.")

    @field_validator("token_header")
    @classmethod
    def _header(cls, name: str) -> str:
        if not _HEADER.fullmatch(name):
            raise ValueError("is no header's name")
        return name

    @field_validator("token_prefix")
    @classmethod
    def _word(cls, word: str) -> str:
        if word and not _HEADER.fullmatch(word):
            raise ValueError("must be one word")
        return word

    @model_validator(mode="after")
    def _decidable(self) -> Self:
        if not self.enabled_words or not self.disabled_words:
            raise ValueError("enabled_words and disabled_words must both say something")
        both = {word.casefold() for word in self.enabled_words} & {word.casefold() for word in self.disabled_words}
        if both:
            raise ValueError(f"{min(both)!r} stands among enabled_words and disabled_words")
        for name in ("id", "email", "status"):
            if not getattr(self.fields, name):
                raise ValueError(f"fields.{name} is needed")
        if self.keeps_passwords and self.own_passwords:
            raise ValueError("set keeps_passwords or own_passwords, not both")
        if self.own_passwords and not self.fields.sign_in_method:
            raise ValueError("own_passwords needs fields.sign_in_method")
        return self


class HttpAccountsSettings(HttpReadingSettings):
    """One platform. It needs a key of its own that may read accounts and make the calls named here, nothing more."""

    id_is_number: bool = Field(default=False, description="Whether an id is sent as a number in bodies.")
    reactivate: Call = Field(description="The call that switches an account on.")
    deactivate: Call | None = Field(default=None, description="The call that undoes it; unset: undo is a person's.")
    reset: Call | None = Field(default=None, description="The call that mails a reset; unset: resets are a person's.")


class HttpLastAccessSettings(HttpReadingSettings):
    """A platform to be read only. Its key may read accounts, nothing more."""

    @model_validator(mode="after")
    def _has_last_access(self) -> Self:
        if not self.fields.last_access:
            raise ValueError("fields.last_access is needed: where the time of the last use stands")
        return self


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (key, *_texts(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
