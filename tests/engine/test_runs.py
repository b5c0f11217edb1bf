"""Runs and their steps, on SQLite and on PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.engine.client import Client
from unticket.engine.engine import Engine
from unticket.engine.execution import Execution
from unticket.engine.retries import Retries
from unticket.engine.run import Run, RunState
from unticket.model.errors import Conflict, CredentialsRefused, NotFound, RunbookError, Unreachable

Work = Callable[..., Engine]
Ended = Callable[[Client, str], Run]
AT_ONCE = Retries(attempts=3, first_wait=0.01)


def test_started_many_times_from_many_threads_it_is_one_run(work: Work, ended: Ended) -> None:
    seen: list[str] = []
    engine = work(look=lambda execution, argument: execution.step("see", lambda: seen.append(argument)))
    answers: list[bool] = []
    threads = [threading.Thread(target=lambda: answers.append(engine.start("odoo:7", "look", "first"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended(engine, "odoo:7")
    assert engine.start("odoo:7", "look", "later") is False
    assert sorted(answers) == [False] * 7 + [True]
    assert seen == ["first"]


def test_a_run_tells_what_was_asked_each_step_and_how_it_ended(work: Work, ended: Ended) -> None:
    def login(execution: Execution, argument: dict[str, Any]) -> dict[str, Any]:
        person = execution.step("look up", lambda key: {"name": "Cora", "key": key}, argument["key"])
        execution.step("record", lambda: None)
        return {"outcome": "resolved", "name": person["name"]}

    engine = work(login=login)
    before = datetime.now(UTC).replace(microsecond=0)
    engine.start("odoo:101", "login", {"key": 101})
    run = ended(engine, "odoo:101")
    assert (run.run_id, run.runbook, run.state, run.starts) == ("odoo:101", "login", RunState.DONE, 1)
    assert run.argument == {"key": 101}
    assert run.result == {"outcome": "resolved", "name": "Cora"}
    assert run.worker == engine.worker_id
    assert [(step.name, step.result, step.failure) for step in run.steps] == [
        ("look up", {"name": "Cora", "key": 101}, None),
        ("record", None, None),
    ]
    assert before <= run.created_at
    assert run.steps[0].started_at <= run.steps[0].ended_at <= run.steps[1].ended_at


def test_only_transient_failures_are_tried_again_and_each_attempt_is_counted(work: Work, ended: Ended) -> None:
    calls = {"flaky": 0, "refused": 0}

    def flaky() -> str:
        calls["flaky"] += 1
        if calls["flaky"] < 3:
            raise Unreachable("Moodle does not answer.", transient=True)
        return "reached"

    def refused() -> None:
        calls["refused"] += 1
        raise CredentialsRefused("Moodle refused the key.", "Make a new one.")

    def look(execution: Execution, _argument: None) -> None:
        execution.step("flaky", flaky, retries=AT_ONCE)
        execution.step("refused", refused, retries=AT_ONCE)

    engine = work(look=look)
    engine.start("odoo:8", "look")
    run = ended(engine, "odoo:8")
    assert calls == {"flaky": 3, "refused": 1}
    assert [step.attempts for step in run.steps] == [3, 1]
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert (run.failure.code, run.failure.what, run.failure.hint) == (
        "credentials_refused",
        "Moodle refused the key.",
        "Make a new one.",
    )


def test_a_transient_failure_that_stays_is_a_failure_of_the_step(work: Work, ended: Ended) -> None:
    def away() -> None:
        raise Unreachable("Moodle does not answer.", transient=True)

    def look(execution: Execution, _argument: None) -> str:
        try:
            execution.step("away", away, retries=AT_ONCE)
        except Unreachable as error:
            return error.what
        return "reached"

    engine = work(look=look)
    engine.start("odoo:9", "look")
    run = ended(engine, "odoo:9")
    assert run.result == "Moodle does not answer."
    assert (run.steps[0].attempts, run.steps[0].failure and run.steps[0].failure.transient) == (3, True)


def test_of_a_bug_the_record_keeps_the_class_and_the_place_but_no_text(work: Work, ended: Ended) -> None:
    def stumble() -> None:
        raise KeyError("hunter2")

    engine = work(look=lambda execution, _argument: execution.step("stumble", stumble))
    engine.start("odoo:10", "look")
    run = ended(engine, "odoo:10")
    assert run.state is RunState.FAILED
    assert run.steps[0].failure is not None
    assert run.steps[0].failure.code == "bug"
    assert run.steps[0].failure.what.startswith("KeyError in ")
    assert "hunter2" not in repr(run)


def test_a_step_that_gives_anything_but_plain_json_fails_and_says_where(work: Work, ended: Ended) -> None:
    odd = [(1, 2), {1: "a"}, datetime(2026, 2, 18, tzinfo=UTC), float("nan"), RunState.DONE, "\ud800"]

    def look(execution: Execution, _argument: None) -> list[str]:
        said = []
        for value in odd:
            with pytest.raises(RunbookError) as caught:
                execution.step("see", lambda value=value: {"rows": [None, value]})
            said.append(caught.value.what)
        return said

    engine = work(look=look)
    engine.start("odoo:11", "look")
    said = ended(engine, "odoo:11").result
    assert len(said) == len(odd)
    assert all("'see' gives is not plain JSON: .rows[1] " in what for what in said)


def test_an_argument_that_is_not_plain_json_is_refused_before_anything_is_queued(client: Client) -> None:
    with pytest.raises(RunbookError, match=r"argument of run odoo:12 is not plain JSON: \.at is a datetime"):
        client.start("odoo:12", "look", {"at": datetime(2026, 2, 18, tzinfo=UTC)})
    with pytest.raises(NotFound):
        client.run("odoo:12")


def test_a_run_that_waits_for_a_person_ends_and_goes_on_as_a_second_run(work: Work, ended: Ended) -> None:
    acted: list[str] = []
    engine = work(
        plan=lambda execution, ticket: {"waits_for": "approval", "ticket": ticket},
        act=lambda execution, ticket: execution.step("act", lambda: acted.append(ticket)),
    )
    engine.start("odoo:13", "plan", "odoo:13")
    assert ended(engine, "odoo:13").result["waits_for"] == "approval"
    assert [engine.start("odoo:13:act", "act", "odoo:13") for _double_click in range(2)] == [True, False]
    ended(engine, "odoo:13:act")
    assert acted == ["odoo:13"]


@pytest.mark.parametrize("fixture", ["sqlite_url", "empty_postgresql_url"])
def test_a_process_without_a_worker_queues_runs_even_before_any_worker_ever_was(
    fixture: str, request: pytest.FixtureRequest, ended: Ended
) -> None:
    url = request.getfixturevalue(fixture)
    program = """if True:
        import sys
        from unticket.engine.client import Client
        with Client(sys.argv[1]) as client:
            print(client.start("odoo:14", "look", 14))
    """
    done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
    engine = Engine(url)
    engine.register("look", lambda execution, argument: argument + 1)
    engine.launch()
    assert ended(engine, "odoo:14").result == 15
    engine.close()


def test_runs_are_listed_newest_first_by_state_runbook_and_beginning_of_their_id(work: Work, ended: Ended) -> None:
    def fail(_execution: Execution, _argument: None) -> None:
        raise RunbookError("no way on")

    engine = work(look=lambda execution, argument: None, fail=fail)
    for run_id, runbook in (("odoo:1", "look"), ("odoo:1:act", "look"), ("odoo:2", "fail")):
        engine.start(run_id, runbook)
        ended(engine, run_id)
    assert {run.run_id for run in engine.runs()} == {"odoo:1", "odoo:1:act", "odoo:2"}
    assert [run.run_id for run in engine.runs(RunState.FAILED)] == ["odoo:2"]
    assert {run.run_id for run in engine.runs(RunState.DONE, RunState.QUEUED)} == {"odoo:1", "odoo:1:act"}
    assert {run.run_id for run in engine.runs(prefix="odoo:1")} == {"odoo:1", "odoo:1:act"}
    assert {run.run_id for run in engine.runs(runbook="fail")} == {"odoo:2"}
    assert len(engine.runs(limit=2)) == 2


def test_purge_forgets_what_ended_before_and_frees_its_id(work: Work, ended: Ended, until: Callable[..., Any]) -> None:
    gate = threading.Event()
    engine = work(look=lambda execution, argument: execution.step("wait", gate.wait) and None)
    engine.start("odoo:15", "look")
    until(lambda: engine.runs(RunState.RUNNING))
    assert engine.purge(datetime.now(UTC) + timedelta(days=1)) == 0, "a run at work is never purged"
    gate.set()
    ended(engine, "odoo:15")
    assert engine.purge(datetime.now(UTC) - timedelta(days=1)) == 0
    assert engine.purge(datetime.now(UTC) + timedelta(days=1)) == 1
    with pytest.raises(NotFound, match="odoo:15"):
        engine.run("odoo:15")
    assert engine.start("odoo:15", "look") is True


def test_a_cancelled_run_begins_no_further_effect(work: Work, until: Callable[..., Any]) -> None:
    inside, go, effects, left = threading.Event(), threading.Event(), [], threading.Event()

    def act(execution: Execution, _argument: None) -> None:
        def effect() -> None:
            inside.set()
            go.wait(30)
            try:
                execution.assert_alive()
                effects.append("done")
            finally:
                left.set()

        execution.step("act", effect)

    engine = work(act=act)
    engine.start("odoo:16", "act")
    until(inside.is_set)
    engine.cancel("odoo:16")
    go.set()
    until(left.is_set)
    assert engine.run("odoo:16").state is RunState.CANCELLED
    assert effects == []


def test_a_queued_run_that_is_cancelled_never_starts(client: Client, work: Work, ended: Ended) -> None:
    client.start("odoo:17", "look")
    client.cancel("odoo:17")
    seen: list[str] = []
    engine = work(look=lambda execution, _argument: seen.append(execution.run_id))
    engine.start("odoo:18", "look")
    ended(engine, "odoo:18")
    assert seen == ["odoo:18"]
    with pytest.raises(NotFound):
        client.cancel("odoo:19")


def test_a_worker_refuses_runbooks_and_queues_that_it_does_not_have(work: Work) -> None:
    engine = work(look=lambda execution, _argument: None)
    with pytest.raises(NotFound, match="no runbook 'lok'"):
        engine.start("odoo:20", "lok")
    with pytest.raises(NotFound, match="no queue 'fast'"):
        engine.start("odoo:20", "look", queue="fast")
    with pytest.raises(Conflict, match="too late"):
        engine.register("more", lambda execution, _argument: None)


def test_a_step_may_start_other_runs(work: Work, ended: Ended) -> None:
    engine: Engine

    def sweep(execution: Execution, _argument: None) -> list[bool]:
        return execution.step("start", lambda: [engine.start("odoo:22", "look"), engine.start("odoo:22", "look")])

    engine = work(sweep=sweep, look=lambda execution, _argument: "looked")
    engine.start("odoo:21", "sweep")
    assert ended(engine, "odoo:21").result == [True, False]
    assert ended(engine, "odoo:22").result == "looked"
