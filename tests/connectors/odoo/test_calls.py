"""A sync with nothing new costs four calls, and what is remembered for that never leads astray."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.odoo.memory import Memory
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.reference_week import reference_week
from unticket.model.errors import ConnectorError

TICKET = "helpdesk.ticket"


def sync(source: Any, position: str, since: datetime) -> str:
    """Asks what a sync asks, in its order; the position of the messages afterwards."""
    source.vocabulary()
    list(source.tickets_changed_since(since))
    for page in source.messages_after(position):
        position = page.position
    source.ticket_keys()
    return position


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
@pytest.mark.parametrize(
    "since", [datetime(2026, 2, 20, 9, 0, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)], ids=["last change", "last sync"]
)
def test_a_sync_with_nothing_new_costs_four_calls_in_a_new_process(
    opened, week: RunningDesk, protocol: str, since: datetime
) -> None:
    """Though the overlap reads a ticket again, whose contact's address is another question."""
    position = sync(opened(week, protocol=protocol), "", since)
    before = week.calls.copy()
    source = opened(week, protocol=protocol)
    source.desk()
    assert sync(source, position, since) == position
    asked = week.calls - before
    assert asked.total() == 4, asked


def test_a_new_tag_is_asked_for_when_a_ticket_carries_it(opened, week: RunningDesk) -> None:
    assert "99" not in opened(week).vocabulary().tags
    week.state.load_rows("helpdesk.ticket.tag", [{"id": 99, "name": "wifi", "color": 0, "active": True}])
    week.state.table(TICKET).change(20289, {"tag_ids": [13, 99], "write_date": "2026-02-20 12:00:00.000000"})
    source = opened(week)
    [page] = source.tickets_changed_since(datetime(2026, 2, 20, 12, tzinfo=UTC))
    assert [tag.name for tag in page.tickets[-1].tags] == ["LMS", "wifi"]
    assert source.vocabulary().tags["99"].name == "wifi"


def test_a_stage_that_becomes_a_closed_one_counts_at_once(opened, week: RunningDesk) -> None:
    assert not opened(week).vocabulary().stages["3"].closed
    week.state.table("helpdesk.ticket.stage").change(3, {"closed": True})
    assert opened(week).vocabulary().stages["3"].closed


def test_a_tag_that_the_desk_does_not_list_is_known_by_its_number(opened, week: RunningDesk) -> None:
    week.state.table("helpdesk.ticket").change(20289, {"tag_ids": [13, 777]})
    [page] = opened(week).tickets_after("")
    assert [tag.name for tag in page.tickets[0].tags] == ["LMS", "#777"]


def test_archived_words_keep_their_names(opened, week: RunningDesk) -> None:
    week.state.table("helpdesk.ticket.tag").change(13, {"active": False})
    assert opened(week).vocabulary().tags["13"].name == "LMS"


def test_a_server_that_changed_since_it_was_probed_is_probed_again(opened, scripted) -> None:
    """The database was upgraded overnight: a field is gone, which Odoo answers with an error 500."""
    fields = {name: {} for name in ("name", "stage_id", "create_date", "write_date", "closed", "kept", "email_cc")}
    fields["partner_email"] = {}

    def answer(asked: Any) -> Any:
        if asked.method == "GET":
            return {"version": "19.0"}
        match asked.path.removeprefix("/json/2/"):
            case "res.users/context_get":
                return {"uid": 5}
            case path if path.endswith("/fields_get"):
                return fields
            case "helpdesk.ticket/search_read" if set(asked.body["fields"]) <= fields.keys():
                return [{"id": 1, "name": "x", "create_date": "2026-01-01 00:00:00", "write_date": "2026-01-01 00:00:00"}]
            case "helpdesk.ticket/search_read":
                return 500, {}, json.dumps({"name": "builtins.ValueError", "message": "Invalid field"}).encode()
        return []

    site = scripted(answer)
    fields |= {name: {} for name in ("description", "team_id", "user_id", "tag_ids", "priority", "partner_id", "partner_name")}
    assert len(list(opened(site.url).tickets_after(""))) == 1
    del fields["partner_email"]
    asked_before = len(site.asked)
    assert len(list(opened(site.url).tickets_after(""))) == 1
    assert any(asked.method == "GET" for asked in site.asked[asked_before:])


def test_the_memory_holds_no_secret_and_is_its_owners_only(opened, week: RunningDesk, tmp_path: Path) -> None:
    sync(opened(week), "", datetime(2026, 2, 20, tzinfo=UTC))
    [file] = (tmp_path / "cache").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_text("utf-8")
    assert week.api_key not in content
    assert week.api_key not in file.name
    assert "lesson 3" not in content, "no ticket's text"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"form": 0}', b'{"form": 1, "values": {"profile": {"at": 3}}}', b"\xff"]
)
def test_a_broken_memory_only_costs_calls(opened, week: RunningDesk, tmp_path: Path, content: bytes) -> None:
    opened(week).count()
    [file] = (tmp_path / "cache").iterdir()
    file.write_bytes(content)
    assert opened(week).count() == 8


def test_a_memory_that_was_tampered_with_only_costs_calls(opened, week: RunningDesk, tmp_path: Path) -> None:
    opened(week).vocabulary()
    [file] = (tmp_path / "cache").iterdir()
    told = json.loads(file.read_text("utf-8"))
    for entry in told["values"].values():
        entry["value"] = {"edition": "helpdesk_mgmt (OCA)", "fields": 5} if isinstance(entry["value"], dict) else [{"id": "x"}]
    file.write_text(json.dumps(told), "utf-8")
    assert len(opened(week).vocabulary().tags) == 20


def test_where_nothing_can_be_remembered_everything_still_works(opened, week: RunningDesk, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert opened(week).count() == 8


def test_memories_age_and_those_from_the_future_are_not_believed(tmp_path: Path) -> None:
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    memory = Memory(tmp_path / "m.json", now=lambda: now[0])
    memory.keep(word=1)
    now[0] += timedelta(minutes=59)
    assert memory.recall("word", timedelta(hours=1)) == 1
    now[0] += timedelta(minutes=1)
    assert memory.recall("word", timedelta(hours=1)) is None
    now[0] -= timedelta(days=1)
    assert memory.recall("word", timedelta(hours=1)) is None


def test_another_key_has_a_memory_of_its_own(opened) -> None:
    """What one key may see is nothing that another may be told."""
    state = reference_week()
    other = state.add_key("agent7")
    with serve(state) as desk:
        opened(desk).count()
        before = desk.calls["res.users", "context_get"]
        opened(desk, api_key=other).count()
        assert desk.calls["res.users", "context_get"] == before + 1


def test_connections_are_given_back_and_a_closed_source_does_not_hang(opened, week: RunningDesk) -> None:
    source = opened(week)
    source.count()
    source.close()
    source.close()
    with pytest.raises((RuntimeError, ConnectorError)):
        source.count()
