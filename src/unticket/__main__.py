"""`python -m unticket` is `unticket`."""

from unticket.doors.cli.main import run

run()
