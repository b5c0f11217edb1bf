"""The settings of the runbooks that answer requests: wishes for a feature, and reports that somebody needs."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from unticket.acting_settings import ActingSettings

_URL = re.compile(r"https://[^\s\"'<>()\[\]\\]+")


def checked_link(url: str) -> str:
    """`url`, which may be empty. Raises ValueError where a mail cannot carry it."""
    if url and not _URL.fullmatch(url):
        raise ValueError("it must begin with https:// and hold no blanks, quotes or brackets")
    return url


class FeatureRequestStages(BaseModel):
    """Which stages of the desk stand for what; by name or id. An empty one: the ticket is not moved."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product: str = Field(default="", description="The product list's stage, which is open.")
    resolved: str = Field(default="", description="The stage of tickets that are closed: Done")
    escalated: str = Field(default="", description="The stage of tickets that a person must look at: In Progress")


class FeatureRequestSettings(ActingSettings):
    """The runbook for wishes: thanks for them, and puts them on the product list."""

    stages: FeatureRequestStages = FeatureRequestStages()
    after: Literal["leave_open", "close"] = Field(
        default="leave_open", description="leave_open: the ticket stays open on the product list; close: it is closed."
    )
    product_tag: str = Field(default="", description="The tag of tickets on the product list.")
    product_owner: str = Field(default="", description="The desk's user id of who looks after the product list.")
    product_link: str = Field(default="", description="Where wishes can be followed; shown in the letter. Empty: nowhere.")

    @field_validator("product_link")
    @classmethod
    def _link(cls, url: str) -> str:
        return checked_link(url)

    @model_validator(mode="after")
    def _leads_somewhere(self) -> FeatureRequestSettings:
        if not (self.stages.product or self.product_tag or self.product_owner):
            raise ValueError("name the product list: stages.product, product_tag or product_owner")
        if self.after == "close" and not self.stages.resolved:
            raise ValueError("stages.resolved is needed where tickets are closed")
        return self
