"""Five thousand people, among them rows that nobody should have written: who must be warned is found, and nobody else."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from unticket.app.acting import Acting
from unticket.app.pre_deactivation import PreDeactivation
from unticket.settings import Settings

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PEOPLE = 5000
NEAR = (NOW - timedelta(days=25)).isoformat()
LATELY = (NOW - timedelta(days=3)).isoformat()
# What stands in the two files about one person each: (name, address, status), (name, address, last use, suspended).
HOSTILE: tuple[tuple[tuple[str, str, str], tuple[str, str, str, str]], ...] = (
    (("Vy Ngo", "vy.ngo@schoo1.example", "active"), ("Vy Ngo", "vy.ngo@schoo1.example", NEAR, "No")),
    (("Vy Ngo", "vy.ngo@school.example.evil.test", "active"), ("Vy Ngo", "vy.ngo@school.example.evil.test", NEAR, "No")),
    (("Lân Cao", "lân.cao@school.example", "active"), ("Lân Cao", "lân.cao@school.example", NEAR, "No")),
    (('"Bcc: all@school.example\r\nEvil"', "evil@school.example", "active"), ("Evil One", "evil@school.example", NEAR, "No")),
    (("=HYPERLINK(1)", "formula@school.example", "active"), ("Formula Person", "formula@school.example", NEAR, "No")),
    (("Future Le", "future.le@school.example", "active"), ("Future Le", "future.le@school.example", "2031-01-01", "No")),
    (("Wrong Le", "wrong.le@school.example", "active"), ("Wrong Le", "wrong.le@school.example", "30/02/2026", "No")),
    (("Off Le", "off.le@school.example", "active"), ("Off Le", "off.le@school.example", NEAR, "Yes")),
    (("Odd Le", "odd.le@school.example", "active"), ("Odd Le", "odd.le@school.example", NEAR, "perhaps")),
    (("Gone Le", "gone.le@school.example", "terminated"), ("Gone Le", "gone.le@school.example", NEAR, "No")),
    (("Odd Status", "odd.status@school.example", "teleported"), ("Odd Status", "odd.status@school.example", NEAR, "No")),
    (("No Address", "", "active"), ("No Address", "no.address@school.example", NEAR, "No")),
    (("Box", "office@school.example", "active"), ("Box", "office@school.example", NEAR, "No")),
)


def write(file: Path, rows: list[str]) -> None:
    file.write_text("\n".join(rows) + "\n", "utf-8")
    os.utime(file, (NOW.timestamp() - 3600, NOW.timestamp() - 3600))


def test_of_five_thousand_with_hostile_rows_exactly_the_near_are_found(tmp_path: Path) -> None:
    roster, accesses = ["name,email,status"], ["name,email,last access,suspended"]
    near = []
    for number in range(PEOPLE):
        letters = "".join(chr(97 + number // 26**place % 26) for place in range(3))
        name, address = f"Person {letters}", f"person{number}@school.example"
        roster.append(f"{name},{address},active")
        accesses.append(f"{name},{address},{NEAR if number % 100 == 0 else LATELY},No")
        near += [address] if number % 100 == 0 else []
    for person, account in HOSTILE:
        roster.append(",".join(person))
        accesses.append(",".join(account))
    write(tmp_path / "roster.csv", roster)
    write(tmp_path / "accesses.csv", accesses)
    settings: dict[str, Any] = {
        "folder": tmp_path,
        "hr": ({"kind": "roster_file", "name": "staff", "path": "roster.csv"},),
        "last_access": {"kind": "access_file", "path": "accesses.csv", "administrators": ["admin"]},
        "runbooks": {"login": {"domains": ["school.example"]}},
    }
    acting = Acting(Settings.model_validate(settings))
    try:
        for source in (*acting.directories, acting.last_access):
            source.now = lambda: NOW  # type: ignore[union-attr]
        warnings = PreDeactivation(acting, clock=lambda: NOW)
        found = warnings.found()
        assert sorted(due.account.email for due in found.to_warn) == sorted(near)
        assert warnings.out_of_range(found) == ""
        assert found.rows["in_use"] == PEOPLE - len(near)
    finally:
        acting.close()
