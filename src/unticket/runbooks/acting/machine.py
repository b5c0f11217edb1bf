"""One runbook's machinery, put together."""

from __future__ import annotations

from unticket.runbooks.acting.account_acts import AccountActs
from unticket.runbooks.acting.act import Acts
from unticket.runbooks.acting.approve import Approver
from unticket.runbooks.acting.breaker import Breaker
from unticket.runbooks.acting.dispatch import Dispatcher
from unticket.runbooks.acting.intake import Intake
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.perform import Performer
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Employed, Freshness, Letters, Planner, Queue, Records
from unticket.runbooks.acting.runner import Runner
from unticket.runbooks.acting.starts import Starts
from unticket.runbooks.acting.tell import Teller
from unticket.runbooks.acting.undo import Undo


class Machine:
    """`runner.run` is for the engine; `starts`, `dispatcher`, `approver` and `undo` for doors and schedules.

    `intake` is that of the house, which offers each ticket to one runbook after the other; None: this one is alone.
    """

    def __init__(
        self,
        runbook: str,
        *,
        outside: Outside,
        planner: Planner,
        freshness: Freshness,
        letters: Letters,
        employed: Employed,
        records: Records,
        queue: Queue,
        policy: ActingPolicy,
        clock: Clock,
        intake: Intake | None = None,
    ) -> None:
        self.teller = Teller(outside.mailer, records, policy, clock)
        self.breaker = Breaker(runbook, records, self.teller, policy, clock)
        self.intake = intake or Intake((runbook,), outside.desk, records, queue, clock)
        self.starts = Starts(runbook, records, queue, clock)
        self.acts = (AccountActs if outside.has_accounts else Acts)(outside, letters, policy)
        performer = Performer(
            runbook,
            outside=outside,
            acts=self.acts,
            planner=planner,
            freshness=freshness,
            records=records,
            policy=policy,
            clock=clock,
        )
        self.runner = Runner(
            runbook,
            planner=planner,
            performer=performer,
            breaker=self.breaker,
            intake=self.intake,
            records=records,
            policy=policy,
            clock=clock,
        )
        self.dispatcher = Dispatcher(
            runbook,
            intake=self.intake,
            starts=self.starts,
            platform=outside.platform,
            records=records,
            queue=queue,
            teller=self.teller,
            policy=policy,
            clock=clock,
        )
        self.approver = Approver(runbook, records, clock)
        self.undo = Undo(outside, records, employed, policy, clock)
