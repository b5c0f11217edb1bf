"""The demo's peers in a process of their own: `python -m bench._login_peers TICKETS`.

Each line on stdin is a command: "hooks PORT", "write N" (so many tickets), "took" (seconds that the peers themselves spent
answering, since it was last asked). Each is answered by a line of JSON.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from unticket.demo.desk import serve as desk_serve
from unticket.demo.desk.webhook import WebhookRule
from unticket.demo.lms import serve as lms_serve
from unticket.demo.login_cases import REFERENCE
from unticket.demo.login_house import login_house

_LETTERS = "abcdefghijklmnopqrst"
answering = [0.0]
hooks_sent: list[float] = []


def timed(application: Callable[..., Any]) -> Callable[..., Any]:
    """The same web application, with the time that its calls take added up."""

    def made(*parts: Any) -> Any:
        app = application(*parts)

        async def call(scope: Any, receive: Any, send: Any) -> None:
            began = time.perf_counter()
            await app(scope, receive, send)
            answering[0] += time.perf_counter() - began

        return call

    return made


def main(tickets: int) -> None:
    for module in (desk_serve, lms_serve):
        module.application = timed(module.application)  # type: ignore[attr-defined]
    send = WebhookRule.send

    def noting_when(rule: WebhookRule, body: bytes) -> bool:
        hooks_sent.append(time.time())
        return send(rule, body)

    WebhookRule.send = noting_when  # type: ignore[method-assign]
    names = [f"{a}{b}{c}".title() for a in _LETTERS for b in _LETTERS for c in "aeiou"][:tickets]
    cases = iter([replace(REFERENCE[0], name=f"Lan {name}", box=f"lan.{name.lower()}") for name in names])
    with login_house(list(cases)) as house:
        cases = iter([replace(REFERENCE[0], name=f"Lan {name}", box=f"lan.{name.lower()}") for name in names])
        print(json.dumps(pickle.dumps(house.settings).hex()), flush=True)
        for line in sys.stdin:
            command, _, argument = line.strip().partition(" ")
            said: Any = None
            if command == "hooks":
                house.send_webhooks_to(int(argument))
            elif command == "write":
                hooks_sent.clear()
                said = [house.write(next(cases)) for _ in range(int(argument))], hooks_sent
            elif command == "took":
                said, answering[0] = answering[0], 0.0
            print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
