"""A worker with two runbooks over the file-kept world, which kills itself at one moment: `folder tickets when what`.

`when` is before or after; `what` an effect, or the start of a run by its id.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from unticket.app.acting_parts import EngineQueue
from unticket.app.acting_runbooks.request_planner import RequestPlanner
from unticket.engine.database import url_beside
from unticket.engine.engine import Engine
from unticket.engine.queue import Queue
from unticket.runbooks.acting.intake import Intake
from unticket.runbooks.acting.limits import NormalRange
from unticket.runbooks.acting.machine import Machine
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.feature_request.plan import plan
from unticket.runbooks.feature_request.policy import FeaturePolicy
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import open_database

WORLD = Path(__file__).parents[2] / "runbooks" / "acting" / "world.py"
URL = "sqlite:///unticket.db"
spec = importlib.util.spec_from_file_location("acting_world", WORLD)
assert spec is not None and spec.loader is not None
world_module = importlib.util.module_from_spec(spec)
sys.modules["acting_world"] = world_module
spec.loader.exec_module(world_module)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DeadlyQueue(EngineQueue):
    """The engine's queue, at which its worker dies before or after one run is started."""

    when, what = "", ""

    def start(self, run_id: str, runbook: str, argument: Any) -> bool:
        if (self.when, self.what) == ("before", run_id):
            die()
        started = super().start(run_id, runbook, argument)
        if (self.when, self.what) == ("after", run_id):
            die()
        return started


def main(folder: Path, tickets: int, when: str, what: str) -> None:
    DeadlyQueue.when, DeadlyQueue.what = when, what
    world = world_module.World(folder / "world.json")
    world.on = lambda moment, _kind: die() if (moment, world.happening) == (when, what) else None

    def clock() -> datetime:
        return datetime.now(UTC)

    database = open_database(URL, folder)
    key = audit_key(folder / "audit.key")
    records = ActingRecords(database, key, instance=folder / "unticket.instance", folder=folder, clock=clock)
    engine = Engine(url_beside(URL, folder), queues=(Queue(name="default", at_once=1),), lease_seconds=2.0)
    desk, mailer, queue = world_module.WorldDesk(world), world_module.WorldMailer(world), DeadlyQueue(engine)
    intake = Intake(("login", "feature_request"), desk, records, queue, clock)
    policy = ActingPolicy(
        stages={"resolved": "4", "waiting": "2", "escalated": "3"}, assignee="7", normal=NormalRange(enough=1000)
    )
    wishes = FeaturePolicy(bot_id="99", product_tag="helped", product_stage=True)
    planners = {
        "login": world_module.WorldPlanner(world),
        "feature_request": RequestPlanner(lambda key, look: plan(key, look, desk=desk, policy=wishes)),
    }
    outsides = {
        "login": Outside(desk=desk, platform=world_module.WorldPlatform(world), mailer=mailer),
        "feature_request": Outside(desk=desk, mailer=mailer),
    }
    machines = [
        Machine(
            name,
            outside=outsides[name],
            planner=planner,
            freshness=world_module.freshness,
            letters=world_module.letters,
            employed=lambda _email: world_module.Employment.ACTIVE,
            records=records,
            queue=queue,
            policy=replace(policy, stages={**policy.stages, "product": "2"}),
            clock=clock,
            intake=intake,
        )
        for name, planner in planners.items()
    ]
    for machine in machines:
        engine.register(machine.runner.runbook, machine.runner.run)
    engine.launch()
    while True:
        for machine in machines:
            machine.dispatcher.dispatch()
        runs = records.runs.newest(500)
        settled = {run.ticket_key for run in runs if run.outcome is not None and not run.passed}
        if len(settled) >= tickets:
            break
        time.sleep(0.05)
    engine.close(5.0)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4])
