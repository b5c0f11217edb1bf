"""Automation rules are made together with their actions; the desk sends the webhooks of those it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unticket.demo.desk import writing
from unticket.demo.desk.call import Call

RULE = "base.automation"
ACTION = "ir.actions.server"
_ACTIONS = "action_server_ids"


def create(call: Call, name: str, *, vals_list: Sequence[Mapping[str, Any]]) -> list[int]:
    """New records of any model. A rule brings its actions along, each as `[0, 0, values]`."""
    if name != RULE:
        return writing.create(call, name, vals_list=vals_list)
    plain = [{field: value for field, value in values.items() if field != _ACTIONS} for values in vals_list]
    keys = writing.create(call, RULE, vals_list=plain)
    for key, values in zip(keys, vals_list, strict=True):
        actions = [dict(command[2]) | {"base_automation_id": key} for command in values.get(_ACTIONS) or ()]
        writing.create(call, ACTION, vals_list=actions)
    return keys
