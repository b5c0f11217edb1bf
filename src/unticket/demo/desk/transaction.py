"""Runs one call as one transaction: all of it or nothing, one at a time, webhooks after the commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from unticket.demo.desk.call import Call
from unticket.demo.desk.refusal import Refusal
from unticket.demo.desk.rights import Caller
from unticket.demo.desk.state import DeskState


def run(
    state: DeskState, caller: Caller, context: Mapping[str, Any], started: str, work: Callable[[Call], Any]
) -> tuple[Any, int]:
    """The result of `work` and the number of records it read. `started` is the transaction's start, as kept text.

    Methods check everything before they change anything, so that a Refusal leaves the tables as they were.
    """
    call = Call(state, caller, context, started)
    with state.lock:
        try:
            result = work(call)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError) as wrong:
            # Odoo stumbles over senseless arguments in the same way, and tells the exception's own name.
            raise Refusal(500, f"builtins.{type(wrong).__name__}", str(wrong)) from wrong
    for send in call.after_commit:
        send()
    return result, call.rows
