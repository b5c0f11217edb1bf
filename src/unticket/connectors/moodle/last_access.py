"""When a Moodle's accounts were last used, by a token that may only read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from unticket.connectors.moodle.calls import Calls
from unticket.connectors.moodle.check import check_reading
from unticket.connectors.moodle.lookup import Lookup
from unticket.connectors.moodle.settings import MoodleLastAccessSettings, MoodleSettings
from unticket.model.account import Account
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding

_SETTING = re.compile(rf"\blms\.(?=({'|'.join(MoodleLastAccessSettings.model_fields)})\b)")


class MoodleLastAccess:
    """A `LastAccess`. Moodle's lastaccess 0 means never (recorded); it is the use of the whole site, not of a course.

    When an account was made is told by no web service, so that one which never was used has no end that is known.
    """

    at_once = 50

    def __init__(self, settings: MoodleLastAccessSettings) -> None:
        self._settings = MoodleSettings(**settings.model_dump())
        self._calls = Calls(self._settings)
        self._lookup = Lookup(self._calls, self._settings)

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        with self._speaking():
            return self._lookup.by_addresses(emails)

    def accounts(self, email: str) -> Sequence[Account]:
        with self._speaking():
            return self._lookup.by_address(email)

    def check(self) -> Sequence[Finding]:
        return [_here(finding) for finding in check_reading(self._calls, self._settings)]

    def close(self) -> None:
        self._calls.close()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """The connection speaks of the settings in [lms] in its hints; here they are those of [last_access]."""
        try:
            yield
        except ConnectorError as error:
            error.hint = _of_this_section(error.hint)
            raise


def _here(finding: Finding) -> Finding:
    return replace(finding, what=_of_this_section(finding.what), hint=_of_this_section(finding.hint))


def _of_this_section(text: str) -> str:
    return _SETTING.sub("last_access.", text.replace("UNTICKET_LMS__", "UNTICKET_LAST_ACCESS__"))
