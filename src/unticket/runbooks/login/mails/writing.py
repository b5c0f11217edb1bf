"""The login runbook's mails, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from unticket.runbooks.login.mails.template import MAILS
from unticket.runbooks.mails import writing
from unticket.runbooks.mails.template import Templates
from unticket.runbooks.mails.writing import Written, lasting

__all__ = ["SAMPLE", "Written", "checked", "lasting", "preview", "written"]

SAMPLE: Mapping[str, str] = {
    "reference": "HT00101",
    "organisation": "Trường Phổ thông Hoa Sen",
    "sign_in_url": "https://lms.school.example/login",
    "link": "https://desk.school.example/confirm/Qm9vLWJvby1ib28tYm9vLWJvby1ib28tYm9v",
}


def written(
    template: str,
    language: str,
    values: Mapping[str, str],
    folder: Path | None = None,
    *,
    link_lasts: timedelta = timedelta(hours=2),
) -> Written:
    """The mail `template`: `values` may hold reference, organisation, sign_in_url and link. As `mails.writing.written`."""
    return writing.written(MAILS, template, language, values, folder, link_lasts=link_lasts)


def preview(template: str, language: str, folder: Path | None = None) -> Written:
    """The mail as it looks for an invented ticket."""
    return written(template, language, SAMPLE, folder)


def checked(folder: Path | None) -> Templates:
    """All templates, tried in each language. Raises `ConfigurationError` at the first that does not work."""
    return writing.checked(MAILS, folder, SAMPLE)
