"""The settings of the runbooks that answer requests: wishes for a feature, and reports that somebody needs."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from unticket.settings.acting import ActingSettings, StageSettings

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?")
_SHORTEST_WORD = 4
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


class OfferedReportSettings(BaseModel):
    """One report that is made anyway. Nothing of it is ever sent by the runbook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="What runs call it: lower-case letters, digits, - and _.")
    title: str = Field(min_length=3, max_length=120, description="Its title in English letters.")
    title_vi: str = Field(default="", max_length=120, description="Its title in Vietnamese letters; empty: the other one.")
    words: tuple[str, ...] = Field(
        min_length=1, description="What people call it, English and Vietnamese: with one of these in a ticket, it may be meant."
    )
    holds: str = Field(min_length=3, max_length=400, description="What it holds, in a sentence for the letter.")
    holds_vi: str = Field(default="", max_length=400, description="The same in Vietnamese.")
    link: str = Field(default="", description="Where it can be seen at any time, by whoever has the right to.")
    schedule: str = Field(default="", description="Which of [[schedules]] sends it, where one does.")
    comes: str = Field(default="", max_length=120, description="How else it comes: every Monday at 07:00, by mail")
    comes_vi: str = Field(default="", max_length=120, description="The same in Vietnamese.")
    audience: Literal["anyone", "domains", "staff"] = Field(
        default="staff", description="Who may have it: anyone; addresses of `domains`; of these, active people of [[hr]] only."
    )
    personal: bool = Field(default=True, description="It holds personal data: who asks must be shown, not only claimed.")

    @field_validator("name")
    @classmethod
    def _plain(cls, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise ValueError("use up to 40 of a-z, 0-9, - and _")
        return name

    @field_validator("words")
    @classmethod
    def _said(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(" ".join(each.split())) < _SHORTEST_WORD for each in words):
            raise ValueError(f"each has {_SHORTEST_WORD} letters or more")
        return words

    @field_validator("link")
    @classmethod
    def _link(cls, url: str) -> str:
        return checked_link(url)

    @model_validator(mode="after")
    def _is_somewhere(self) -> OfferedReportSettings:
        if not (self.link or self.schedule or self.comes):
            raise ValueError(f"say where {self.name} is or how it comes: link, schedule or comes")
        if self.personal and self.audience == "anyone":
            raise ValueError(f"{self.name} holds personal data: its audience is domains or staff, or say personal = false")
        return self


class ReportRequestSettings(ActingSettings):
    """The runbook for reports that somebody needs: tells where the one that fits is, and offers it regularly."""

    stages: StageSettings = StageSettings()
    after: Literal["close", "wait"] = Field(default="close", description="An answered ticket is closed, or waits for a reply.")
    tag_handled: str = Field(default="", description="A tag for tickets that were answered; empty: none.")
    tag_escalated: str = Field(default="", description="A tag for tickets that were handed over; empty: none.")
    reports: tuple[OfferedReportSettings, ...] = Field(
        min_length=1, description="The reports that are offered, one [[runbooks.report_request.reports]] section each."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> ReportRequestSettings:
        if len({report.name for report in self.reports}) < len(self.reports):
            raise ValueError("two reports have the same name")
        if not self.domains and any(report.audience != "anyone" for report in self.reports):
            raise ValueError("domains is needed: nobody else can be shown to belong to a report's audience")
        return self
