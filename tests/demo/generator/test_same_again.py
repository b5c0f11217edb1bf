"""The same seed gives the same desk, byte by byte; the columns tell the same story as the rows."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import date

import orjson
import polars as pl

from unticket.demo.generator import generate, generate_frame
from unticket.history.ticket_table import SCHEMA

ASKED = {"tickets": 300, "first_day": date(2025, 9, 1), "last_day": date(2026, 2, 28)}
PROGRAM = """
import hashlib, orjson
from datetime import date
from unticket.demo.generator import generate
made = generate(seed=5, tickets=300, first_day=date(2025, 9, 1), last_day=date(2026, 2, 28))
print(hashlib.sha256(orjson.dumps(made.tables) + repr(made.truth).encode()).hexdigest())
"""


def digest(seed: int) -> str:
    made = generate(seed=seed, **ASKED)
    return hashlib.sha256(orjson.dumps(made.tables) + repr(made.truth).encode()).hexdigest()


def test_the_same_seed_gives_the_same_bytes_in_any_process():
    for hash_seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        run = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
        assert run.stdout.strip() == digest(5)


def test_another_seed_gives_another_desk():
    assert digest(5) != digest(6)


def test_the_frame_has_the_historys_columns_and_the_rows_facts():
    rows = generate(seed=5, **ASKED).tables["helpdesk.ticket"]
    frame = generate_frame(seed=5, **ASKED)
    assert frame.schema == SCHEMA
    written = frame.select(
        "key",
        "reference",
        "closed",
        "archived",
        stage=pl.col("stage").cast(pl.String),
        assignee=pl.col("assignee").cast(pl.String),
        tags=pl.col("tags").cast(pl.List(pl.String)),
        opened=pl.col("opened_at").dt.to_string("%Y-%m-%d %H:%M:%S"),
        changed=pl.col("changed_at").dt.to_string("%Y-%m-%d %H:%M:%S"),
        assigned=pl.col("assigned_at").dt.to_string("%Y-%m-%d %H:%M:%S"),
        closed_on=pl.col("closed_at").dt.to_string("%Y-%m-%d %H:%M:%S"),
    ).rows(named=True)
    assert written == [
        {
            "key": f"odoo:{row['id']}",
            "reference": row["number"],
            "closed": row["closed"],
            "archived": not row["active"],
            "stage": str(row["stage_id"][0]),
            "assignee": str(row["user_id"][0]) if row["user_id"] else None,
            "tags": [str(tag) for tag in row["tag_ids"]],
            "opened": row["create_date"],
            "changed": row["write_date"],
            "assigned": row["assigned_date"] or None,
            "closed_on": row["closed_date"] if row["closed"] else None,
        }
        for row in rows
    ]


def test_the_frame_knows_when_the_requester_was_answered_first():
    """From the messages alone: the first by an agent that is no note and not automatic."""
    made = generate(seed=5, **ASKED)
    frame = generate_frame(seed=5, **ASKED)
    first: dict[int, str] = {}
    agents = {row["partner_id"][0] for row in made.tables["res.users"] if not row["share"] and row["id"] != 2}
    for row in made.tables["mail.message"]:
        if row["author_id"][0] in agents and row["message_type"] == "comment" and row["subtype_id"][1] != "Note":
            first.setdefault(row["res_id"], row["date"])
    shown = frame["first_response_at"].dt.to_string("%Y-%m-%d %H:%M:%S").to_list()
    for number, (answered, row) in enumerate(zip(shown, made.tables["helpdesk.ticket"], strict=True), start=1):
        assert answered == first.get(number) or (answered is None and first[number] == row["closed_date"])
