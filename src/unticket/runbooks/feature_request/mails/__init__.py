"""The letters to those who wished for something."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from unticket.runbooks.mails.template import ALWAYS, MailSet

MAILS = MailSet(
    Path(__file__).with_name("templates"),
    {"thanks": ALWAYS | {"product_link", "closed"}, "escalated": ALWAYS},
)
SAMPLE: Mapping[str, str] = {
    "reference": "HT00101",
    "organisation": "Trường Phổ thông Hoa Sen",
    "product_link": "https://help.school.example/wishes",
    "closed": "yes",
}
