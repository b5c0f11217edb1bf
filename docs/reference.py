"""Writes docs/commands.md and docs/settings.md from the commands and settings themselves: `make docs`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from unticket.app import ROLES, found_connectors
from unticket.doors.cli.main import unticket
from unticket.settings import Settings
from unticket.settings.schedules import ScheduleSettings

HERE = Path(__file__).parent
# Of several sections of one name, none has a name of its own in the environment.
NAMELESS = ("hr.", "schedules.", "runbooks.report_request.reports.")
HEAD = ("| Setting | Environment | Default | |", "|---|---|---|---|")


def commands() -> str:
    """Every command with its help, as the terminal shows it."""
    lines = ["# Commands", "", "Made by `make docs` from the commands themselves; `--help` shows the same.", ""]
    for name, command, context in _walk(unticket, click.Context(unticket, info_name="unticket")):
        lines += [f"## {name}", "", "```", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(lines)


def settings() -> str:
    """Every setting with its default and its name in the environment."""
    lines = [
        "# Settings",
        "",
        "Made by `make docs` from the settings themselves. They stand in `unticket.toml`; a file `secrets/desk__api_key`",
        "beside it (readable by you only) holds `desk.api_key`; the environment wins over both; `…_FILE` names a file that",
        "holds the value. An unknown setting is an error that names the nearest known one.",
        "",
        *HEAD,
        *_rows(Settings, ""),
    ]
    lines += ["", "## [[schedules]], a report by mail each", "", *HEAD, *_rows(ScheduleSettings, "schedules.")]
    for role in ROLES:
        section = f"[[{role}]]" if role == "hr" else f"[{role}]"
        for kind, connector in sorted(found_connectors(role).items()):
            lines += [
                "",
                f'## {section} with kind = "{kind}"',
                "",
                "| Setting | Environment | Default | |",
                "|---|---|---|---|",
            ]
            lines += _rows(connector.settings, f"{role}.")
    return "\n".join(lines) + "\n"


def _walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    context.terminal_width = context.max_content_width = 100
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _walk(child, click.Context(child, info_name=name, parent=context))


def _rows(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name == "folder" and not prefix:
            continue
        inner = [kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)]
        section = next((kind for kind in inner if issubclass(kind, BaseModel)), None)
        if section is not None and section is not ScheduleSettings:
            yield from _rows(section, f"{prefix}{name}.")
            continue
        path = f"{prefix}{name}"
        environment = "–" if prefix.startswith(NAMELESS) else f"`UNTICKET_{path.upper().replace('.', '__')}`"
        default = "required" if field.default is PydanticUndefined and field.default_factory is None else f"`{_shown(field)}`"
        yield f"| `{path}` | {environment} | {default} | {field.description or _of_all(model)} |"


def _of_all(model: type[BaseModel]) -> str:
    """What a part of a connection says of all its settings; the connections themselves say it at their head."""
    is_part = model.model_config.get("extra") == "forbid" and "kind" not in model.model_fields
    return (model.__doc__ or "").partition("\n")[0] if is_part else ""


def _shown(field: object) -> str:
    default = getattr(field, "default", None)
    if default is PydanticUndefined:
        default = getattr(field, "default_factory", dict)()
    return "" if default is None else str(default)


if __name__ == "__main__":
    (HERE / "commands.md").write_text(commands(), "utf-8")
    (HERE / "settings.md").write_text(settings(), "utf-8")
