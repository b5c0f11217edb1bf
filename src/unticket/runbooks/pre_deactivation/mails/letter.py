"""The mail that warns: which account, by when, and that signing in keeps it. No password, and no link that changes anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unticket.runbooks.mails.template import ALWAYS, MailSet
from unticket.runbooks.mails.writing import checked, written
from unticket.runbooks.ports import Mail

_NEAR = "near"
_PLAIN_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~@-]{3,254}")
# The address is the one that the mail goes to. No name is among them: whoever may change theirs could put words there.
MAILS = MailSet(
    Path(__file__).with_name("templates"),
    {_NEAR: ALWAYS | {"sign_in_url", "address", "last_day", "rule_days"}},
    must_say={_NEAR: "last_day"},
)
SAMPLE: Mapping[str, str] = {
    "organisation": "Trường Phổ thông Hoa Sen",
    "sign_in_url": "https://lms.school.example/login",
    "address": "lan.tran@school.example",
    "last_day": "2026-02-20",
    "rule_days": "30",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningLetter:
    """The template is tried when it is made: raises `ConfigurationError`."""

    organisation: str = ""
    sign_in_url: str = ""
    rule_days: int = 30
    folder: Path | None = None  # with templates of one's own

    def __post_init__(self) -> None:
        checked(MAILS, self.folder, SAMPLE)

    def __call__(self, address: str, *, last_day: date, language: str, message_id: str) -> Mail:
        """`language` "" writes it in both."""
        chosen = language or "both"
        values = {
            "organisation": self.organisation,
            "sign_in_url": self.sign_in_url,
            "address": address if _PLAIN_ADDRESS.fullmatch(address) else "",
            "last_day": last_day.isoformat(),
            "rule_days": str(self.rule_days),
        }
        words = written(MAILS, _NEAR, chosen, values, self.folder, days={"last_day": last_day})
        return Mail(
            answers=False,
            to=address,
            subject=words.subject,
            text=words.text,
            html=words.html,
            message_id=message_id,
            language=chosen,
        )
