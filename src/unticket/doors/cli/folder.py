"""A folder of commands: its modules are its commands, read only when they are called."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import click


class Folder(click.Group):
    """The commands of one package: a module `name` that is not listed in `besides` offers the command `name` as `command`."""

    def __init__(self, *args: Any, package: str, besides: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package = package
        self.besides = besides

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click calls it so
        folder = Path(importlib.import_module(self.package).__path__[0])
        return sorted(found.name for found in pkgutil.iter_modules([str(folder)]) if found.name not in self.besides)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{self.package}.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(f"{error.message} Known: {', '.join(self.list_commands(ctx))}.", ctx) from error
