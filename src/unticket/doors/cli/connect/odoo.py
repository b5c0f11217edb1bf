"""`unticket connect odoo`: the automation rule by which Odoo tells of a new ticket at once."""

from __future__ import annotations

import os

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import ConfigurationError
from unticket.settings import Settings, validated

ADMIN_KEY = "ODOO_ADMIN_KEY"


@click.command("odoo")
@click.option("--create", is_flag=True, help=f"Make the rule, with an administrator's key from {ADMIN_KEY}. Nothing keeps it.")
@click.option("--admin-login", default="", help="The administrator's login; needed before Odoo 19 only.")
@options.as_json
@click.pass_obj
def command(context: Context, *, create: bool, admin_login: str, as_json: bool) -> None:
    """Print how an administrator makes the automation rule in Odoo, or make it.

    The rule sends a new ticket's number, once and unsigned: a hint. The ticket itself is always read through the API, and
    no code is ever placed inside Odoo. The address it sends to holds a secret: treat this command's output as one.

    \b
    Examples:
      unticket connect odoo
      unticket connect odoo --create
    """
    from unticket.connectors.odoo.acting.automation import by_hand, make_rule
    from unticket.connectors.odoo.settings import OdooConnection

    settings = context.settings()
    address = _hook_address(settings)
    out = screen.console()
    if not create:
        steps = by_hand(address)
        if as_json:
            screen.print_json({"hook_url": address, "steps": list(steps)})
            return
        for number, step in enumerate(steps, 1):
            out.print(f"{number:>2}. {step}", markup=False, soft_wrap=True)
        out.print(f"\nOr let Unticket do it: put an administrator's key into {ADMIN_KEY} and add --create.", style="dim")
        return
    key = os.environ.get(ADMIN_KEY, "")
    if not key:
        raise ConfigurationError(
            f"No administrator's key is in {ADMIN_KEY}.", "Set it for this one command, and revoke the key afterwards."
        )
    known = {name: value for name, value in settings.desk.items() if name in OdooConnection.model_fields}
    administrator = validated(OdooConnection, known | {"api_key": key, "login": admin_login}, "[desk]")
    outcome = make_rule(administrator, address)
    if as_json:
        screen.print_json({"rule": str(outcome)})
        return
    told = {"made": "made", "kept": "there already, and right", "mended": "there, and has been mended"}[outcome]
    out.print(f"[green]✓[/] The rule is {told}. Revoke the administrator's key now; write a ticket to try it.")


def _hook_address(settings: Settings) -> str:
    """Where Odoo posts to. Raises `ConfigurationError`."""
    if settings.desk.get("kind") != "odoo":
        raise ConfigurationError("The desk of the settings is no Odoo.", 'Set desk.kind = "odoo", or run: unticket init')
    if not settings.hooks.secrets:
        raise ConfigurationError(
            "hooks.secrets is not set.",
            'Make one: python3 -c "import secrets; print(secrets.token_urlsafe(32))", and put it into secrets/hooks__secrets.',
        )
    host = settings.public_url or f"http://127.0.0.1:{settings.hooks.port}"
    return f"{host}/hooks/odoo/{settings.hooks.secrets[-1].get_secret_value()}"
