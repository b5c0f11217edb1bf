"""Calls of Moodle's web service functions: POST, a form, the token in its body. Reading is repeated, changing never."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from unticket.connectors.https_exchange import Answer
from unticket.connectors.moodle.errors import from_moodle
from unticket.connectors.moodle.http import Http
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.errors import ConnectorError, RateLimited, UnexpectedPayload

SITE_INFO = "core_webservice_get_site_info"
BY_FIELD = "core_user_get_users_by_field"
BY_CRITERIA = "core_user_get_users"
UPDATE = "core_user_update_users"
RESET = "core_auth_request_password_reset"
NEEDED_TO_READ = (SITE_INFO, BY_FIELD, BY_CRITERIA)
NEEDED = (*NEEDED_TO_READ, UPDATE, RESET)

Form = Mapping[str, str | int]


class Calls:
    """One token's calls. Safe to use from several threads."""

    def __init__(self, settings: MoodleSettings) -> None:
        self._settings = settings
        self._http = Http(settings)
        self.place = self._http.place

    def read(self, function: str, form: Form) -> Any:
        """The answer of a function that changes nothing; asked again after what may pass, within `deadline_seconds`."""
        ends_at = time.monotonic() + self._settings.deadline_seconds
        for number in range(self._settings.retries + 1):
            try:
                return self._ask(function, form, ends_at)
            except ConnectorError as error:
                pause = self._pause(number, error)
                if not error.transient or number == self._settings.retries or time.monotonic() + pause >= ends_at:
                    raise
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def once(self, function: str, form: Form) -> Any:
        """The answer of a function that changes something: sent once, whatever happens."""
        return self._ask(function, form, time.monotonic() + self._settings.deadline_seconds)

    def close(self) -> None:
        self._http.close()

    def _ask(self, function: str, form: Form, ends_at: float) -> Any:
        token = self._settings.token.get_secret_value()
        whole = {"wstoken": token, "wsfunction": function, "moodlewsrestformat": "json", **form}
        told = self._told(self._http.post(urlencode(whole).encode(), ends_at, named=function))
        if isinstance(told, dict) and ("exception" in told or "errorcode" in told):
            raise from_moodle(self.place, function, str(told.get("errorcode", "")))
        return told

    def _told(self, answer: Answer) -> Any:
        """The JSON. Half a document, or a page for people, may be a proxy's doing and pass."""
        if not answer.is_json:
            raise UnexpectedPayload(
                f"{self.place} sent a page for people in place of an answer.", "Look at it in a browser.", transient=True
            )
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            hint = "Try again; if it stays, look at the proxy in front of Moodle."
            raise UnexpectedPayload(f"{self.place} sent broken JSON.", hint, transient=True) from None

    def _pause(self, number: int, error: ConnectorError) -> float:
        if isinstance(error, RateLimited) and error.retry_after is not None:
            return error.retry_after
        growing: float = self._settings.retry_pause_seconds * 2**number
        return growing * random.uniform(0.5, 1.0)  # noqa: S311
