"""The demo's school for warnings: a roster, a learning platform with last uses, and a mail server, on this machine only."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from unticket.demo import mail_sink
from unticket.demo.lms import serve as lms_server
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, LEAST, SITE_INFO, UPDATE_USERS
from unticket.demo.lms.state import LmsState
from unticket.demo.mail_sink import RunningSink
from unticket.settings import Language, Settings

DOMAIN = "school.example"
TIMEZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One row of the roster and one account. `unused`: days since its last use; None: never used."""

    name: str
    unused: int | None
    row: str  # of the table, that must fit
    status: str = "active"
    language: str = ""
    suspended: bool = False
    username: str = ""
    box: str = ""

    @property
    def email(self) -> str:
        return f"{self.box or '.'.join(self.name.lower().split())}@{DOMAIN}"


PEOPLE: tuple[Member, ...] = (
    Member(name="Lan Tran", unused=25, language="vi", row="warn"),
    Member(name="Anna Berg", unused=28, language="en", row="warn"),
    Member(name="Duc Ly", unused=24, row="warn"),
    Member(name="Hoa Pham", unused=3, row="in_use"),
    Member(name="Son Bui", unused=12, row="in_use"),
    Member(name="Minh Nguyen", unused=26, status="resigned", row="terminated"),
    Member(name="Thu Cao", unused=40, suspended=True, row="off"),
    Member(name="Uyen Vo", unused=None, row="never_used"),
    Member(name="Exam Office", unused=27, box="exams", row="shared_box"),
    Member(name="Khoa Admin", unused=26, username="admin", row="admin_account"),
)


@contextmanager
def warning_house(folder: Path | None = None, *, language: Language = "en") -> Iterator[tuple[Settings, RunningSink]]:
    """Settings that connect to the running school and to nothing else, and its mail server. `folder` None: one that goes
    away. Reads no file and no environment."""
    with ExitStack() as open_:
        home = folder or Path(open_.enter_context(TemporaryDirectory(prefix="unticket-demo-")))
        state = _lms()
        reader = state.add_user("reader", "Unticket Reader", f"reader@{DOMAIN}", auth="webservice")
        lms = open_.enter_context(lms_server.serve(state))
        token = state.add_token(reader, functions=(SITE_INFO, BY_FIELD, BY_CRITERIA), capabilities=LEAST - {UPDATE_USERS})
        mail = open_.enter_context(mail_sink.serve())
        chosen: dict[str, Any] = {
            "hr": ({"kind": "roster_file", "name": "staff", "path": _roster(home).name},),
            "last_access": {"kind": "moodle", "url": lms.url, "token": token, "administrators": ["admin"]},
            "mail": {
                "kind": "smtp",
                "host": mail.host,
                "port": mail.port,
                "encryption": "none",
                "sender": f"servicedesk@{DOMAIN}",
                "sender_name": "Service desk",
            },
            "runbooks": {
                "login": {"domains": [DOMAIN], "sign_in_url": f"https://lms.{DOMAIN}"},
                "pre_deactivation": {"tell": [f"it@{DOMAIN}"], "at": "00:00"},
            },
        }
        yield Settings.model_validate({"timezone": TIMEZONE, "language": language, "folder": home} | chosen), mail


def written(settings: Settings) -> str:
    """What connects to the school that these settings are of, as an unticket.toml."""
    sections = [("", {"timezone": settings.timezone, "language": settings.language})]
    sections += [("[[hr]]", section) for section in settings.hr]
    sections += [("[last_access]", settings.last_access), ("[mail]", settings.mail)]
    runbooks = settings.runbooks
    sections.append(("[runbooks.login]", runbooks.login.model_dump(exclude_defaults=True)))
    sections.append(("[runbooks.pre_deactivation]", runbooks.pre_deactivation.model_dump(exclude_defaults=True)))
    return "\n\n".join("\n".join([head, *_lines(values)]).strip() for head, values in sections) + "\n"


def _lines(values: dict[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        yield f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_value(one) for one in value)}]"
    return str(value) if isinstance(value, int) else f'"{value}"'


def _roster(folder: Path) -> Path:
    file = folder / "staff.csv"
    rows = [f"{one.name},{one.email},{one.status},{one.language}" for one in PEOPLE]
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write("\n".join(["Name,Email,Status,Language", *rows]) + "\n")
    return file


def _lms() -> LmsState:
    state = LmsState(name="School LMS")
    for one in PEOPLE:
        used = int((datetime.now(UTC) - timedelta(days=one.unused)).timestamp()) if one.unused is not None else 0
        state.add_user(
            one.username or one.email.partition("@")[0],
            one.name,
            one.email,
            suspended=one.suspended,
            is_admin=one.username == "admin",
            lastaccess=used,
            firstaccess=used and used - 86_400 * 200,
        )
    return state
