"""What is done about a login problem: the policy, a row for each case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from unticket.model.person import Employment
from unticket.runbooks.decision_table import ANY, Automatic, DecisionTable, Group, Row
from unticket.runbooks.login.account_state import AccountState
from unticket.runbooks.login.identity import Identity, Proof
from unticket.runbooks.login.standing import Standing


class Action(StrEnum):
    """What a row does."""

    REACTIVATE = "reactivate"
    RESET_PASSWORD = "reset_password"  # noqa: S105 — the name of an action
    ASK_CONFIRMATION = "ask_confirmation"  # a link to the address on file; nothing else happens before it is confirmed
    ESCALATE = "escalate"


YES: Final = Automatic.YES
NEVER: Final = Automatic.NEVER
ESCALATE: Final = Action.ESCALATE

# Read from the top: who asks, whether they work here, what their account is, whether it is theirs, whether that is shown,
# why it is off. Each row's condition leaves out what the rows above it have settled, so that no order is needed.
ONE_PERSON = Group("one person asks", (Identity.AGREES, Identity.ANOTHER_NAME, Identity.OLDER_ACCOUNT))
ON_OR_OFF = Group("an ordinary account", (AccountState.ENABLED, AccountState.DEACTIVATED))
NOT_SAID = Group("no reason known", (Standing.UNKNOWN, Standing.IS_ON))
SHOWABLE = Group("proven or confirmable", (Proof.PROVEN, Proof.CONFIRMABLE))

_E, _A, _I, _P, _S = Employment, AccountState, Identity, Proof, Standing

# fmt: off
LOGIN = DecisionTable(
    inputs=(Employment, AccountState, Identity, Proof, Standing),
    handed_over=(Action.ESCALATE,),
    never=(
        _E.TERMINATED, _E.UNKNOWN, _E.AMBIGUOUS, _E.LEAVING, _E.UNREACHABLE, _E.STALE,
        _A.ADMIN, _A.SEVERAL, _I.NO_GO, _I.SUSPICIOUS_ADDRESS, _I.SHARED_BOX, _P.NONE,
    ),
    rows=(
        #   row                    employment     account              identity               proof           standing
        Row("no_address",          ANY,           ANY,                 _I.NO_ADDRESS,         ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the ticket does not show who asks"),
        Row("several_addresses",   ANY,           ANY,                 _I.SEVERAL_ADDRESSES,  ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the ticket names several addresses; whose account is meant is open"),
        Row("suspicious_address",  ANY,           ANY,                 _I.SUSPICIOUS_ADDRESS, ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="an address on the ticket may pose as another one"),
        Row("shared_box",          ANY,           ANY,                 _I.SHARED_BOX,         ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="several people read this box; it proves nobody's identity"),
        Row("no_go",               ANY,           ANY,                 _I.NO_GO,              ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the desk's owner has listed this person for help by a person only"),

        Row("terminated",          _E.TERMINATED, ANY,                 ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="HR must confirm before anything is touched"),
        Row("unknown",             _E.UNKNOWN,    ANY,                 ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="HR does not know this person"),
        Row("ambiguous_person",    _E.AMBIGUOUS,  ANY,                 ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="more than one person may be meant by this address"),
        Row("leaving",             _E.LEAVING,    ANY,                 ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="HR must say whether the account is still needed"),
        Row("hr_unreachable",      _E.UNREACHABLE, ANY,                ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="HR could not be asked"),
        Row("hr_stale",            _E.STALE,      ANY,                 ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="what HR gave is too old to rely on"),

        Row("no_account",          _E.ACTIVE,     _A.NONE,             ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the platform has no account with this address"),
        Row("several_accounts",    _E.ACTIVE,     _A.SEVERAL,          ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the platform has several accounts with this address"),
        Row("lms_unreachable",     _E.ACTIVE,     _A.UNREACHABLE,      ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the platform could not be asked"),
        Row("admin_account",       _E.ACTIVE,     _A.ADMIN,            ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="it is, or may be, an administrator's account"),
        Row("unconfirmed",         _E.ACTIVE,     _A.UNCONFIRMED,      ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="as far as is known, its owner never finished signing up"),
        Row("locked",              _E.ACTIVE,     _A.LOCKED,           ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="failed sign-ins have locked the account; somebody may be guessing"),
        Row("other_sign_in",       _E.ACTIVE,     _A.OTHER_SIGN_IN,    ONE_PERSON,            ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the platform does not keep this account's password"),

        Row("another_name",        _E.ACTIVE,     ON_OR_OFF,           _I.ANOTHER_NAME,       ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="HR and the platform do not show the same person here"),
        Row("older_account",       _E.ACTIVE,     ON_OR_OFF,           _I.OLDER_ACCOUNT,      ANY,            ANY,
            action=ESCALATE, automatic=NEVER, because="the account is older than this person's time here"),
        Row("no_proof",            _E.ACTIVE,     ON_OR_OFF,           _I.AGREES,             _P.NONE,        ANY,
            action=ESCALATE, automatic=NEVER, because="nothing shows that the requester owns the account"),

        Row("suspended_by_person", _E.ACTIVE,     _A.DEACTIVATED,      _I.AGREES,             SHOWABLE,       _S.BY_A_PERSON,
            action=ESCALATE, automatic=NEVER, because="a person switched the account off"),
        Row("too_recent",          _E.ACTIVE,     _A.DEACTIVATED,      _I.AGREES,             SHOWABLE,       _S.TOO_RECENT,
            action=ESCALATE, automatic=NEVER, because="the account was used too lately for the rule to switch it off"),
        Row("unknown_reason",      _E.ACTIVE,     _A.DEACTIVATED,      _I.AGREES,             SHOWABLE,       NOT_SAID,
            action=ESCALATE, automatic=NEVER, because="nobody can say why the account is off"),

        Row("confirm_reactivation", _E.ACTIVE,    _A.DEACTIVATED,      _I.AGREES,             _P.CONFIRMABLE, _S.BY_THE_RULE,
            action=Action.ASK_CONFIRMATION, automatic=YES, because="still employed; the requester has yet to show who asks"),
        Row("confirm_reset",       _E.ACTIVE,     _A.ENABLED,          _I.AGREES,             _P.CONFIRMABLE, ANY,
            action=Action.ASK_CONFIRMATION, automatic=YES, because="the account works; the requester has yet to show who asks"),
        Row("reactivate",          _E.ACTIVE,     _A.DEACTIVATED,      _I.AGREES,             _P.PROVEN,      _S.BY_THE_RULE,
            action=Action.REACTIVATE, automatic=YES, because="still employed; the rule for unused accounts switched it off"),
        Row("reset_password",      _E.ACTIVE,     _A.ENABLED,          _I.AGREES,             _P.PROVEN,      ANY,
            action=Action.RESET_PASSWORD, automatic=YES, because="the account works; the password does not"),
    ),
)
# fmt: on
