"""`unticket init`: connect the reader's own help desk."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from unticket import app, settings
from unticket.doors.cli import errors, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import Conflict, StorageError, UnticketError, UserError
from unticket.model.finding import Finding, Level
from unticket.model.period import zone


@click.command("init")
@click.option("--kind", type=click.Choice(["odoo", "ticket_file"]), help="Odoo over its API, or files it exported.")
@click.option("--url", help="Odoo: its address, such as https://school.odoo.com")
@click.option("--database", help="Odoo: the name of its database.")
@click.option("--login", help="Odoo 16 to 18: the login of the key's user.")
@click.option("--path", help="Ticket files: a CSV or XLSX file, or a folder of them.")
@click.option("--timezone", help="The desk's time zone, such as Asia/Ho_Chi_Minh.")
@click.option("--language", type=click.Choice(["en", "vi"]), help="Of the reports.")
@click.option("--organisation", help="Printed at the head of a report.")
@click.option("--no-input", is_flag=True, help="Ask nothing: for scripts.")
@click.option("--no-test", is_flag=True, help="Do not try the connection.")
@click.option("--force", is_flag=True, help="Replace the settings file that is there.")
@click.pass_obj
def command(context: Context, /, *, no_input: bool, no_test: bool, force: bool, **given: str | None) -> None:
    """Ask what is needed, try the connection, and write unticket.toml.

    The API key is never written into unticket.toml: it is asked for without echo and kept in secrets/desk__api_key, which
    only you can read, or you give it in UNTICKET_DESK__API_KEY.

    \b
    Examples:
      unticket init
      unticket init --no-input --kind odoo --url https://school.odoo.com --database school --timezone Asia/Ho_Chi_Minh
    """
    file = context.config or Path(settings.FILE_NAME)
    if file.exists() and not force:
        raise Conflict(f"{file} is there already.", "Edit it, or replace it with: unticket init --force")
    if no_input:
        answers, key = given, None
    else:
        answers, key = _ask(given)
    chosen = _sections(answers)
    tried = settings.validated(settings.Settings, {**chosen, "folder": file.absolute().parent}, "Your answers")
    key = key or _key_of_environment()
    findings = [] if no_test else _try(tried, key)
    out = screen.console()
    screen.show_findings(findings, out)
    _write(file, _toml(chosen))
    out.print(f"[green]✓[/] Wrote {file}.")
    if key and "UNTICKET_DESK__API_KEY" not in os.environ:
        out.print(f"[green]✓[/] The key is in {_keep(file.parent / settings.SECRETS, key)}; only you can read it.")
    elif chosen["desk"]["kind"] == "odoo" and not key:
        out.print("  → Put the API key in UNTICKET_DESK__API_KEY, or in a file that UNTICKET_DESK__API_KEY_FILE names.")
    if any(finding.level is Level.FAULT for finding in findings):
        out.print("  → The connection does not work yet. Mend it, then run: unticket check")
        sys.exit(errors.KNOWN)
    out.print("  → unticket sync, then unticket weekly")


def _ask(given: Mapping[str, str | None]) -> tuple[dict[str, str | None], str | None]:
    """Every answer that was not given yet, and the key."""
    answers = dict(given)

    def ask(name: str, text: str, **kind: Any) -> None:
        if answers[name] is None:
            answers[name] = click.prompt(text, **kind)

    ask("kind", "Read Odoo over its API, or files it exported?", type=click.Choice(["odoo", "ticket_file"]), default="odoo")
    key = None
    if answers["kind"] == "odoo":
        ask("url", "Address of your Odoo (https://…)")
        ask("database", "Name of its database")
        ask("login", "Login of the key's user (Odoo 16 to 18; leave empty for 19 and later)", default="", show_default=False)
        key = _key_of_environment() or click.prompt("API key (docs/connect-odoo.md shows how to make one)", hide_input=True)
    else:
        ask("path", "A CSV or XLSX file, or a folder of them")
    ask("timezone", "The desk's time zone", default=_zone_of_this_machine(), value_proc=_known_zone)
    ask("language", "Language of the reports", type=click.Choice(["en", "vi"]), default="en")
    ask("organisation", "Your organisation, for the head of a report", default="", show_default=False)
    return answers, key


def _sections(answers: Mapping[str, str | None]) -> dict[str, Any]:
    kind = answers["kind"] or "odoo"
    wanted = ("url", "database") if kind == "odoo" else ("path",)
    missing = [f"--{name}" for name in (*wanted, "timezone") if not answers[name]]
    if missing:
        raise UserError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing.", "unticket init --help")
    desk = {"kind": kind} | {name: answers[name] for name in (*wanted, "login") if answers[name]}
    chosen: dict[str, Any] = {"timezone": answers["timezone"], "language": answers["language"] or "en", "desk": desk}
    if answers["organisation"]:
        chosen["report"] = {"organisation": answers["organisation"]}
    return chosen


def _try(tried: settings.Settings, key: str | None) -> list[Finding]:
    """What the desk says to a first visit; a refusal is a finding."""
    desk = {**tried.desk, "api_key": key} if key and tried.desk["kind"] == "odoo" else tried.desk
    try:
        with app.opened(tried.model_copy(update={"desk": desk})) as unticket:
            return list(unticket.desk.check())
    except UnticketError as error:
        return [Finding(level=Level.FAULT, kind="desk", what=error.what, hint=error.hint)]


def _toml(chosen: Mapping[str, Any]) -> str:
    """TOML of two levels; a JSON string is a TOML string."""
    lines = ["# Every setting: docs/settings.md. Secrets do not belong here."]
    lines += [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in chosen.items() if isinstance(value, str)]
    for name, section in chosen.items():
        if isinstance(section, dict):
            lines += ["", f"[{name}]"]
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in section.items()]
    return "\n".join(lines) + "\n"


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.", "Choose a folder you may write to.") from error


def _keep(folder: Path, key: str) -> Path:
    """The key in a file that only its owner can read, from its first byte on."""
    file = folder / "desk__api_key"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file.unlink(missing_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as secret:
            secret.write(key)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.", "Put the key in UNTICKET_DESK__API_KEY.") from error
    return file


def _key_of_environment() -> str | None:
    if file := os.environ.get("UNTICKET_DESK__API_KEY_FILE"):
        try:
            return Path(file).read_text("utf-8").strip()
        except OSError as error:
            raise UserError(f"UNTICKET_DESK__API_KEY_FILE names {file}, which cannot be read: {error.strerror}.") from error
    return os.environ.get("UNTICKET_DESK__API_KEY")


def _known_zone(name: str) -> str:
    try:
        zone(name)
    except UnticketError as error:
        raise click.BadParameter(str(error)) from error
    return name


def _zone_of_this_machine() -> str:
    target = Path("/etc/localtime")
    name = str(target.resolve()).partition("zoneinfo/")[2] if target.is_symlink() else ""
    return name or "UTC"
