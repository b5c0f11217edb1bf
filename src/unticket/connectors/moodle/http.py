"""One POST to a Moodle, and what its HTTP statuses mean there."""

from __future__ import annotations

from unticket.connectors.https_exchange import Answer, Exchange
from unticket.connectors.https_trouble import Trouble
from unticket.connectors.moodle.errors import Closed, WrongCall, switched_off
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable

PATH = "/webservice/rest/server.php"
_HEADERS = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}


class Http:
    """One server."""

    def __init__(self, settings: MoodleSettings) -> None:
        self.place = f"Moodle at {settings.host}"
        self._url = settings.url
        self._exchange = Exchange(settings, Trouble(place=self.place, section="lms"), _HEADERS, log="moodle")

    def post(self, form: bytes, ends_at: float, *, named: str) -> Answer:
        """The answer, over by `ends_at` (monotonic clock). Raises `ConnectorError` for no answer or another status than 200."""
        answer = self._exchange.ask("POST", PATH, body=form, ends_at=ends_at, named=named)
        if answer.status != 200:
            raise self._refusal(answer)
        return answer

    def close(self) -> None:
        self._exchange.close()

    def _refusal(self, answer: Answer) -> ConnectorError:
        status = answer.status
        if status == 403:  # seen with an empty body
            return switched_off(self.place)
        if status == 404:
            return WrongCall(f"There is no Moodle at {self._url}.", "Check lms.url: it should open Moodle's front page.")
        if status == 429:
            return self._exchange.too_many(answer)
        if status == 503:  # seen when maintenance was switched on at the server
            return Closed(f"{self.place} is under maintenance or overloaded (HTTP 503).", "Try again later.", transient=True)
        if status >= 500:
            return Unreachable(f"{self.place} failed (HTTP {status}).", "Try again later.", transient=True)
        return UnexpectedPayload(f"{self.place} answered HTTP {status}.", "Check lms.url, and the proxy in front of Moodle.")
