"""What is done about a request for a report: the policy, a row for each case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from unticket.runbooks.decision_table import ANY, Automatic, DecisionTable, Row
from unticket.runbooks.report_request.audience import Standing
from unticket.runbooks.report_request.offered import Match
from unticket.runbooks.request.asker import Asker


class Data(StrEnum):
    """What a report holds."""

    NOT_PERSONAL = "not_personal"
    PERSONAL = "personal"


class Action(StrEnum):
    """What a row does."""

    TELL_WHERE = "tell_where"  # where the report is, what it holds, how to have it regularly; never the report itself
    ESCALATE = "escalate"
    LEAVE = "leave"  # untouched, for people


YES: Final = Automatic.YES
NEVER: Final = Automatic.NEVER
_A, _M, _S, _D = Asker, Match, Standing, Data

# fmt: off
REPORT_REQUEST = DecisionTable(
    inputs=(Asker, Match, Standing, Data),
    handed_over=(Action.ESCALATE, Action.LEAVE),
    never=(
        _A.NO_ADDRESS, _A.SEVERAL_ADDRESSES, _A.SUSPICIOUS_ADDRESS, _A.UNREAD_BOX, _A.NO_GO,
        _M.NONE, _M.SEVERAL, _M.LATER, _S.OUTSIDE, _S.UNKNOWN,
    ),
    rows=(
        #   row                   asker                  match        standing     data
        Row("no_address",         _A.NO_ADDRESS,         ANY,         ANY,         ANY,
            action=Action.LEAVE, automatic=NEVER, because="the ticket does not show who asks"),
        Row("several_addresses",  _A.SEVERAL_ADDRESSES,  ANY,         ANY,         ANY,
            action=Action.LEAVE, automatic=NEVER, because="the ticket shows several who may ask"),
        Row("suspicious_address", _A.SUSPICIOUS_ADDRESS, ANY,         ANY,         ANY,
            action=Action.ESCALATE, automatic=NEVER, because="an address on the ticket may pose as another one"),
        Row("unread_box",         _A.UNREAD_BOX,         ANY,         ANY,         ANY,
            action=Action.LEAVE, automatic=NEVER, because="nobody reads what is sent to who asks"),
        Row("no_go",              _A.NO_GO,              ANY,         ANY,         ANY,
            action=Action.LEAVE, automatic=NEVER, because="the desk's owner has listed this person for people only"),

        Row("no_report",          _A.ANSWERABLE,         _M.NONE,     ANY,         ANY,
            action=Action.LEAVE, automatic=NEVER, because="no report that is offered fits the request"),
        Row("several_reports",    _A.ANSWERABLE,         _M.SEVERAL,  ANY,         ANY,
            action=Action.ESCALATE, automatic=NEVER, because="several of the offered reports may be meant"),
        Row("comes_too_late",     _A.ANSWERABLE,         _M.LATER,    ANY,         ANY,
            action=Action.LEAVE, automatic=NEVER, because="the report that fits comes later than it is needed"),

        Row("outside",            _A.ANSWERABLE,         _M.ONE,      _S.OUTSIDE,  ANY,
            action=Action.ESCALATE, automatic=NEVER, because="nothing shows that who asks may have this report"),
        Row("directory_silent",   _A.ANSWERABLE,         _M.ONE,      _S.UNKNOWN,  ANY,
            action=Action.ESCALATE, automatic=NEVER, because="the directories cannot say whether who asks works here"),
        Row("claimed_personal",   _A.ANSWERABLE,         _M.ONE,      _S.CLAIMED,  _D.PERSONAL,
            action=Action.ESCALATE, automatic=NEVER, because="it holds personal data, and the sender of a mail is a claim"),

        Row("tell_where",         _A.ANSWERABLE,         _M.ONE,      _S.CLAIMED,  _D.NOT_PERSONAL,
            action=Action.TELL_WHERE, automatic=YES, because="one offered report fits, and who asks may know where it is"),
        Row("tell_where_shown",   _A.ANSWERABLE,         _M.ONE,      _S.SHOWN,    ANY,
            action=Action.TELL_WHERE, automatic=YES, because="one offered report fits, and who asks is shown to be allowed it"),
    ),
)
# fmt: on
