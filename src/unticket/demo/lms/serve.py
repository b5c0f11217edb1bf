"""Serves a learning platform over real HTTP, on this machine only, for as long as a `with` block lasts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from unticket.demo.desk.faults import Faults
from unticket.demo.lms.doors import Asked, application
from unticket.demo.lms.state import LmsState
from unticket.demo.loopback import serving

_KEPT = 1000


@dataclass(frozen=True, slots=True)
class RunningLms:
    """A site that answers at `url`. `calls` counts by function, refused and broken ones included.

    What calls brought about stands in `state.updates` and `state.mails`: count effects there, not by answers. `token` is
    a new one of the state's first web service user, with the least rights that work.
    """

    url: str
    state: LmsState
    token: str = field(repr=False)
    faults: Faults = field(repr=False)
    calls: Counter[str] = field(repr=False)
    asked: deque[Asked] = field(repr=False)


@contextmanager
def serve(state: LmsState, *, port: int = 0, faults: Faults | None = None) -> Iterator[RunningLms]:
    """Serve `state` on 127.0.0.1, on a free port unless one is named. A rule of `faults` names a function as its `method`.

    A user with the sign-in method "webservice" is made where there is none. Raises OSError where the port is taken.
    """
    faults = faults or Faults()
    calls: Counter[str] = Counter()
    asked: deque[Asked] = deque(maxlen=_KEPT)
    bots = [user for user in state.users.values() if user.auth == "webservice"]
    bot = bots[0] if bots else state.add_user("helpdeskbot", "Helpdesk Bot", "bot@example.com", auth="webservice")
    token = state.add_token(bot)
    with serving(application(state, faults, calls, asked), port=port, name="demo-lms") as url:
        yield RunningLms(url, state, token, faults, calls, asked)
