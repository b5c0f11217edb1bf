"""Settings: unticket.toml, then secret files beside it, then the environment (UNTICKET_…; UNTICKET_…_FILE names a file)."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from unticket.model.errors import ConfigurationError
from unticket.model.period import WEEKDAYS, zone
from unticket.settings.acting import AuditSettings, HookSettings, WorkerSettings, checked_public_url
from unticket.settings.patterns import PatternSettings
from unticket.settings.runbooks import RunbookSettings
from unticket.settings.schedules import ScheduleSettings

FILE_NAME = "unticket.toml"
SECRETS = "secrets"  # a folder beside it: secrets/desk__api_key holds desk.api_key, readable by its owner only
_PREFIX = "UNTICKET_"
Language = Literal["en", "vi"]
M = TypeVar("M", bound=BaseModel)


class ReportSettings(BaseModel):
    """How reports are made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path = Field(default=Path("out"), description="Where reports are written.")
    organisation: str = Field(default="", description="Printed at the head of a report.")


class Settings(BaseModel):
    """Everything that can be set. `desk` belongs to the connector named by its `kind`, which checks it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: str = Field(default="UTC", description="The desk's IANA time zone: days and weeks begin at its midnight.")
    week_start: str = Field(default="monday", description="The first day of a week.")
    language: Language = Field(default="en", description="The language of reports: en or vi.")
    database_url: str = Field(default="sqlite:///unticket.db", description="Where the local copy and all state are kept.")
    cache: Path = Field(default=Path(".unticket"), description="A folder for what can be thrown away and made again.")
    desk: dict[str, Any] = Field(default_factory=dict, description="The help desk; its `kind` names the connector.")
    hr: tuple[dict[str, Any], ...] = Field(
        default=(), description="Registers of people, one [[hr]] section each, with a `kind` and a `name`."
    )
    lms: dict[str, Any] = Field(default_factory=dict, description="The learning platform; its `kind` names the connector.")
    last_access: dict[str, Any] = Field(
        default_factory=dict,
        description="Where accounts' last uses are read, with a key of its own; its `kind` names the connector.",
    )
    mail: dict[str, Any] = Field(default_factory=dict, description="How mail is sent; its `kind` names the connector.")
    public_url: str = Field(
        default="", description="Where people reach us, for confirmation links: https://help.school.example"
    )
    runbooks: RunbookSettings = RunbookSettings()
    hooks: HookSettings = HookSettings()
    audit: AuditSettings = AuditSettings()
    worker: WorkerSettings = WorkerSettings()
    report: ReportSettings = ReportSettings()
    patterns: PatternSettings = PatternSettings()
    schedules: tuple[ScheduleSettings, ...] = Field(default=(), description="Reports by mail, one [[schedules]] section each.")
    folder: Path = Field(default=Path(), description="Where relative paths begin: the folder of unticket.toml.")

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        zone(name)
        return name

    @field_validator("public_url")
    @classmethod
    def _safe(cls, url: str) -> str:
        return checked_public_url(url)

    @field_validator("schedules")
    @classmethod
    def _told_apart(cls, schedules: tuple[ScheduleSettings, ...]) -> tuple[ScheduleSettings, ...]:
        if len({schedule.name for schedule in schedules}) < len(schedules):
            raise ValueError("two have the same name")
        return schedules

    @field_validator("week_start")
    @classmethod
    def _known_day(cls, name: str) -> str:
        if name not in WEEKDAYS:
            raise ValueError(f"{name!r} is no day of the week")
        return name


def load(file: Path | None = None, environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """The settings in force. `file` None: ./unticket.toml where there is one. Raises `ConfigurationError`."""
    environment = os.environ if environment is None else environment
    path = file or Path(environment.get("UNTICKET_CONFIG", FILE_NAME))
    if not path.exists() and (file is not None or "UNTICKET_CONFIG" in environment):
        raise ConfigurationError(f"There is no settings file {path}.", "Run: unticket init")
    found = _read_toml(path) if path.exists() else {}
    for keys, value, named in (*_from_secrets(path.parent / SECRETS), *_from_environment(environment)):
        _put(found, keys, value, named)
    if isinstance(found.get("hr"), dict):  # from the environment alone: UNTICKET_HR__STAFF__KIND makes the section "staff"
        found["hr"] = [{"name": name, **section} for name, section in found["hr"].items() if isinstance(section, dict)]
    found.update({name: value for name, value in overrides.items() if value is not None})
    found.setdefault("folder", path.parent)
    return validated(Settings, found, str(path) if path.exists() else "the environment")


def validated(model: type[M], values: Mapping[str, Any], where: str) -> M:
    """`values` as `model`; every fault named, with the nearest known key. Raises `ConfigurationError`, without the values."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = [_fault(model, fault) for fault in error.errors(include_input=False, include_url=False)]
        raise ConfigurationError(f"{where}: " + "; ".join(faults) + ".", _next_move(model, error, where)) from None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}.", "Mend that line, or run: unticket init") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error


def _from_secrets(folder: Path) -> Iterator[tuple[list[str], str, str]]:
    for file in sorted(folder.glob("[!.]*")) if folder.is_dir() else ():
        try:
            if file.stat().st_mode & 0o077:
                raise ConfigurationError(f"Others on this machine may read the secret in {file}.", f"Run: chmod 600 {file}")
            yield file.name.lower().split("__"), file.read_text("utf-8").strip(), str(file)
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"The secret file {file} cannot be read: {error}.") from error


def _from_environment(environment: Mapping[str, str]) -> Iterator[tuple[list[str], str, str]]:
    for name in sorted(environment):
        if not name.startswith(_PREFIX) or name == "UNTICKET_CONFIG" or name.startswith("UNTICKET_TEST_"):
            continue
        value, setting = environment[name], name.removeprefix(_PREFIX)
        if setting.endswith("_FILE"):
            setting = setting.removesuffix("_FILE")
            try:
                value = Path(value).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                reason = error.strerror if isinstance(error, OSError) else "it is no text"
                raise ConfigurationError(
                    f"{name} names {value}, which cannot be read: {reason}.", "Name a file that holds the secret alone."
                ) from error
        yield setting.lower().split("__"), value, name


def _put(found: dict[str, Any], keys: list[str], value: str, named: str) -> None:
    section: Any = found
    for key in keys[:-1]:
        section = _one_of(section, key, named) if isinstance(section, list) else section.setdefault(key, {})
        if not isinstance(section, dict | list):
            raise ConfigurationError(f"{named} sets a part of {key!r}, which is not a section.")
    if isinstance(section, list):
        raise ConfigurationError(f"{named} does not say which of {keys[-2]!r} it is about.", "Put its name before the setting.")
    section[keys[-1]] = value


def _one_of(sections: list[Any], name: str, named: str) -> Any:
    """The one of several sections of a kind, such as [[hr]], that has this name."""
    for section in sections:
        if isinstance(section, dict) and str(section.get("name", "")).lower() == name:
            return section
    known = ", ".join(str(section.get("name")) for section in sections if isinstance(section, dict))
    raise ConfigurationError(f"{named} is about {name!r}, which no section is named.", f"Known names: {known}.")


def _fault(model: type[BaseModel], fault: Any) -> str:
    place = [str(part) for part in fault["loc"]]
    name = ".".join(place)
    if fault["type"] == "extra_forbidden":
        known = _keys_at(model, place[:-1])
        near = difflib.get_close_matches(place[-1], known, n=1)
        return f"unknown setting {name!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    if fault["type"] == "missing":
        return f"{name!r} is missing"
    said = str(fault["msg"]).removeprefix("Value error, ").rstrip(".")
    return f"{name!r}: {said}" if name else said


def _next_move(model: type[BaseModel], error: ValidationError, where: str) -> str:
    """Where a missing secret goes; else the page of all settings."""
    for fault in error.errors(include_input=False, include_url=False):
        name = ".".join(str(part) for part in fault["loc"])
        field = model.model_fields.get(name)
        if fault["type"] == "missing" and field is not None and SecretStr in (field.annotation, *get_args(field.annotation)):
            path = "__".join([where.strip("[]"), name])
            return f"Put it in {_PREFIX}{path.upper()}, or in the file {SECRETS}/{path} (readable by you only)."
    return "docs/settings.md lists every setting."


def _keys_at(model: type[BaseModel], place: list[str]) -> list[str]:
    for part in place:
        if part.isdecimal():  # the place in a list of sections
            continue
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        inner = [a for a in (annotation, *get_args(annotation)) if isinstance(a, type) and issubclass(a, BaseModel)]
        if not inner:
            return []
        model = inner[0]
    return list(model.model_fields)
