"""What is done about a wish: the policy, a row for each case."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from unticket.runbooks.decision_table import Automatic, DecisionTable, Row
from unticket.runbooks.request.asker import Asker


class Action(StrEnum):
    """What a row does."""

    THANK_AND_ROUTE = "thank_and_route"
    LEAVE = "leave"  # untouched, for people: without a letter a wish is not put away


YES: Final = Automatic.YES
NEVER: Final = Automatic.NEVER
_A = Asker

# fmt: off
FEATURE_REQUEST = DecisionTable(
    inputs=(Asker,),
    handed_over=(Action.LEAVE,),
    never=(_A.NO_ADDRESS, _A.SEVERAL_ADDRESSES, _A.SUSPICIOUS_ADDRESS, _A.UNREAD_BOX, _A.NO_GO),
    rows=(
        #   row                   asker
        Row("thank_and_route",    _A.ANSWERABLE,
            action=Action.THANK_AND_ROUTE, automatic=YES, because="it is a wish, and whoever wrote it can be thanked"),
        Row("no_address",         _A.NO_ADDRESS,
            action=Action.LEAVE, automatic=NEVER, because="the ticket does not show who asks"),
        Row("several_addresses",  _A.SEVERAL_ADDRESSES,
            action=Action.LEAVE, automatic=NEVER, because="the ticket shows several who may ask"),
        Row("suspicious_address", _A.SUSPICIOUS_ADDRESS,
            action=Action.LEAVE, automatic=NEVER, because="an address on the ticket may pose as another one"),
        Row("unread_box",         _A.UNREAD_BOX,
            action=Action.LEAVE, automatic=NEVER, because="nobody reads what is sent to who asks"),
        Row("no_go",              _A.NO_GO,
            action=Action.LEAVE, automatic=NEVER, because="the desk's owner has listed this person for people only"),
    ),
)
# fmt: on
