"""The suites for real servers hold at the demo's: whoever runs them at theirs learns of the server and not of the suite."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from unticket.demo.desk import arrival
from unticket.demo.desk.rights import HR_OFFICER, INTERNAL
from unticket.demo.desk.serve import serve as serve_desk
from unticket.demo.lms.lab import lab
from unticket.demo.lms.serve import serve as serve_lms
from unticket.demo.reference_week import reference_week

HERE = Path(__file__).parent
CORA, MINH = "cora@school.example", "minh.nguyen@example.com"


def run(environment: dict[str, str], *suites: str) -> str:
    """What pytest says of these suites in that environment. Raises where one does not hold."""
    files = [str(HERE / suite) for suite in suites]
    command = [sys.executable, "-m", "pytest", "-rs", *files]
    ended = subprocess.run(
        command, env=os.environ | environment, cwd=HERE.parents[1], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.slow
def test_the_suites_for_a_real_odoo() -> None:
    state = reference_week()
    state.add_user("Cora Pham", CORA, share=True)
    ticket = arrival.by_portal(state, CORA, "Throw me away", "Please")
    state.change("helpdesk.ticket", ticket, user_id=5)
    state.add_user("HR Reader", "hrbot", groups=(INTERNAL, HR_OFFICER))
    known = next(str(row["work_email"]) for row in state.table("hr.employee").rows.values() if row["work_email"])
    with serve_desk(state) as desk:
        environment = {
            "ODOO_URL": desk.url,
            "ODOO_DATABASE": desk.database,
            "ODOO_API_KEY": desk.api_key,
            "ODOO_LOGIN": desk.login,
            "ODOO_THROW_AWAY_TICKET": str(ticket),
            "ODOO_HR_API_KEY": state.add_key("hrbot"),
            "ODOO_KNOWN_EMPLOYEE": known,
        }
        said = run(environment, "odoo/test_live.py", "odoo/test_live_acting.py", "odoo/employees/test_live.py")
    assert "SKIPPED" not in said
    assert len(state.hanging("mail.activity", ticket)) == 2, "one to-do for each protocol"
    assert not [mail for mail in state.mails if mail.to == CORA], "and no mail to who asked"


def test_the_suites_for_a_real_moodle() -> None:
    state = lab()
    with serve_lms(state) as lms:
        environment = {
            "MOODLE_URL": lms.url,
            "MOODLE_TOKEN": lms.token,
            "MOODLE_KNOWN_EMAIL": MINH,
            "MOODLE_THROW_AWAY_EMAIL": MINH,
            "MOODLE_MAY_MAIL": "1",
        }
        said = run(environment, "moodle/test_live.py", "moodle/test_live_acting.py")
    assert "SKIPPED" not in said
    assert [mail.to for mail in state.mails] == [MINH]
    assert not state.user("minh").suspended
