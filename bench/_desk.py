"""A demo desk in a process of its own, paced like the real server: `python -m bench._desk TICKETS`."""

from __future__ import annotations

import json
import sys
from datetime import date

from unticket.demo.desk.faults import Faults
from unticket.demo.desk.serve import serve
from unticket.demo.desk.state import DeskState
from unticket.demo.generator import generate

REAL_SECONDS_PER_ROW = 2.2 / 20_000  # measured on a real Odoo 19: 20,000 tickets with descriptions, pages of 2,000

if __name__ == "__main__":
    made = generate(seed=3, tickets=int(sys.argv[1]), first_day=date(2025, 1, 1), last_day=date(2025, 12, 31))
    tables = {model: rows for model, rows in made.tables.items() if model != "mail.message"}
    state = DeskState.from_tables(tables, now=made.truth.now)
    with serve(state, faults=Faults(seconds_per_row=REAL_SECONDS_PER_ROW)) as desk:
        print(json.dumps({"url": desk.url, "database": desk.database, "api_key": desk.api_key}), flush=True)
        for _ in sys.stdin:  # each line asks how many calls there were since the last
            print(json.dumps(sum(desk.calls.values())), flush=True)
            desk.calls.clear()
