"""One trial: a house full of people, failing peers, dying workers; and what the peers counted when all was over."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import make_url
from tests.torture.cast import cast
from tests.torture.count import Tally, Written, counted
from tests.torture.crew import Crew, Place, at_work, free_port
from tests.torture.expectation import expected
from tests.torture.gate import Gate, gates, passes, spoilt_mail
from tests.torture.namespace import namespace, relayed
from tests.torture.requesters import Requesters

from unticket.app.acting import LOGIN, Acting, now
from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Fault,
    Faults,
    MaintenancePage,
    NoAnswer,
    Slow,
    TooManyRequests,
    Unavailable,
)
from unticket.demo.lms.rights import RESET, UPDATE
from unticket.demo.login_cases import House
from unticket.demo.login_house import LoginHouse, login_house
from unticket.model.errors import UnticketError
from unticket.runbooks.acting.record import Outcome, RunRecord, RunStage
from unticket.runbooks.plan import Mode
from unticket.settings import Settings

_MODELS = (
    "helpdesk.ticket",
    "mail.message",
    "mail.activity",
    "hr.employee",
    "hr.version",
    "res.users",
    "helpdesk.ticket.stage",
)
_FAULTS: Sequence[Fault] = (
    NoAnswer(),
    NoAnswer(worked=True),
    CutBeforeAnswer(),
    CutBeforeAnswer(worked=True),
    CutInBody(0.5),
    Unavailable(502),
    Unavailable(503, retry_after=1),
    Unavailable(504),
    TooManyRequests(1),
    TooManyRequests(None),
    BrokenJson(),
    MaintenancePage(),
    Slow(0.3),
)
_SILENCE = 1.0  # seconds without an answer are waited for
_DEADLINES = {"time_out_seconds": _SILENCE, "connect_seconds": _SILENCE, "deadline_seconds": 6}
_HASTE = _DEADLINES | {"retries": 1, "retry_pause_seconds": 0.05}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a trial is made of. `share` of all mails and look-ups are spoilt; of writes several times, of reads a quarter."""

    seed: int
    tickets: int
    workers: int
    kills: int
    one_vanishes: bool = False
    namespaces: bool = False  # each worker in a network of its own, or else behind gates
    house: House = House.USUAL
    share: float = 0.05
    pause: float = 0.05  # between two tickets
    patience: float = 300.0  # after the last ticket


@dataclass
class Ended:
    """How a trial went."""

    plan: Plan
    tally: Tally
    seconds: float
    kills: int
    spoilt: int  # calls and connections
    vanished: bool  # a worker, for good, while the others went on
    exits: list[int] = field(default_factory=list)  # of workers that ended without being killed
    audit: list[str] = field(default_factory=list)


def tried(plan: Plan, database_url: str = "") -> Ended:
    """Live through `plan`, on a SQLite file or the empty PostgreSQL database at `database_url`."""
    begun_at = time.monotonic()
    subjects = cast(plan.seed, plan.tickets, plan.house)
    with ExitStack() as open_:
        house = open_.enter_context(login_house([subject.case for subject in subjects], house=plan.house))
        mail_gate = open_.enter_context(_mail_gate(house, plan))
        settings = _own(house.settings, mail_gate.port, database_url)
        places = [_place(open_, settings, plan, number) for number in range(plan.workers)]
        ports = [place.hooks for place in places]
        acting = Acting(settings)
        open_.callback(acting.close)
        while acting.standing(LOGIN).mode is not Mode.AUTOMATIC:
            acting.promote(LOGIN, by="Theo", why="torture")
        time.sleep(1.01 - now().microsecond / 1_000_000)
        for port in ports:
            house.send_webhooks_to(port)
        happened = _spoiling(house, plan)
        crew = open_.enter_context(at_work(places, kills=plan.kills, seed=plan.seed))
        requesters = Requesters(house, subjects, ports, random.Random(plan.seed))
        reading = threading.Thread(target=requesters.read_mail, name="requesters")
        reading.start()
        open_.callback(reading.join)
        open_.callback(requesters.over.set)
        if plan.one_vanishes:
            vanishing = threading.Timer(plan.tickets * plan.pause / 2 + 4, places[-1].vanish)
            vanishing.start()
            open_.callback(vanishing.cancel)
        requesters.write(plan.pause)
        runs = _until_all_ended(acting, requesters, plan, crew)
        written = [
            Written(
                one, requesters.keys[one.case.email], expected(one, plan.house), runs.get(requesters.keys[one.case.email], [])
            )
            for one in subjects
        ]
        tally = counted(house, written)
        spoilt = sum(count for fate, count in mail_gate.fates.items() if fate != "passes") + sum(map(Counter.total, happened))
        audit = acting.audit_faults()
        return Ended(
            plan, tally, time.monotonic() - begun_at, crew.killed, spoilt, places[-1].gone, crew.ended_themselves, audit
        )


def _counting(faults: Faults) -> Counter[str]:
    """Counts the faults that happen from now on."""
    happened: Counter[str] = Counter()
    following = faults.next

    def following_and_counting(model: str, method: str) -> Fault | None:
        fault = following(model, method)
        if fault is not None:
            happened[type(fault).__name__] += 1
        return fault

    faults.next = following_and_counting  # type: ignore[method-assign]
    return happened


def _own(settings: Settings, mail_port: int, database_url: str) -> Settings:
    """In a hurry where peers are silent; limits that two hundred tickets do not reach; a poller each fifteen seconds."""
    login = settings.runbooks.login
    limits = login.limits.model_copy(update={"per_hour": 100_000, "per_day": 100_000})
    breaker = login.breaker.model_copy(update={"enough": 100_000, "runs": 100_000})
    changes = {
        "desk": settings.desk | _HASTE,
        "hr": tuple(one | (_HASTE if one["kind"] == "odoo" else {}) for one in settings.hr),
        "lms": settings.lms | (_HASTE if settings.lms["kind"] == "moodle" else _DEADLINES),
        "mail": settings.mail | {"port": mail_port, "time_out_seconds": 1.5, "verdict_seconds": 1.5},
        "runbooks": settings.runbooks.model_copy(
            update={"login": login.model_copy(update={"limits": limits, "breaker": breaker})}
        ),
        "worker": settings.worker.model_copy(update={"poll": "*/15 * * * * *", "at_once": 12}),
    }
    return settings.model_copy(update=changes | ({"database_url": database_url} if database_url else {}))


def _place(open_: ExitStack, settings: Settings, plan: Plan, number: int) -> Place:
    """Where one worker runs; where one is to vanish, each reaches the world over a stretch of network of its own."""
    file, port = settings.folder / f"worker-{number}.settings", free_port()
    hooks = settings.hooks.model_copy(update={"port": port})
    if not plan.one_vanishes:
        return Place(settings.model_copy(update={"hooks": hooks}), file, port)
    network = open_.enter_context(namespace(os.getpid() % 60 * 4 + number % 4)) if plan.namespaces else None
    house = network.house if network else "127.0.0.1"
    peers = [settings.desk["url"], settings.lms["url"], f"smtp://127.0.0.1:{settings.mail['port']}"]
    to_peers = [(str(url.host), int(url.port or 0)) for url in map(make_url, peers)]
    base = make_url(settings.database_url)
    folder = str(base.query.get("host", ""))
    database = f"{folder}/.s.PGSQL.{base.port or 5432}" if folder else (base.host or "127.0.0.1", base.port or 5432)
    found = open_.enter_context(gates(*((target, passes) for target in (database, *to_peers)), host=house))
    at = [gate.port for gate in found]
    if network is not None:
        open_.enter_context(relayed(network, at[1:]))
        (inward,) = open_.enter_context(gates(((network.own, port), passes)))
        hooks, port = hooks.model_copy(update={"host": network.own}), inward.port
    desk_url, lms_url = (f"http://127.0.0.1:{one}" for one in at[1:3])
    changes = {
        "hooks": hooks,
        "database_url": base.set(host=house, port=at[0], query={}).render_as_string(hide_password=False),
        "desk": settings.desk | {"url": desk_url},
        "hr": tuple(one | ({"url": desk_url} if one["kind"] == "odoo" else {}) for one in settings.hr),
        "lms": settings.lms | {"url": lms_url},
        "mail": settings.mail | {"port": at[3]},
    }
    return Place(settings.model_copy(update=changes), file, port, found, network)


@contextmanager
def _mail_gate(house: LoginHouse, plan: Plan) -> Iterator[Gate]:
    with gates(((house.mail.host, house.mail.port), spoilt_mail(plan.seed, plan.share))) as (gate,):
        yield gate


def _spoiling(house: LoginHouse, plan: Plan) -> list[Counter[str]]:
    """From now on calls of the desk's models and of the platform's functions fail; what failed is counted."""
    each = plan.share / len(_FAULTS)
    for fault in _FAULTS:
        for function in (UPDATE, RESET, "activation", "reset"):
            house.lms.faults.sometimes(5 * each, fault, method=function)
        house.lms.faults.sometimes(each, fault)
        for model in _MODELS:
            for method in ("write", "create", "message_post", "activity_schedule"):
                house.desk.faults.sometimes(3 * each, fault, model=model, method=method)
            house.desk.faults.sometimes(each / 4, fault, model=model)
    return [_counting(faults) for faults in (house.desk.faults, house.lms.faults)]


def _until_all_ended(acting: Acting, requesters: Requesters, plan: Plan, crew: Crew) -> dict[str, list[RunRecord]]:
    until = time.monotonic() + plan.patience
    while True:
        asked_at = time.monotonic()
        runs: dict[str, list[RunRecord]] = {}
        try:
            for run in reversed(acting.runs(at_most=plan.tickets * 4)):
                runs.setdefault(run.ticket_key, []).append(run)
        except UnticketError:
            runs = {}
        if _all_ended(runs, requesters, plan):
            if not crew.kills_left:
                time.sleep(1.0)
                return runs
            crew.kills_left = 0
        if time.monotonic() > until:
            return runs
        time.sleep(0.3 + 9 * (time.monotonic() - asked_at))  # whoever looks on takes no more than a tenth of a core


def _all_ended(runs: dict[str, list[RunRecord]], requesters: Requesters, plan: Plan) -> bool:
    for subject in requesters.subjects:
        found = runs.get(requesters.keys[subject.case.email], [])
        if not found or any(run.stage is not RunStage.ENDED for run in found):
            return False
        goes_on = expected(subject, plan.house).goes_on
        if goes_on and found[-1].generation == 1 and found[-1].outcome is Outcome.WAITING:
            return False
    return True
