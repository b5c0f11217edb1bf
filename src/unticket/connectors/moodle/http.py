"""One POST to a Moodle: bounded in time and size, on a connection of its own, never following a redirect with the token."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2

from unticket.connectors.moodle.deadline import Deadline
from unticket.connectors.moodle.errors import AnswerTooLarge, Closed, NotSent, WrongCall, switched_off
from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.errors import ConnectorError, RateLimited, UnexpectedPayload, Unreachable

PATH = "/webservice/rest/server.php"
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "Content-Type": "application/x-www-form-urlencoded",
    "User-Agent": "unticket",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back with HTTP 200, whole."""

    is_json: bool
    body: bytes


class Http:
    """One server. Connections are not kept: a kept one may be closed just when a change is sent, and leave it in doubt."""

    def __init__(self, settings: MoodleSettings) -> None:
        self.place = f"Moodle at {settings.host}"
        self._url = settings.url + PATH
        self._settings = settings
        self._largest = settings.max_answer_mb * 1024 * 1024
        self._client = httpx2.Client(
            headers=_HEADERS,
            follow_redirects=False,  # the token would go along
            trust_env=False,  # no proxy and no .netrc out of the environment
            verify=_trust(settings),
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    def post(self, form: bytes, ends_at: float) -> Answer:
        """The answer, over by `ends_at` (monotonic clock). Raises `ConnectorError` for no answer or another status."""
        with Deadline(ends_at) as deadline:
            silence = min(self._settings.time_out_seconds, deadline.left)
            time_out = httpx2.Timeout(silence, connect=min(self._settings.connect_seconds, deadline.left))
            request = self._client.build_request("POST", self._url, content=form, timeout=time_out)
            request.extensions["trace"] = deadline.trace
            try:
                response = self._client.send(request, stream=True)
                try:
                    return self._answer(response, deadline)
                finally:
                    response.close()
            except (httpx2.HTTPError, OSError) as error:
                raise self._translated(error, deadline) from error

    def close(self) -> None:
        self._client.close()

    def _answer(self, response: httpx2.Response, deadline: Deadline) -> Answer:
        if response.status_code != 200:
            raise self._refusal(response)
        if response.headers.get("content-encoding", "identity") != "identity":
            hint = "Look at the proxy in front of Moodle."
            raise UnexpectedPayload(f"{self.place} answers in an encoding that was not asked for.", hint)
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._largest:
                raise AnswerTooLarge(
                    f"{self.place} sent more than {self._settings.max_answer_mb} MB in one answer; the rest was refused.",
                    "Raise lms.max_answer_mb if accounts are that large.",
                )
            if deadline.passed:
                raise self._too_slow()
            parts.append(part)
        return Answer(response.headers.get("content-type", "").startswith("application/json"), b"".join(parts))

    def _refusal(self, response: httpx2.Response) -> ConnectorError:
        status = response.status_code
        if 300 <= status < 400:
            target = urlsplit(response.headers.get("location", ""))
            where = f"{target.scheme}://{target.netloc}" if target.netloc else "another page"
            return WrongCall(
                f"{self.place} redirects to {where}; it was not followed, because the token would go along.",
                "If that address is right, put it in lms.url.",
            )
        if status == 403:  # seen with an empty body
            return switched_off(self.place)
        if status == 404:
            return WrongCall(
                f"There is no Moodle at {self._settings.url}.", "Check lms.url: it should open Moodle's front page."
            )
        if status == 429:
            pause = _seconds(response.headers.get("retry-after", ""))
            return RateLimited(f"{self.place} asks for fewer calls.", "Try again later.", retry_after=pause)
        if status == 503:  # seen when maintenance was switched on at the server
            return Closed(f"{self.place} is under maintenance or overloaded (HTTP 503).", "Try again later.", transient=True)
        if status >= 500:
            return Unreachable(f"{self.place} failed (HTTP {status}).", "Try again later.", transient=True)
        return UnexpectedPayload(f"{self.place} answered HTTP {status}.", "Check lms.url, and the proxy in front of Moodle.")

    def _translated(self, error: Exception, deadline: Deadline) -> ConnectorError:
        causes = _causes(error)
        if any(isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME for cause in causes):
            return NotSent(f"There is no server named {urlsplit(self._url).hostname!r}.", "Check lms.url.")
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            hint = "Have it renewed; for a private authority set lms.ca_file."
            return NotSent(f"The certificate of {self.place} is not to be trusted.", hint)
        if isinstance(error, httpx2.ConnectError) and any(isinstance(cause, ssl.SSLError) for cause in causes):
            return NotSent(f"{self.place} does not speak https.", "Check lms.url: its port and its https://.")
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            hint = "Check lms.url, and that this machine may reach it."
            return NotSent(f"{self.place} cannot be reached: nothing answers there.", hint, transient=True)
        if deadline.passed or isinstance(error, httpx2.TimeoutException):
            return self._too_slow()
        return Unreachable(f"{self.place} cut the connection.", "Try again later.", transient=True)

    def _too_slow(self) -> Unreachable:
        hint = "Try again later, or raise lms.time_out_seconds and lms.deadline_seconds."
        return Unreachable(f"{self.place} did not answer in time.", hint, transient=True)


def _seconds(retry_after: str) -> float | None:
    """Retry-After in seconds: a number or a date (RFC 9110, 10.2.3)."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def _trust(settings: MoodleSettings) -> ssl.SSLContext | bool:
    if settings.url.startswith("http://"):
        return False  # nothing to verify; spares loading the certificates
    if settings.ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file))
    except (OSError, ssl.SSLError) as error:
        what = f"The certificates in {settings.ca_file} cannot be read."
        raise ConnectorError(what, "Name a PEM file in lms.ca_file.") from error


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
