"""Who is warned: the policy, a row for each case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from unticket.model.person import Employment
from unticket.runbooks.decision_table import ANY, Automatic, DecisionTable, Row
from unticket.runbooks.pre_deactivation.inactivity import Timing


class Standing(StrEnum):
    """What the source shows for a person's addresses."""

    ON = "on"
    OFF = "off"
    NONE = "none"
    SEVERAL = "several"
    ADMIN = "admin"  # or nobody can say that it is none
    NOT_A_PERSON = "not_a_person"  # used by a program


class Fit(StrEnum):
    """How the person in the directories and the account fit together; the first trouble that is found."""

    AGREES = "agrees"
    SUSPICIOUS_ADDRESS = "suspicious_address"  # look-alikes, letters of other scripts
    OUTSIDE = "outside"  # of none of the school's own domains
    SHARED_BOX = "shared_box"
    NO_GO = "no_go"
    ANOTHER_NAME = "another_name"
    OLDER_ACCOUNT = "older_account"  # made before this person came: it may have been somebody else's


class Told(StrEnum):
    """Whether a warning of this very inactivity went out, or may have."""

    NOT_YET = "not_yet"
    ALREADY = "already"


class Action(StrEnum):
    """What a row does."""

    WARN = "warn"
    LEAVE = "leave"


YES: Final = Automatic.YES
NEVER: Final = Automatic.NEVER
LEAVE: Final = Action.LEAVE
_S, _T, _E, _F = Standing, Timing, Employment, Fit

# Read from the top: the account, when it was last used, whether the person works here, whether it is theirs.
# fmt: off
WARNING = DecisionTable(
    inputs=(Standing, Timing, Employment, Fit, Told),
    handed_over=(LEAVE,),
    never=(
        _S.OFF, _S.SEVERAL, _S.ADMIN, _S.NOT_A_PERSON, _T.OVERDUE, _T.NEVER, _T.UNREADABLE,
        _E.TERMINATED, _E.LEAVING, _E.UNKNOWN, _E.AMBIGUOUS, _E.UNREACHABLE, _E.STALE,
        _F.SUSPICIOUS_ADDRESS, _F.OUTSIDE, _F.SHARED_BOX, _F.NO_GO, _F.ANOTHER_NAME, _F.OLDER_ACCOUNT, Told.ALREADY,
    ),
    rows=(
        #   row                   account          last use       employment      do they fit             told
        Row("no_account",         _S.NONE,         ANY,           ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="no account has the address"),
        Row("several_accounts",   _S.SEVERAL,      ANY,           ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="several accounts have the person's addresses"),
        Row("off",                _S.OFF,          ANY,           ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="the account is switched off already"),
        Row("admin_account",      _S.ADMIN,        ANY,           ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="it is, or may be, an administrator's account"),
        Row("not_a_person",       _S.NOT_A_PERSON, ANY,           ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="a program signs in with it"),

        Row("in_use",             _S.ON,           _T.IN_USE,     ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="it was used lately"),
        Row("overdue",            _S.ON,           _T.OVERDUE,    ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="the rule's time is over and the account still on"),
        Row("never_used",         _S.ON,           _T.NEVER,      ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="never used, and nobody says when it was made"),
        Row("unreadable",         _S.ON,           _T.UNREADABLE, ANY,            ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="when it was last used is not shown, or cannot be"),

        Row("terminated",         _S.ON,           _T.NEAR,       _E.TERMINATED,  ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="gone: the account is to be switched off"),
        Row("leaving",            _S.ON,           _T.NEAR,       _E.LEAVING,     ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="about to leave: HR must say whether the account is still needed"),
        Row("unknown",            _S.ON,           _T.NEAR,       _E.UNKNOWN,     ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="HR does not know this person"),
        Row("ambiguous_person",   _S.ON,           _T.NEAR,       _E.AMBIGUOUS,   ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="more than one person may be meant by this address"),
        Row("hr_unreachable",     _S.ON,           _T.NEAR,       _E.UNREACHABLE, ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="HR could not be asked"),
        Row("hr_stale",           _S.ON,           _T.NEAR,       _E.STALE,       ANY,                    ANY,
            action=LEAVE, automatic=NEVER, because="what HR gave is too old to rely on"),

        Row("suspicious_address", _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.SUSPICIOUS_ADDRESS,  ANY,
            action=LEAVE, automatic=NEVER, because="the address may pose as another one"),
        Row("outside",            _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.OUTSIDE,             ANY,
            action=LEAVE, automatic=NEVER, because="the address is of none of the school's own domains"),
        Row("shared_box",         _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.SHARED_BOX,          ANY,
            action=LEAVE, automatic=NEVER, because="several people, or none, read this box"),
        Row("no_go",              _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.NO_GO,               ANY,
            action=LEAVE, automatic=NEVER, because="the owner has listed this person for help by a person only"),
        Row("another_name",       _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.ANOTHER_NAME,        ANY,
            action=LEAVE, automatic=NEVER, because="HR and the platform do not show the same person here"),
        Row("older_account",      _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.OLDER_ACCOUNT,       ANY,
            action=LEAVE, automatic=NEVER, because="the account is older than this person's time here"),

        Row("warned",             _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.AGREES,              Told.ALREADY,
            action=LEAVE, automatic=NEVER, because="a warning of this inactivity went out, or may have"),
        Row("warn",               _S.ON,           _T.NEAR,       _E.ACTIVE,      _F.AGREES,              Told.NOT_YET,
            action=Action.WARN, automatic=YES, because="employed, and the account is about to be switched off"),
    ),
)
# fmt: on
