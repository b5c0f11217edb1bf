"""No effect without its row, no key twice, no limit overrun, whoever else is at work."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from unticket.model.errors import Conflict
from unticket.runbooks.acting.limits import Limits
from unticket.runbooks.acting.record import EffectState, Entry
from unticket.runbooks.plan import Effect, EffectKind

LIMITS = Limits(per_hour=5, per_day=8, per_person=2)
DONE = Entry(kind="effect_done", said="done")


def effect(number: int = 1, kind: EffectKind = EffectKind.REACTIVATE) -> Effect:
    return Effect(kind=kind, key=f"odoo:{number}:{kind}:1")


def begin(records, run, time, number: int = 1, person: str = "account 3", kind: EffectKind = EffectKind.REACTIVATE) -> str:
    return str(records.ledger.begin(effect(number, kind), run, person=person, account_id="3", limits=LIMITS, now=time()))


def test_a_key_is_begun_once(records, run, time) -> None:
    assert begin(records, run, time) == ""
    with pytest.raises(Conflict):
        begin(records, run, time)


@pytest.mark.parametrize("state", [EffectState.DONE, EffectState.REFUSED, EffectState.DOUBTFUL])
def test_what_has_ended_is_never_begun_again(records, run, time, state) -> None:
    begin(records, run, time)
    records.ledger.end(effect().key, state, DONE, now=time())
    with pytest.raises(Conflict):
        begin(records, run, time)
    with pytest.raises(Conflict):
        records.ledger.end(effect().key, EffectState.DONE, DONE, now=time())


def test_what_was_withdrawn_may_begin_again(records, run, time) -> None:
    begin(records, run, time)
    records.ledger.end(effect().key, EffectState.WITHDRAWN, DONE, now=time())
    assert begin(records, run, time) == ""
    assert records.ledger.find(effect().key).attempts == 2


def test_an_end_and_its_audit_line_are_kept_both_or_not_at_all(records, run, time, monkeypatch) -> None:
    begin(records, run, time)
    monkeypatch.setattr(type(records.audit), "_sealed", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        records.ledger.end(effect().key, EffectState.DONE, DONE, now=time())
    assert records.ledger.find(effect().key).state is EffectState.BEGUN


def test_limits_count_what_was_begun_an_hour_a_day_and_a_person(records, run, time) -> None:
    assert [begin(records, run, time, n, "account 3") for n in (1, 2, 3)] == ["", "", "per_person"]
    assert [begin(records, run, time, n, f"account {n}") for n in (4, 5, 6, 7)] == ["", "", "", "per_hour"]
    time.now += timedelta(minutes=61)
    assert [begin(records, run, time, n, f"account {n}") for n in (8, 9, 10, 11)] == ["", "", "", "per_day"]
    time.now += timedelta(hours=24)
    assert begin(records, run, time, 12, "account 3") == ""


def test_letter_case_of_an_address_is_no_way_round_one_mail_a_day(records, run, time) -> None:
    assert begin(records, run, time, 1, "cora@school.example", EffectKind.REPLY) == ""
    assert begin(records, run, time, 2, " CORA@school.example", EffectKind.REPLY) == "one_mail"
    assert begin(records, run, time, 3, "dan@school.example", EffectKind.REPLY) == ""


def test_refusals_and_withdrawals_use_up_no_limit(records, run, time) -> None:
    for number in (1, 2, 3):
        assert begin(records, run, time, number) == ""
        state = EffectState.WITHDRAWN if number % 2 else EffectState.REFUSED
        records.ledger.end(effect(number).key, state, DONE, now=time())


def test_many_at_once_do_not_overrun_a_limit(records, run, time) -> None:
    """Counting and beginning are one: forty threads, five places."""
    ready = threading.Barrier(8)

    def one(number: int) -> str:
        if number < 8:
            ready.wait()
        return begin(records, run, time, number, f"account {number}")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one, range(40)))
    assert sorted(set(answers)) == ["", "per_hour"]
    assert answers.count("") == 5


def test_many_at_once_begin_one_key_once(records, run, time) -> None:
    def one(_: int) -> str:
        try:
            return begin(records, run, time)
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(one, range(8))) == [""] + ["conflict"] * 7


def test_no_address_stands_in_it(records, run, time, database) -> None:
    from sqlalchemy import select

    from unticket.storage.acting_tables import EFFECTS

    begin(records, run, time, 1, "cora@school.example", EffectKind.REPLY)
    with database.reading() as connection:
        assert "cora" not in str(connection.execute(select(EFFECTS)).all())
