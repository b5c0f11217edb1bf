"""The [desk] section of a desk that is read from files."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from unticket.connectors.connector import ConnectorSettings
from unticket.connectors.ticket_file.headings import FIELDS
from unticket.model.period import zone


class TicketFileSettings(ConnectorSettings):
    """Which files hold the tickets, and what Unticket cannot see in them by itself."""

    path: str = Field(description="The export: a CSV or XLSX file, a folder of them, or a pattern such as exports/*.csv.")
    timezone: str = Field(default="", description="The zone in which the file's times are written; empty: the desk's zone.")
    columns: Mapping[str, str] = Field(default_factory=dict, description="Our field → the file's heading, where they differ.")
    closed_stages: tuple[str, ...] = Field(
        default=(), description="Stages that mean closed; empty: Done, Cancelled, Đã đóng, …"
    )
    priorities: Mapping[str, int] = Field(
        default_factory=dict, description="The file's word for a priority → 0 low … 3 urgent."
    )
    date_format: str = Field(
        default="", description="How times are written, such as %d/%m/%Y %H:%M; empty: 2026-02-18 08:40:00."
    )
    delimiter: str = Field(default="", description="What stands between the cells of a CSV; empty: seen from the headings.")
    encoding: str = Field(default="", description="The CSV's encoding, such as cp1258; empty: seen, or asked for.")
    sheet: str = Field(default="", description="The sheet of an XLSX; empty: its only or first one that holds anything.")
    tag_separator: str = Field(default=",", description="What stands between two tags in a cell; empty: a cell is one tag.")
    ticket_url: str = Field(default="", description="The page of one ticket, with {id} where its number belongs.")
    rejects: Path | None = Field(default=None, description="Where rows that cannot be read are put; default rejected-rows.csv.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if name:
            zone(name)
        return name

    @field_validator("closed_stages", mode="before")
    @classmethod
    def _list(cls, value: Any) -> Any:
        # From the environment it comes as one text.
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, columns: Mapping[str, str]) -> Mapping[str, str]:
        for name in columns:
            if name not in FIELDS:
                near = difflib.get_close_matches(name, FIELDS, n=1)
                raise ValueError(f"there is no field {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return columns

    @field_validator("priorities")
    @classmethod
    def _known_levels(cls, priorities: Mapping[str, int]) -> Mapping[str, int]:
        if wrong := [word for word, level in priorities.items() if level not in range(4)]:
            raise ValueError(f"{wrong[0]!r} must be 0, 1, 2 or 3")
        return priorities

    @field_validator("date_format")
    @classmethod
    def _whole_date(cls, pattern: str) -> str:
        parts = set(re.findall(r"%([a-zA-Z])", pattern))
        if pattern and not ({"d", "m"} <= parts and parts & {"y", "Y"}):
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

    @field_validator("ticket_url")
    @classmethod
    def _has_place(cls, url: str) -> str:
        if url and "{id}" not in url:
            raise ValueError("needs {id} where the ticket's number belongs")
        return url
