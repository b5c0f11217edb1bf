"""What a connector's folder offers: `CONNECTORS` in its `__init__`, found there by its kind and role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict


class ConnectorSettings(BaseModel):
    """The settings of one connection: a section of unticket.toml. An unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every connector may need to know of the house it works in."""

    timezone: str  # the desk's IANA zone
    language: str = "en"
    folder: str = "."  # where unticket.toml stands; relative paths begin here
    cache: str = ".unticket"  # a folder where a connector may remember what it asked a server; may be emptied at any time


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """One product in one role: "desk", "hr", "lms", "last_access" or "mail". `open` gives what implements the role's port."""

    kind: str
    role: str
    settings: type[ConnectorSettings]
    open: Callable[[Any, Surroundings], Any]
