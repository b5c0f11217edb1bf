"""Puts the acting parts together: the machinery of each runbook over the configured desk, directories, platform and mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unticket.app.acting_parts import EngineQueue
from unticket.app.acting_runbooks import RUNBOOKS
from unticket.app.acting_runbooks.configured import ConfiguredRunbook
from unticket.app.unticket import found_connectors
from unticket.connectors.connector import Surroundings
from unticket.model.errors import ConfigurationError, Conflict, NotFound, StorageError
from unticket.runbooks.acting.intake import Intake
from unticket.runbooks.acting.machine import Machine
from unticket.runbooks.acting.modes import above, below
from unticket.runbooks.acting.order import runbook_of
from unticket.runbooks.acting.record import Approval, EffectRecord, Entry, Promotion, RunRecord, Standing, Stop
from unticket.runbooks.plan import JSON, Mode, Plan
from unticket.runbooks.ports import Directory, LearningPlatform, Mailer, TicketDesk
from unticket.settings import Settings, validated
from unticket.storage.stop_files import ALL, StopFiles

if TYPE_CHECKING:
    from unticket.engine.client import Client
    from unticket.engine.run import Run
    from unticket.runbooks.pre_deactivation.ports import LastAccess
    from unticket.storage.acting_records import ActingRecords
    from unticket.storage.audit_chain import Line
    from unticket.storage.database import Database

LOGIN = "login"
PRE_DEACTIVATION = "pre_deactivation"  # starts by the calendar, not by a ticket
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDetail:
    """Everything that is known of one run."""

    record: RunRecord
    effects: Sequence[EffectRecord]
    approval: Approval | None
    phases: Sequence[Run]  # the engine's runs, with their steps; those that were purged are missing
    audit: Sequence[Line]


class Acting:
    """The acting path over one set of settings. Opens what it needs when it is first needed; `close` gives all back.

    `client`: the engine through which runs are started, a worker's own or, by default, one that only queues for workers.
    """

    def __init__(self, settings: Settings, *, client: Client | None = None) -> None:
        self.settings = settings
        self._client = client
        self._closing = ExitStack()
        self._runbooks = {name: made(settings, self) for name, made in RUNBOOKS.items()}
        self._machines: dict[str, Machine] = {}

    def standing(self, runbook: str = LOGIN) -> Standing:
        """The mode in force, and why it is lower than the promotion ledger says, where it is."""
        if self._is_missing(_known(runbook)):
            return Standing(mode=Mode.OFF, because=f"not set up: no [runbooks.{runbook}]")
        return self.records.promotions.standing(runbook)

    def modes(self) -> Mapping[str, Standing]:
        """Every runbook with its mode in force."""
        return {runbook: self.standing(runbook) for runbook in (*RUNBOOKS, PRE_DEACTIVATION)}

    def promotions(self, runbook: str = LOGIN) -> Sequence[Promotion]:
        """Every change of mode, oldest first."""
        return self.records.promotions.history(_known(runbook))

    def promote(self, runbook: str, *, by: str, why: str = "", evidence: Mapping[str, JSON] | None = None) -> Promotion:
        """One step up, by a person who has seen `evidence` (the back-test's figures). Raises `Conflict` at the top, and where
        the runbook is not set up."""
        if self._is_missing(_known(runbook)):
            raise Conflict(f"The runbook {runbook} is not set up.", f"Write its section [runbooks.{runbook}] first.")
        return self._change(runbook, above(self.standing(runbook).mode), by, why, evidence or {})

    def demote(self, runbook: str, *, by: str, why: str = "") -> Promotion:
        """One step down. Raises `Conflict` at the bottom."""
        return self._change(runbook, below(self.standing(runbook).mode), by, why, {})

    def trust_this_machine(self, *, by: str) -> None:
        """A person's word that this machine is new and the database is no copy that was put back."""
        self.records.promotions.trust(by=by)

    def stop(self, runbook: str = ALL, *, by: str, why: str = "") -> None:
        """Nothing more is done outside, at once; works with the database down. "*": no runbook does anything."""
        self._stop_files.write(_known(runbook), by=by, why=why)
        with suppress(StorageError):  # the file does it
            self.records.stops.keep(runbook, by=by, why=why, now=now())

    def resume(self, runbook: str = ALL, *, by: str) -> None:
        """Lift row and file; what was held goes on within a minute."""
        self.records.stops.resume(_known(runbook), by=by, now=now())

    def stopped(self, runbook: str = LOGIN) -> Stop | None:
        """Why nothing is done now, or None."""
        return self._stop_files.in_force(_known(runbook)) or self.records.stops.in_force(runbook)

    def dry_run(self, ticket_key: str, runbook: str = LOGIN) -> Plan:
        """What the runbook would do about any ticket, live or past. Nothing is done; that it was asked is audited."""
        plan = self.runbook(runbook).planner()(ticket_key, generation=1, now=now(), promoted_at=_EPOCH, dry=True)
        row = f", row {plan.decision.row}" if plan.decision else ""
        facts: dict[str, JSON] = {"trace": [{"step": t.step, "said": t.said, "facts": t.facts} for t in plan.trace]}
        said = f"Dry run: {plan.verdict}{row}. {plan.reason}"
        self.records.audit.append(Entry(kind="dry_run", said=said, runbook=runbook, ticket_key=ticket_key, facts=facts))
        return plan

    def run(self, ticket_key: str, runbook: str = LOGIN, *, by: str) -> str:
        """Queue a run, or a new generation of one, on a person's order; its id. Guard rails and mode are in force."""
        return self.machine(runbook).starts.by_person(ticket_key, by=by)

    def runs(self, at_most: int = 100, *, ticket_key: str = "") -> Sequence[RunRecord]:
        """The runs begun last, the newest first."""
        return self.records.runs.newest(at_most, ticket_key=ticket_key)

    def run_detail(self, run_id: str) -> RunDetail:
        """Raises `NotFound`."""
        record = self.records.runs.run(run_id)
        found = [run for run in self.client.runs(prefix=run_id) if run.run_id == run_id or run.run_id.startswith(f"{run_id}:")]
        approval = None
        with suppress(NotFound):
            approval = self.records.approvals.find(run_id)
        return RunDetail(
            record=record,
            effects=self.records.ledger.of_run(run_id),
            approval=approval,
            phases=[self.client.run(run.run_id) for run in reversed(found)],
            audit=[line for line in self.records.audit.lines() if line.run_id == run_id],
        )

    def approvals(self) -> Sequence[Approval]:
        """What waits for a person's word, oldest first."""
        return self.records.approvals.all()

    def approve(self, run_id: str, *, by: str, why: str = "") -> bool:
        """True for the word that counted; False where it was given before. Raises `NotFound` and `Conflict`."""
        return self._machine_of(run_id).approver.approve(run_id, by=by, why=why)

    def reject(self, run_id: str, *, by: str, why: str = "") -> bool:
        """As `approve`; nothing is done, and the ticket stays with people."""
        return self._machine_of(run_id).approver.reject(run_id, by=by, why=why)

    def undo(self, run_id: str, *, by: str) -> str:
        """Take a reactivation back. Raises `Conflict` and `Forbidden` with the reason."""
        return self._machine_of(run_id).undo.undo(run_id, by=by)

    def confirm(self, token: str) -> bool:
        """A confirmation link was used. Nothing of the answer may be shown to who used it."""
        return self.records.confirmations.use(token, now())

    def audit_faults(self) -> list[str]:
        """What is wrong with the audit; nothing where it is whole."""
        return list(self.records.audit.faults(self.heads.all()))

    def audit_lines(self, first: int = 1) -> Sequence[Line]:
        """The audit from line `first` on, for export."""
        return list(self.records.audit.lines(first=first))

    def write_audit_head(self) -> None:
        """Add the audit's head to the file outside the database."""
        self.heads.write(self.records.audit.head(), now())

    def erase(self, address: str) -> int:
        """Forget what names a person; how many lines of the audit lost their facts."""
        return self.records.audit.erase(address)

    def dispatch(self) -> int:
        """Start what may start now, of every runbook; how many were started."""
        return sum(self.machine(name).dispatcher.dispatch() for name in self.set_up)

    def runbook(self, name: str) -> ConfiguredRunbook:
        """One runbook as it is configured. Raises `NotFound`."""
        if name not in self._runbooks:
            raise NotFound(f"There is no runbook {name!r} for tickets.", f"Known: {', '.join(self._runbooks)}.")
        return self._runbooks[name]

    def machine(self, runbook: str = LOGIN) -> Machine:
        """A runbook's machinery. Raises `ConfigurationError` where a connection is missing."""
        if runbook not in self._machines:
            chosen = self.runbook(runbook)
            if self._is_missing(runbook):
                raise ConfigurationError(f"There is no [runbooks.{runbook}].", "docs/settings.md lists what stands in it.")
            self._machines[runbook] = Machine(
                runbook,
                outside=chosen.outside(),
                planner=chosen.planner(),
                freshness=chosen.freshness(),
                letters=chosen.letters(),
                employed=lambda address: chosen.employed(address, now()),
                records=self.records,
                queue=EngineQueue(self.client),
                policy=chosen.policy(),
                clock=now,
                intake=self.intake,
            )
        return self._machines[runbook]

    @cached_property
    def set_up(self) -> tuple[str, ...]:
        """The runbooks that take part, in the order in which a ticket is offered to them."""
        return tuple(name for name, runbook in self._runbooks.items() if runbook.is_set)

    @cached_property
    def intake(self) -> Intake:
        """Where tickets come in, and are offered to one runbook after the other."""
        return Intake(self.set_up or (LOGIN,), self.desk, self.records, EngineQueue(self.client), now)

    @cached_property
    def desk(self) -> TicketDesk:
        desk: TicketDesk = self._connect("ticket_desk", "desk", self.settings.desk)
        return desk

    @cached_property
    def directories(self) -> Sequence[Directory]:
        """Every register of people. None set is an error: without HR nothing can be decided."""
        if not self.settings.hr:
            raise ConfigurationError("No [[hr]] is set.", "Name at least one register of people in unticket.toml.")
        return tuple(self._connect("hr", "hr", section) for section in self.settings.hr)

    @cached_property
    def platform(self) -> LearningPlatform:
        platform: LearningPlatform = self._connect("lms", "lms", self.settings.lms)
        return platform

    @cached_property
    def last_access(self) -> LastAccess:
        """When the platform's accounts were last used, by a key that only reads."""
        source: LastAccess = self._connect("last_access", "last_access", self.settings.last_access)
        return source

    @cached_property
    def mailer(self) -> Mailer:
        mailer: Mailer = self._connect("mail", "mail", self.settings.mail)
        return mailer

    @cached_property
    def database(self) -> Database:
        from unticket.storage.database import open_database

        database = open_database(self.settings.database_url, self.settings.folder)
        self._closing.callback(database.close)
        return database

    @cached_property
    def records(self) -> ActingRecords:
        """What is kept of acting, in the operational database."""
        from unticket.storage.acting_records import ActingRecords
        from unticket.storage.audit_key import audit_key

        key = audit_key(self.settings.folder / self.settings.audit.key_file)
        return ActingRecords(self.database, key, instance=self._instance_file, folder=self.settings.folder, clock=now)

    @cached_property
    def heads(self) -> Any:
        """The audit's heads outside the database (`AuditHeads`)."""
        from unticket.storage.audit_heads import AuditHeads

        return AuditHeads(self.settings.folder / self.settings.audit.heads_file)

    @cached_property
    def client(self) -> Client:
        """The engine."""
        if self._client is not None:
            return self._client
        from unticket.engine.client import Client
        from unticket.engine.database import url_beside

        client = Client(url_beside(self.settings.database_url, self.settings.folder))
        self._closing.callback(client.close)
        return client

    def close(self) -> None:
        """Give back all connections; the engine that was given stays its owner's."""
        self._closing.close()

    @property
    def _stop_files(self) -> StopFiles:
        return StopFiles(self.settings.folder)

    @property
    def _instance_file(self) -> Path:
        if self.settings.audit.instance_file is not None:
            return self.settings.folder / self.settings.audit.instance_file
        url = self.settings.database_url
        name = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else "unticket"
        return self.settings.folder / f"{name}.instance"

    def _change(self, runbook: str, after: Mode, by: str, why: str, evidence: Mapping[str, JSON]) -> Promotion:
        return self.records.promotions.change(_known(runbook), after, by=by, why=why, evidence=evidence, now=now())

    def _is_missing(self, runbook: str) -> bool:
        """Whether it has no section in the settings. Login has one always: what it lacks are connections."""
        return runbook in self._runbooks and runbook != LOGIN and not self._runbooks[runbook].is_set

    def _machine_of(self, run_id: str) -> Machine:
        """Raises `NotFound` for a run that is none of ours."""
        return self.machine(runbook_of(self.records.runs.run(run_id).run_id))

    def _connect(self, role: str, named: str, section: Mapping[str, Any]) -> Any:
        kinds = found_connectors(role)
        if not section:
            raise ConfigurationError(f"No [{named}] is set.", f"The acting path needs one of: {', '.join(sorted(kinds))}.")
        kind = str(section.get("kind", ""))
        if kind not in kinds:
            raise ConfigurationError(f"{named}.kind is {kind!r}.", f"Use one of: {', '.join(sorted(kinds))}.")
        surroundings = Surroundings(
            timezone=self.settings.timezone,
            language=self.settings.language,
            folder=str(self.settings.folder),
            cache=str(self.settings.folder / self.settings.cache),
        )
        opened = kinds[kind].open(validated(kinds[kind].settings, section, f"[{named}]"), surroundings)
        self._closing.callback(opened.close)
        return opened


def _known(runbook: str) -> str:
    if runbook not in (*RUNBOOKS, PRE_DEACTIVATION, ALL):
        raise NotFound(f"There is no runbook {runbook!r}.", f"Known: {', '.join((*RUNBOOKS, PRE_DEACTIVATION))}.")
    return runbook
