"""Which mails the login runbook has, and what each may say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from unticket.runbooks.mails.template import ALWAYS, LANGUAGES, MailSet

__all__ = ["LANGUAGES", "MAILS", "TEMPLATES", "VARIABLES"]

# `escalated` has the same words for every reason.
VARIABLES: Mapping[str, frozenset[str]] = {
    "acknowledged": ALWAYS,
    "reactivated": ALWAYS | {"sign_in_url"},
    "password_reset": ALWAYS,
    "escalated": ALWAYS,
    "confirm": ALWAYS | {"link", "valid_for"},
}
TEMPLATES = tuple(VARIABLES)
MAILS = MailSet(Path(__file__).with_name("templates"), VARIABLES, must_say={"confirm": "link"})
