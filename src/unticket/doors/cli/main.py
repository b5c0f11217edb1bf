"""`unticket`: the command line. A folder is a group, a file a command; each is read only when it is called."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from unticket.doors.cli import errors
from unticket.doors.cli.context import Context
from unticket.doors.cli.folder import Folder

_PARTS = frozenset(
    (
        "context demo_runs errors figures folder found main options planned progress report_command request_figures run_screen "
        "screen shares warned"
    ).split()
)


@click.group(cls=Folder, package="unticket.doors.cli", besides=_PARTS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=click.Path(path_type=Path), help="The settings file. Default: ./unticket.toml")
@click.option("-v", "--verbose", is_flag=True, help="Tell on stderr what is asked of other systems.")
@click.version_option(package_name="unticket")
@click.pass_context
def unticket(ctx: click.Context, config: Path | None, *, verbose: bool) -> None:
    """Reads your help desk, finds what keeps coming back, and measures the tickets that stopped coming.

    \b
    First steps:
      unticket demo      see it work on a demo desk, nothing of yours is touched
      unticket init      connect your own help desk
      unticket sync      read its tickets into the local copy
      unticket weekly    write the weekly report
      unticket patterns  list what keeps coming back
    """
    from unticket.logs import set_up

    set_up(verbose=verbose)
    ctx.obj = Context(config)


def run() -> None:
    """The program: every failure leaves by one door."""
    try:
        unticket.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _leave(KeyboardInterrupt())
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has left ("… | head"): nothing to tell
        sys.exit(errors.KNOWN)
    except Exception as error:  # noqa: BLE001 — the last door: everything unknown becomes a bug report
        _leave(error)


def _leave(error: BaseException) -> None:
    click.echo(errors.told(error), err=True)
    sys.exit(errors.exit_number(error))
