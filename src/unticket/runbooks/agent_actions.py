"""What agents did about a past ticket, as far as their own notes and replies say it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from unticket.model.ticket import Message
from unticket.patterns.text.folding import fold
from unticket.patterns.text.own_words import own_words


class AgentAction(StrEnum):
    """What the words of agents tell. `SILENT`: they wrote nothing; `OTHER`: they wrote, but of no login help."""

    REACTIVATED = "reactivated"
    RESET = "reset"
    ASKED_HR = "asked_hr"  # or left to somebody else, for a reason of employment
    OTHER = "other"
    SILENT = "silent"

    @property
    def is_login_help(self) -> bool:
        return self in (AgentAction.REACTIVATED, AgentAction.RESET)


_ACCOUNT = r"(account|login|access|tai khoan|\btk\b|\bacc\b|user|deactivat\w*|khoa|vo hieu hoa)"
_REACTIVATED = re.compile(
    r"\bre-?activated\b|\b(auto-?)?deactivat\w+\b.{0,80}\b(again|reactivated|on again|switched on)\b"
    rf"|{_ACCOUNT}.{{0,60}}\b(is|was|has been)? ?(active|activated|enabled|unlocked|unblocked|switched on|on)\b( again)"
    rf"|\b(activated|enabled|unlocked|unblocked|switched on)\b.{{0,40}}{_ACCOUNT}"
    rf"|{_ACCOUNT}.{{0,60}}\b(was|is|has been) (activated|enabled|unlocked|unblocked|switched on)\b"
    r"|\bswitched off (automatically|by our system)\b.{0,120}\b(on|active) again\b"
    r"|\bkich hoat lai\b|\b(da|nay da) (mo|bat) lai\b|\btu dong khoa, da mo\b|\bda mo khoa\b|\bmo lai tai khoan\b",
    re.DOTALL,
)
_RESET = re.compile(
    r"\b(password|passcode)\b.{0,30}\b(was |has been |is )?(reset|changed|renewed|set)\b"
    r"|\breset\b.{0,30}\b(mail|link|password)\b"
    r"|\bnew password\b.{0,40}\b(sent|with the link|set|given)\b|\b(link|mail) (to|is on its way to) your address on file\b"
    r"|\bset a new password with the link\b"
    r"|\bdat lai mat khau\b|\bcap lai mat khau\b|\b(link|mail) dat lai\b|\bdat mat khau moi\b",
    re.DOTALL,
)
_ASKED_HR = re.compile(
    r"\b(no longer (employed|working|here|a student)|has left|terminated|left the (school|company)|not (found )?in hr)\b"
    r"|\b(forwarded|handed over|escalated|passed on) to (hr|human resources|the engineers?|second level)\b"
    r"|\b(da nghi viec|da thoi viec|chuyen (cho )?(phong )?nhan su|chuyen cap)\b",
    re.DOTALL,
)
# Looked for in the body as it is stored: most messages tell of other things and need not be read any further. An entity
# other than the usual ones may hide a letter.
_MAY_TELL = re.compile(
    r"activ|enabl|unlock|unblock|switch|reset|password|passcode|address on file|employ|terminat|has left|no longer|\bhr\b"
    r"|human res|escalat|second level|not found|k[ií]ch ho[aạ]t|m[oở] (l[aạ]i|kho)|b[aậ]t l[aạ]i|m[aậ]t kh[aẩ]u|đặt l|dat lai"
    r"|ngh[iỉ] vi[eệ]c|th[oô]i vi[eệ]c|nh[aâ]n s[uự]|chuy[eể]n c[aấ]p|đã mở|&(?!nbsp|amp|lt|gt|quot|#39|#x27)",
    re.IGNORECASE,
)


def agent_action(messages: Iterable[Message]) -> AgentAction:
    """What agents' notes and replies on one ticket tell they did; the desk's own lines and what bots wrote are not theirs."""
    bodies = [message.body for message in messages if message.by_agent and not message.automatic and message.body]
    if not bodies:
        return AgentAction.SILENT
    if not any(_MAY_TELL.search(body) for body in bodies):
        return AgentAction.OTHER
    text = fold("\n".join(own_words(body).own for body in bodies))
    if _ASKED_HR.search(text):
        return AgentAction.ASKED_HR
    if _REACTIVATED.search(text):
        return AgentAction.REACTIVATED
    return AgentAction.RESET if _RESET.search(text) else AgentAction.OTHER
