"""A house with schedules: a desk from a file, a real mail server, and processes that look what is due at a given time."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from unticket.app.acting import Acting
from unticket.app.schedules import Schedules
from unticket.settings import load

PROCESS = Path(__file__).with_name("schedule_process.py")
TICKETS = """Ticket number,Title,Stage,Assigned user,Tags,Created on,Closed Date,Last Updated on
HT20289,Video in lesson 3 does not play,Done,Anna Agent,"LMS,video",2026-02-18 08:40:00,2026-02-18 09:10:00,2026-02-18 09:10:00
HT20290,Cannot log in,Done,Anna Agent,LMS,2026-02-19 08:40:00,2026-02-19 09:10:00,2026-02-19 09:10:00
HT20297,Projector is dark,In Progress,,,2026-02-20 16:00:00,,2026-02-20 16:00:00
"""
DAILY = """
[[schedules]]
name = "daily-ada"
report = "daily"
at = "07:00"
to = ["ada@school.example"]
tell = ["theo@school.example"]
forms = ["xlsx"]
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    return request.getfixturevalue("postgresql_database") if request.param == "postgresql" else "sqlite:///unticket.db"


@pytest.fixture
def post() -> Iterator[Any]:
    """A mail server that can be told to refuse, to fall silent or to cut the connection."""
    name = "schedules_smtp_peer"
    file = Path(__file__).parents[1] / "connectors" / "smtp" / "peer.py"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    peer = importlib.util.module_from_spec(spec)
    sys.modules[name] = peer  # its dataclasses look themselves up there
    spec.loader.exec_module(peer)
    with peer.mailserver() as server:
        yield server


@dataclass(frozen=True)
class House:
    """A folder with settings, and the mail server that they name."""

    folder: Path
    post: Any

    @contextmanager
    def opened(self, now: datetime) -> Iterator[Schedules]:
        """Its schedules, with the clock standing at `now`."""
        acting = Acting(load(self.folder / "unticket.toml", {}))
        try:
            yield Schedules(acting, clock=lambda: now)
        finally:
            acting.close()

    def look(self, *moments: datetime) -> None:
        """Look what is due at each of `moments`."""
        for moment in moments:
            with self.opened(moment) as schedules:
                schedules.look()

    def process(self, moment: datetime | str, death: str = "never") -> subprocess.Popen[str]:
        """A process that looks at `moment` ("worker": a whole worker), and kills itself at `death`."""
        arguments = [str(self.folder), moment if isinstance(moment, str) else moment.isoformat(), death]
        return subprocess.Popen([sys.executable, str(PROCESS), *arguments], text=True, stderr=subprocess.PIPE)

    def mails_to(self, address: str) -> Sequence[EmailMessage]:
        """The mails that the server took for `address`, oldest first."""
        return [message for message in self.post.messages if address in str(message["To"])]

    def schedule(self, settings: str) -> None:
        """Put other schedules into the settings."""
        file = self.folder / "unticket.toml"
        file.write_text(file.read_text("utf-8").partition("[[schedules]]")[0] + settings, "utf-8")


@pytest.fixture
def make_house(tmp_path: Path, post: Any) -> Callable[..., House]:
    def make(schedules: str = DAILY, database_url: str = "sqlite:///unticket.db") -> House:
        (tmp_path / "tickets.csv").write_text(TICKETS, "utf-8")
        (tmp_path / "unticket.toml").write_text(
            f'''timezone = "Asia/Ho_Chi_Minh"
database_url = "{database_url}"
[desk]
kind = "ticket_file"
path = "tickets.csv"
[mail]
kind = "smtp"
host = "{post.host}"
port = {post.port}
encryption = "none"
sender = "desk@school.example"
time_out_seconds = 5
verdict_seconds = 2
{schedules}''',
            "utf-8",
        )
        return House(tmp_path, post)

    return make


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """A daily report for Ada; Theo is told of trouble."""
    return make_house()
