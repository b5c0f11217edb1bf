"""The worker among real peers over HTTP and SMTP: the click that leads on, the stop, the clean end."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from unticket.app.acting import Acting
from unticket.demo.login_cases import Case, Login, Way
from unticket.demo.login_house import LoginHouse, login_house
from unticket.doors.worker import Worker
from unticket.model.errors import NotFound
from unticket.runbooks.plan import Mode, Verdict

HELPED = Case(row="reactivate", ends=Verdict.RESOLVED, name="Lan Tran")
BY_MAIL = Case(row="confirm_reactivation", ends=Verdict.WAITING, name="Dao Kieu", way=Way.MAIL)
FORGOT = Case(row="reset_password", ends=Verdict.WAITING, name="Yen Chu", logins=(Login(last_used=-1),))
GONE_LATER = Case(row="reactivate", ends=Verdict.RESOLVED, name="Son Bui")


@pytest.fixture
def school() -> Iterator[LoginHouse]:
    with login_house([HELPED, BY_MAIL, FORGOT, GONE_LATER]) as house:
        yield house


@pytest.fixture
def worker(school: LoginHouse) -> Iterator[Worker]:
    """A promoted worker in this process, told by the desk's webhook."""
    worker = Worker(school.settings, hooks=True)
    worker.begin()
    worker.engine.launch()
    promoted(worker.acting)
    school.send_webhooks_to(worker.port)
    yield worker
    worker.end()
    worker.engine.close(5)
    worker.acting.close()


def promoted(acting: Acting) -> None:
    while acting.standing().mode is not Mode.AUTOMATIC:
        acting.promote("login", by="Theo")
    time.sleep(1.1)  # the desk tells whole seconds: a ticket of this very second would seem older than the promotion


def until(seen: Callable[[], Any], seconds: float = 60) -> Any:
    give_up_at = time.monotonic() + seconds
    while not (value := seen()):
        assert time.monotonic() < give_up_at, "waited in vain"
        time.sleep(0.05)
    return value


def ended(acting: Acting, run_id: str) -> str:
    def outcome() -> str:
        try:
            run = acting.records.runs.run(run_id)
        except NotFound:
            return ""
        return str(run.outcome) if run.ended_at else ""

    return str(until(outcome))


def account(school: LoginHouse, case: Case) -> Any:
    return next(user for user in school.lms.state.users.values() if user.email == case.email)


def test_from_hook_to_mail_over_the_wire(school: LoginHouse, worker: Worker) -> None:
    key = school.write(HELPED)
    assert ended(worker.acting, f"login:{key}:1") == "resolved"
    assert not account(school, HELPED).suspended
    assert worker.acting.desk.ticket(key).ticket.stage.name == "Done"
    assert [mail.recipients for mail in school.mail.mails] == [(HELPED.email,)] * 2
    assert worker.acting.audit_faults() == []
    phases = until(lambda: [p for p in worker.acting.run_detail(f"login:{key}:1").phases if p.ended_at])
    assert [phase.result for phase in phases] == [{"outcome": "resolved"}]


def test_a_forged_sender_gets_nothing_and_the_owners_click_leads_on(school: LoginHouse, worker: Worker) -> None:
    key = school.write(BY_MAIL)
    assert ended(worker.acting, f"login:{key}:1") == "waiting"
    assert account(school, BY_MAIL).suspended
    link = until(lambda: re.search(r"https://help\.school\.example(/confirm/\S+)", school.mail.mails[-1].text))
    page = f"http://127.0.0.1:{worker.port}{link[1]}"
    assert httpx2.get(page).status_code == 200  # a mail scanner
    assert account(school, BY_MAIL).suspended
    assert httpx2.post(page).status_code == 200
    assert ended(worker.acting, f"login:{key}:2") == "resolved"
    assert not account(school, BY_MAIL).suspended
    before = school.seen()
    httpx2.post(page)
    until(lambda: not worker.acting.records.looks.all())
    assert school.seen().since(before).lms_changes == 0


def test_a_reset_waits_and_a_sign_in_closes_it(school: LoginHouse, worker: Worker) -> None:
    key = school.write(FORGOT)
    assert ended(worker.acting, f"login:{key}:1") == "waiting"
    account(school, FORGOT).lastaccess = int(time.time()) + 5
    worker.acting.machine().dispatcher.sweep()
    until(lambda: str(worker.acting.records.runs.run(f"login:{key}:1").outcome) == "resolved")
    assert worker.acting.desk.ticket(key).ticket.stage.name == "Done"


def test_stopped_nothing_is_done_and_resumed_it_goes_on(school: LoginHouse, worker: Worker) -> None:
    worker.acting.stop("login", by="Theo", why="odd")
    key = school.write(HELPED)
    until(lambda: [run for run in worker.acting.runs() if str(run.stage) == "held"])
    assert account(school, HELPED).suspended
    assert school.mail.mails == []
    worker.acting.resume("login", by="Theo")
    worker.acting.machine().dispatcher.sweep()
    assert ended(worker.acting, f"login:{key}:1") == "resolved"


def test_an_undo_switches_it_off_again_but_not_for_one_who_left(school: LoginHouse, worker: Worker) -> None:
    first, second = school.write(HELPED), school.write(GONE_LATER)
    assert [ended(worker.acting, f"login:{key}:1") for key in (first, second)] == ["resolved"] * 2
    worker.acting.undo(f"login:{first}:1", by="Ada")
    assert account(school, HELPED).suspended
    employees = school.desk.state.table("hr.employee")
    with school.desk.state.lock:
        for row in employees.rows.values():
            row["active"] = row["name"] != GONE_LATER.name
    with pytest.raises(Exception, match="no undo touches"):
        worker.acting.undo(f"login:{second}:1", by="Ada")
    assert not account(school, GONE_LATER).suspended


def test_a_dry_run_has_no_effect_and_is_audited(school: LoginHouse) -> None:
    acting = Acting(school.settings)
    key = school.write(HELPED)
    before = school.seen()
    assert acting.dry_run(key).verdict is Verdict.RESOLVED
    assert school.seen().since(before).effects == 0
    assert [line.kind for line in acting.audit_lines()] == ["dry_run"]
    acting.close()


def test_the_worker_as_a_process_helps_and_ends_cleanly(school: LoginHouse, tmp_path: Path) -> None:
    """`unticket worker`, told to stop, ends its runs and gives 0; nothing of any key is printed."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = school.settings.model_copy(
        update={"folder": tmp_path, "hooks": school.settings.hooks.model_copy(update={"port": port})}
    )
    write_settings(settings, tmp_path / "unticket.toml")
    acting = Acting(settings)
    promoted(acting)
    process = subprocess.Popen(
        [sys.executable, "-m", "unticket", "worker"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        until(lambda: answers(port))
        school.send_webhooks_to(port)
        key = school.write(HELPED)
        assert ended(acting, f"login:{key}:1") == "resolved"
        process.send_signal(signal.SIGTERM)
        printed, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        assert school.settings.hooks.secrets[0].get_secret_value() not in printed
    finally:
        process.kill()
        process.wait()
        acting.close()


def answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx2.TransportError:
        return False


def write_settings(settings: Any, file: Path) -> None:
    """As a person would write them."""

    def plain(value: Any) -> Any:
        if isinstance(value, SecretStr):
            return value.get_secret_value()
        if isinstance(value, dict):
            return {name: plain(item) for name, item in value.items() if item is not None}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return str(value) if isinstance(value, Path) else value

    def toml(value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{name} = {toml(item)}" for name, item in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(toml(item) for item in value) + "]"
        return json.dumps(value)

    kept = plain(settings.model_dump(exclude={"folder"}))
    file.write_text("".join(f"{name} = {toml(value)}\n" for name, value in kept.items()))
    file.chmod(0o600)
