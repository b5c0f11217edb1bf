"""A worker over the file-kept world, which kills itself at one effect: `url folder tickets when effect`."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from unticket.app.acting_parts import EngineQueue
from unticket.engine.database import url_beside
from unticket.engine.engine import Engine
from unticket.engine.queue import Queue
from unticket.runbooks.acting.limits import NormalRange
from unticket.runbooks.acting.machine import Machine
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.record import RunStage
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import open_database

WORLD = Path(__file__).parents[2] / "runbooks" / "acting" / "world.py"
spec = importlib.util.spec_from_file_location("acting_world", WORLD)
assert spec is not None and spec.loader is not None
world_module = importlib.util.module_from_spec(spec)
sys.modules["acting_world"] = world_module
spec.loader.exec_module(world_module)


def main(url: str, folder: Path, tickets: int, when: str, effect: str) -> None:
    world = world_module.World(folder / "world.json")

    def die_there(moment: str, _kind: str) -> None:
        if moment == when and world.happening == effect:
            os.kill(os.getpid(), signal.SIGKILL)

    world.on = die_there

    def clock() -> datetime:
        return datetime.now(UTC)

    database = open_database(url, folder)
    key = audit_key(folder / "audit.key")
    records = ActingRecords(database, key, instance=folder / "unticket.instance", folder=folder, clock=clock)
    # One run at a time: whoever dies in it takes no bystander's mail into doubt, so each death is told apart.
    engine = Engine(url_beside(url, folder), queues=(Queue(name="default", at_once=1),), lease_seconds=2.0)
    machine = Machine(
        "login",
        outside=Outside(
            desk=world_module.WorldDesk(world),
            platform=world_module.WorldPlatform(world),
            mailer=world_module.WorldMailer(world),
        ),
        planner=world_module.WorldPlanner(world),
        freshness=world_module.freshness,
        letters=world_module.letters,
        employed=lambda _email: world_module.Employment.ACTIVE,
        records=records,
        queue=EngineQueue(engine),
        policy=ActingPolicy(
            stages={"resolved": "4", "waiting": "2", "escalated": "3"},
            assignee="7",
            normal=NormalRange(enough=1000),  # so much death is not normal: the breaker would stop it
        ),
        clock=clock,
    )
    engine.register("login", machine.runner.run)
    engine.launch()
    while True:
        machine.dispatcher.dispatch()
        runs = records.runs.newest(500)
        if len(runs) >= tickets and all(run.stage is RunStage.ENDED for run in runs):
            break
        time.sleep(0.05)
    engine.close(5.0)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5])
