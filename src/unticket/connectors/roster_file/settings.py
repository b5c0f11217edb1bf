"""The settings of one roster: which file, what its columns mean, and when it is not to be believed."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from unticket.connectors.connector import ConnectorSettings
from unticket.connectors.roster_file.headings import ACCESS_FIELDS, FIELDS


class TableFileSettings(ConnectorSettings):
    """A table in a file, as people export it."""

    path: str = Field(description="The CSV or XLSX file, or a pattern such as hr/staff-*.csv, of which the newest counts.")
    columns: Mapping[str, str] = Field(default_factory=dict, description="Our field → the file's heading, where they differ.")
    date_format: str = Field(default="", description="How dates are written, such as %d/%m/%Y; empty: 2026-02-18.")
    delimiter: str = Field(default="", description="What stands between the cells of a CSV; empty: seen from the headings.")
    encoding: str = Field(default="", description="The CSV's encoding, such as cp1258; empty: seen, or asked for.")
    sheet: str = Field(default="", description="The sheet of an XLSX; empty: the one that holds people.")
    max_age_days: float = Field(default=1.5, gt=0, description="An older file is stale: what it says is not relied on.")

    _fields: ClassVar[tuple[str, ...]] = ()

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        for name in columns:
            if name not in cls._fields:
                near = difflib.get_close_matches(name, cls._fields, n=1)
                raise ValueError(f"there is no field {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return columns

    @field_validator("date_format")
    @classmethod
    def _whole_date(cls, pattern: str) -> str:
        parts = set(re.findall(r"%([a-zA-Z])", pattern))
        if pattern and not ("d" in parts and parts & {"m", "b", "B"} and parts & {"y", "Y"}):
            raise ValueError("needs at least %d, %m and %Y")
        return pattern

    @field_validator("delimiter")
    @classmethod
    def _one_sign(cls, sign: str) -> str:
        sign = {"tab": "\t", "\\t": "\t"}.get(sign, sign)
        if len(sign) > 1 or sign in {'"', "\n", "\r"}:
            raise ValueError('must be one sign, such as "," ";" or "tab"')
        return sign

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, name: str) -> str:
        try:
            if name and not codecs.lookup(name)._is_text_encoding:
                raise LookupError(name)
        except LookupError:
            raise ValueError(f"{name!r} is no encoding; use a name such as utf-8, cp1258 or cp1252") from None
        return name


class RosterFileSettings(TableFileSettings):
    """One list of people. Staff and students are two: two sections, two names."""

    _fields: ClassVar[tuple[str, ...]] = FIELDS

    kind: Literal["roster_file"] = "roster_file"
    name: str = Field(default="roster", min_length=1, description="What this directory is called in notes and audits.")
    status_words: Mapping[str, Literal["active", "leaving", "terminated"]] = Field(
        default_factory=dict, description="The file's word for a status → active, leaving or terminated."
    )
    listed_means_active: bool = Field(
        default=False, description="The file lists present people only and has no column that tells who left."
    )
    leaving_days: int | None = Field(
        default=None, ge=0, description="How long before the last day somebody is leaving; empty: as soon as it is known."
    )
    most_shrink: float = Field(
        default=0.1, ge=0, le=1, description="A file that lost a larger share of its people since the last one is refused."
    )
    fewest: int = Field(default=1, ge=1, description="A file with fewer people is refused.")
    accept: str = Field(
        default="", pattern="^([0-9a-f]{12,64})?$", description="The mark of one refused file that is right all the same."
    )


class AccessFileSettings(TableFileSettings):
    """An export of accounts with the time of their last use."""

    _fields: ClassVar[tuple[str, ...]] = ACCESS_FIELDS

    kind: Literal["access_file"] = "access_file"
    administrators: tuple[str, ...] | None = Field(
        default=None, description="User names or addresses of all administrators. Unset: unknown for everybody."
    )
    listed_means_on: bool = Field(
        default=False, description="The file lists working accounts only and has no column that tells which are switched off."
    )
    never_words: tuple[str, ...] = Field(
        default=("Never", "Chưa bao giờ", "Không bao giờ"), description="What the file says of accounts that were never used."
    )

    @field_validator("administrators", "never_words", mode="before")
    @classmethod
    def _from_the_environment(cls, names: object) -> object:
        return tuple(part.strip() for part in names.split(",")) if isinstance(names, str) else names
