"""What is ordered to go wrong goes wrong, on the wire, when and as ordered."""

from __future__ import annotations

import http.client
import json
import threading
import time

import pytest

from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Faults,
    LateCommit,
    MaintenancePage,
    NoAnswer,
    Slow,
    SlowBody,
    TooLarge,
    TooManyRequests,
    Unavailable,
)

TICKET = "helpdesk.ticket"


def test_a_call_without_answer_lets_the_client_wait_until_it_gives_up(state, open_desk):
    with open_desk(state, Faults().on_call(1, NoAnswer())) as client:
        with pytest.raises(TimeoutError):
            client.ask(TICKET, "search", timeout=0.2)
        assert client.ask(TICKET, "search").status == 200


@pytest.mark.parametrize("fault", [NoAnswer, CutBeforeAnswer])
@pytest.mark.parametrize("worked", [True, False])
def test_whether_a_write_was_done_before_its_answer_was_lost_is_the_tests_choice(state, open_desk, fault, worked):
    over = threading.Event()
    faults = Faults().on_call(1, fault(worked=worked), method="write").between(lambda _: over.set(), method="write")
    with open_desk(state, faults) as client:
        with pytest.raises((TimeoutError, ConnectionError)):
            client.ask(TICKET, "write", timeout=0.3, ids=[20289], vals={"name": "y"})
        assert over.wait(10)
        (row,) = client.call(TICKET, "read", ids=[20289], fields=["name"])
        assert (row["name"] == "y") is worked


def test_a_connection_cut_in_the_body_leaves_the_promised_length_short(state, open_desk):
    with open_desk(state, Faults().on_call(1, CutInBody(0.5))) as client:
        with pytest.raises(http.client.IncompleteRead) as cut:
            client.ask(TICKET, "search_read")
        whole = len(client.ask(TICKET, "search_read").text.encode())
        assert 0 < len(cut.value.partial) < whole
        assert len(cut.value.partial) + cut.value.expected == whole


@pytest.mark.parametrize(
    ("fault", "status", "retry_after"),
    [
        (TooManyRequests(retry_after=7), 429, "7"),
        (TooManyRequests(retry_after=None), 429, None),
        (Unavailable(502), 502, None),
        (Unavailable(503, retry_after=2), 503, "2"),
        (Unavailable(504), 504, None),
    ],
)
def test_a_proxy_in_front_turns_calls_away_undone(state, open_desk, fault, status, retry_after):
    with open_desk(state, Faults().on_call(1, fault)) as client:
        answer = client.ask(TICKET, "write", ids=[20289], vals={"name": "y"})
        assert (answer.status, answer.headers["Retry-After"]) == (status, retry_after)
        assert answer.headers["Content-Type"].startswith("text/html")
        assert client.call(TICKET, "read", ids=[20289], fields=["name"])[0]["name"] != "y"


def test_broken_json_comes_as_a_whole_answer_that_cannot_be_read(state, open_desk):
    with open_desk(state, Faults().on_call(1, BrokenJson())) as client:
        answer = client.ask(TICKET, "search_read")
        assert answer.status == 200
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.text)


def test_a_maintenance_page_comes_with_200(state, open_desk):
    with open_desk(state, Faults().on_call(1, MaintenancePage())) as client:
        answer = client.ask(TICKET, "search_read")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert "back soon" in answer.text


def test_a_slow_answer_is_right_all_the_same(state, open_desk):
    with open_desk(state, Faults().on_call(1, Slow(0.01))) as client:
        assert client.call(TICKET, "search_count") == 8


def test_a_slow_body_arrives_whole_in_the_end(state, open_desk):
    with open_desk(state, Faults().on_call(1, SlowBody(pieces=5, pause=0.01))) as client:
        assert client.ask(TICKET, "search_read").text == client.ask(TICKET, "search_read").text


@pytest.mark.parametrize("size", [10, 65_538, 1_000_000])
def test_a_body_can_be_as_large_as_wished_without_saying_so(state, open_desk, size):
    with open_desk(state, Faults().on_call(1, TooLarge(size))) as client:
        answer = client.ask(TICKET, "search")
        assert answer.headers["Content-Length"] is None
        assert len(answer.text) == size
        assert isinstance(answer.body, list)


def test_a_paced_desk_takes_its_time_for_each_row(state, open_desk):
    with open_desk(state, Faults(seconds_per_row=0.02)) as client:
        began = time.monotonic()
        client.call(TICKET, "search_read")
        assert time.monotonic() - began >= 8 * 0.02


def test_a_late_commit_appears_behind_what_others_have_read_already(state, open_desk, clock):
    gate, begun = threading.Event(), threading.Event()

    def wait():
        begun.set()
        gate.wait(10)

    with open_desk(state, Faults().on_call(1, LateCommit(wait=wait), method="write")) as client:
        late = threading.Thread(target=client.call, args=(TICKET, "write"), kwargs={"ids": [20289], "vals": {"priority": "2"}})
        late.start()
        assert begun.wait(10)
        clock.forward(seconds=4)
        client.call(TICKET, "write", ids=[20290], vals={"priority": "2"})
        since = [["write_date", ">=", "2026-11-23 00:00:00"]]
        assert client.call(TICKET, "search", domain=since, order="write_date, id") == [20290]
        gate.set()
        late.join()
        rows = client.call(TICKET, "search_read", domain=since, fields=["write_date"], order="write_date, id")
    assert rows == [
        {"id": 20289, "write_date": "2026-11-23 23:37:12"},
        {"id": 20290, "write_date": "2026-11-23 23:37:16"},
    ]


def test_data_can_change_between_two_pages(state, open_desk):
    faults = Faults().between(lambda desk: desk.delete(TICKET, 20290), method="search_read")
    with open_desk(state, faults) as client:
        assert [row["id"] for row in client.call(TICKET, "search_read", order="id", limit=2)] == [20289, 20290]
        assert client.call(TICKET, "search", order="id", limit=2) == [20289, 20291]


def test_the_desks_own_hand_can_put_a_row_behind_what_was_read(state, open_desk):
    with open_desk(state) as client:
        state.change(TICKET, 20291, write_date="2026-02-20 02:30:00.000000", priority="3")
        key = state.add(TICKET, name="late", number="HT9", stage_id=1, write_date="2026-02-20 02:30:00.000000")
        found = client.call(TICKET, "search", domain=[["write_date", ">=", "2026-02-20 02:20:00"]], order="write_date, id")
    assert found == [20293, 20291, key, 20294, 20295, 20296]


def test_rules_count_the_calls_they_are_meant_for_only(state, open_desk):
    faults = Faults().on_call(2, Unavailable(), model=TICKET, method="search").every(3, BrokenJson(), method="read")
    with open_desk(state, faults) as client:
        assert [client.ask(TICKET, "search_count").status for _ in range(3)] == [200, 200, 200]
        assert [client.ask(TICKET, "search").status for _ in range(3)] == [200, 503, 200]
        whole = [client.ask(TICKET, "read", ids=[20289]).text.endswith("]") for _ in range(6)]
        assert whole == [True, True, False, True, True, False]
        assert client.desk.calls == {(TICKET, "search_count"): 3, (TICKET, "search"): 3, (TICKET, "read"): 6}


def test_a_run_of_calls_can_fail_and_then_recover(state, open_desk):
    with open_desk(state, Faults().on_calls(2, 3, TooManyRequests())) as client:
        assert [client.ask(TICKET, "search").status for _ in range(4)] == [200, 429, 429, 200]


def test_chance_is_repeatable_by_its_seed():
    def drawn(seed):
        faults = Faults(seed=seed).sometimes(0.3, BrokenJson())
        return [faults.next(TICKET, "search") is not None for _ in range(200)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 30 < sum(drawn(1)) < 90


def test_faults_reach_json_rpc_too(state, open_desk):
    with open_desk(state, Faults().on_call(1, Unavailable(), model=TICKET, method="search")) as client:
        assert "503" in client.rpc(TICKET, "search", [])
        assert len(client.rpc(TICKET, "search", [])["result"]) == 8


def test_a_desk_with_waiting_clients_closes_at_once(state, open_desk):
    """A fault that never answers must not keep the demo from ending."""
    ended = []
    with open_desk(state, Faults().on_call(1, NoAnswer())) as client:

        def ask():
            with pytest.raises((ConnectionError, http.client.HTTPException)):
                client.ask(TICKET, "search", timeout=60)
            ended.append(True)

        waiting = threading.Thread(target=ask)
        waiting.start()
        while not client.desk.calls:
            pass
    waiting.join(10)
    assert ended == [True]


def test_the_desk_listens_on_this_machine_only_with_keys_of_its_own(open_desk):
    from unticket.demo.reference_week import reference_week

    with open_desk(reference_week()) as one, open_desk(reference_week()) as other:
        assert one.desk.url.startswith("http://127.0.0.1:")
        assert one.desk.url != other.desk.url
        assert len(one.key) == 40
        assert one.key != other.key
        assert one.key not in repr(one.desk)
