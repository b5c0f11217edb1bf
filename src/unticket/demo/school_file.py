"""The settings of a demo school as an unticket.toml, for those who want to try the commands on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import SecretStr

from unticket.settings import Settings


def written(settings: Settings) -> str:
    """What connects to the school that these settings are of. Holds its keys, which end with it."""
    login = settings.runbooks.login.model_dump(exclude_defaults=True)
    tables: list[tuple[str, Mapping[str, Any]]] = [
        ("", {"timezone": settings.timezone, "public_url": settings.public_url}),
        ("[desk]", settings.desk),
        ("[lms]", settings.lms),
        ("[mail]", settings.mail),
        *(("[[hr]]", section) for section in settings.hr),
        ("[hooks]", {"secrets": settings.hooks.secrets, "port": settings.hooks.port}),
        ("[runbooks.login]", {name: value for name, value in login.items() if not isinstance(value, dict)}),
        *((f"[runbooks.login.{name}]", value) for name, value in login.items() if isinstance(value, dict)),
    ]
    return "\n\n".join("\n".join(_table(head, values)) for head, values in tables) + "\n"


def _table(head: str, values: Mapping[str, Any]) -> Iterator[str]:
    if head:
        yield head
    for name, value in values.items():
        yield f"{name} = {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
