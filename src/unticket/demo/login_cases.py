"""The demo's people and their tickets: the three reference tickets, and one for each row of the login table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from unticket.runbooks.plan import Verdict

DOMAIN = "school.example"
RULE = "rule"  # what the demo platform's profile field says where the 30-day rule switched an account off


class Way(StrEnum):
    """How a requester reaches the desk."""

    PORTAL = "portal"  # signed in
    MAIL = "mail"


class House(StrEnum):
    """The state of the school's systems that a case needs. Each is a house of its own."""

    USUAL = "usual"
    NO_PUBLIC_ADDRESS = "no public address"  # so no link can be mailed to confirm a request
    HR_REFUSES = "HR refuses its key"
    LMS_REFUSES = "LMS refuses its token"
    HR_IS_OLD = "the register of students is ten days old"
    LMS_SHOWS_LOCKS = "an account service that shows locked accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """One record in HR. Days count from today."""

    name: str = ""  # "": the person's own
    leaves_in: int | None = None
    archived: bool = False
    began: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One account in the LMS. Days count from today."""

    name: str = ""
    username: str = ""
    suspended: bool = False
    by: str = RULE  # who suspended it; "": nobody knows
    last_used: int = -45
    first_used: int = -200
    confirmed: bool = True
    method: str = "manual"
    administrator: bool = False
    locked: bool = False


ON = Login(last_used=-1)
OFF = Login(suspended=True)
CANNOT = ("Cannot log in to the LMS", "Hello,\nI cannot log in: it says that my account is deactivated.\nThank you")
FORGOTTEN = ("I forgot my password", "Hello,\nI cannot log in to the LMS, I forgot my password.\nThank you")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person, what the systems say of them, their ticket, and how it must end. `row` "": not this runbook's matter."""

    row: str
    ends: Verdict
    name: str
    words: tuple[str, str] = CANNOT
    box: str = ""  # the address's first part; "": from the name
    domain: str = DOMAIN
    way: Way = Way.PORTAL
    employees: tuple[Employee, ...] = (Employee(),)
    logins: tuple[Login, ...] = (OFF,)
    house: House = House.USUAL
    no_go: bool = False
    shown_as: str = field(default="")  # the name in From; "": the person's own

    @property
    def email(self) -> str:
        return f"{self.box or '.'.join(self.name.lower().split()[::-1][:2][::-1])}@{self.domain}"


REFERENCE = (
    Case(row="reactivate", ends=Verdict.RESOLVED, name="Lan Tran"),
    Case(row="terminated", ends=Verdict.ESCALATED, name="Minh Nguyen", employees=(Employee(archived=True),)),
    Case(
        row="",
        ends=Verdict.SKIPPED,
        name="Hoa Pham",
        words=("Video in lesson 3 does not play", "The video of lesson 3 keeps buffering and then stops."),
    ),
)

_ESCALATED, _WAITING = Verdict.ESCALATED, Verdict.WAITING

# fmt: off
ROWS: tuple[Case, ...] = (
    Case(row="no_address", ends=_ESCALATED, name="Nobody Known", way=Way.MAIL, box="", domain=""),
    Case(row="several_addresses", ends=_ESCALATED, name="Quan Do", way=Way.MAIL,
         words=("Cannot log in", f"I cannot log in to the LMS. My account is director@{DOMAIN}")),
    Case(row="suspicious_address", ends=_ESCALATED, name="Vy Ngo", way=Way.MAIL, domain="schoo1.example"),
    Case(row="shared_box", ends=_ESCALATED, name="Exam Office", box="exams"),
    Case(row="no_go", ends=_ESCALATED, name="Rector Magna", no_go=True),
    Case(row="unknown", ends=_ESCALATED, name="Uyen Vo", employees=()),
    Case(row="ambiguous_person", ends=_ESCALATED, name="An Le", employees=(Employee(), Employee(name="Binh Le"))),
    Case(row="leaving", ends=_ESCALATED, name="Son Bui", employees=(Employee(leaves_in=20),)),
    Case(row="hr_unreachable", ends=_ESCALATED, name="Ha Dang", house=House.HR_REFUSES),
    Case(row="hr_stale", ends=_ESCALATED, name="Thu Cao", house=House.HR_IS_OLD),
    Case(row="no_account", ends=_ESCALATED, name="Duc Ly", logins=()),
    Case(row="several_accounts", ends=_ESCALATED, name="Mai Dinh", logins=(OFF, Login(username="mai2", suspended=True))),
    Case(row="lms_unreachable", ends=_ESCALATED, name="Long Truong", house=House.LMS_REFUSES),
    Case(row="admin_account", ends=_ESCALATED, name="Khoa Admin", logins=(Login(administrator=True, last_used=-1),)),
    Case(row="unconfirmed", ends=_ESCALATED, name="Nga Huynh", logins=(Login(confirmed=False, last_used=-1),)),
    Case(row="locked", ends=_ESCALATED, name="Phuc Lam", house=House.LMS_SHOWS_LOCKS,
         logins=(Login(locked=True, last_used=-1),)),
    Case(row="other_sign_in", ends=_ESCALATED, name="Tam Vu", logins=(Login(method="oauth2", last_used=-1),)),
    Case(row="another_name", ends=_ESCALATED, name="Trang Ho", logins=(Login(name="Trung Mai", suspended=True),)),
    Case(row="older_account", ends=_ESCALATED, name="Hieu Phan", employees=(Employee(began=-60),)),
    Case(row="no_proof", ends=_ESCALATED, name="Linh Duong", way=Way.MAIL, house=House.NO_PUBLIC_ADDRESS),
    Case(row="suspended_by_person", ends=_ESCALATED, name="Giang Ton", logins=(Login(suspended=True, by="Ms Kim"),)),
    Case(row="too_recent", ends=_ESCALATED, name="Bao Luu", logins=(Login(suspended=True, last_used=-3),)),
    Case(row="unknown_reason", ends=_ESCALATED, name="Cuc Ta", logins=(Login(suspended=True, by=""),)),
    Case(row="confirm_reactivation", ends=_WAITING, name="Dao Kieu", way=Way.MAIL),
    Case(row="confirm_reset", ends=_WAITING, name="Hung Thai", way=Way.MAIL, logins=(ON,), words=FORGOTTEN),
    Case(row="reset_password", ends=_WAITING, name="Yen Chu", logins=(ON,), words=FORGOTTEN),
)
# fmt: on
