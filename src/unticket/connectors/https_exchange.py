"""One request to one fixed host: bounded in time and size, on a connection of its own, never following a redirect."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
import orjson
import structlog

from unticket.connectors.https_settings import HttpsSettings
from unticket.model.errors import ConnectorError, CredentialsRefused, RateLimited, UnexpectedPayload, Unreachable

_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")
_log = structlog.get_logger(__name__)


class NotSent(Unreachable):
    """No connection: the request never left."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole. `retry_after` in seconds, where the server asked for a pause."""

    status: int
    body: bytes
    retry_after: float | None = None

    def json(self, place: str) -> Any:
        """The body's JSON. Half a document, or a page for people, may be a proxy's doing and pass."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            hint = "If it stays, look at the address, and at the proxy in front."
            raise UnexpectedPayload(f"{place} sent no JSON.", hint, transient=True) from None


class Exchange:
    """One server. Connections are not kept: a kept one may be closed just when a change is sent, and leave it in doubt.

    `place` names the server in messages, `section` the settings in hints ("lms", "hr"). `headers` carry the key.
    """

    def __init__(self, settings: HttpsSettings, *, place: str, section: str, headers: Mapping[str, str]) -> None:
        self.place = place
        self.section = section
        self._settings = settings
        self._client = httpx2.Client(
            headers={"Accept-Encoding": "identity", "User-Agent": "unticket", **headers},
            follow_redirects=False,  # the key would go along
            trust_env=False,  # no proxy and no .netrc out of the environment
            verify=_trust(settings, section),
            limits=httpx2.Limits(max_keepalive_connections=0),
        )

    def __repr__(self) -> str:
        return f"Exchange({self.place!r})"

    def ask(self, method: str, path: str, *, body: Any = None, headers: Mapping[str, str] | None = None, named: str) -> Answer:
        """The answer to one request below the settings' address; `body` goes as JSON, `named` into the log.

        Any status is an answer but 3xx. Raises `NotSent` where the request never left, `Unreachable` where no whole answer
        came, `UnexpectedPayload` for a redirect or an answer too large.
        """
        settings, began = self._settings, time.monotonic()
        url = settings.url + path
        if urlsplit(url).netloc != urlsplit(settings.url).netloc:
            raise NotSent(f"{self.place} is the only host that is asked.", f"Check the paths in [{self.section}].")
        with _Deadline(began + settings.deadline_seconds) as deadline:
            silence = min(settings.time_out_seconds, settings.deadline_seconds)
            try:
                request = self._client.build_request(
                    method,
                    url,
                    content=None if body is None else orjson.dumps(body),
                    headers=headers,
                    timeout=httpx2.Timeout(silence, connect=min(settings.connect_seconds, silence)),
                    extensions={"trace": deadline.trace},
                )
                response = self._client.send(request, stream=True)
                try:
                    answer = self._answer(response, deadline)
                finally:
                    response.close()
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                raise self._translated(error, deadline) from error
        _log.info("https.asked", call=named, status=answer.status, ms=round(1000 * (time.monotonic() - began)))
        return answer

    def close(self) -> None:
        self._client.close()

    def refusal(self, answer: Answer) -> ConnectorError:
        """The error for a status that is no success. The server's own words are not repeated: they may hold anything."""
        status = answer.status
        if status == 401:
            hint = f"Make a new one and put it in UNTICKET_{self.section.upper()}__TOKEN."
            return CredentialsRefused(f"{self.place} refused the key: it is wrong, or has ended.", hint)
        if status == 403:
            return CredentialsRefused(f"{self.place} does not allow the key this.", "See which rights it needs in the docs.")
        if status == 429:
            hint = "It is tried again, later."
            return RateLimited(f"{self.place} asks for fewer calls.", hint, retry_after=answer.retry_after)
        if status == 412:
            return ConnectorError(f"At {self.place} somebody changed the same thing just now.", "Look again.", transient=True)
        if status >= 500 or status == 408:
            return Unreachable(f"{self.place} failed (HTTP {status}).", "It is tried again.", transient=True)
        hint = f"Check {self.section}.url, and that it is the service's own address."
        return UnexpectedPayload(f"{self.place} answered HTTP {status}.", hint)

    def _answer(self, response: httpx2.Response, deadline: _Deadline) -> Answer:
        if 300 <= response.status_code < 400:
            target = urlsplit(response.headers.get("location", ""))
            where = f"{target.scheme}://{target.netloc}" if target.netloc else "another page"
            raise UnexpectedPayload(
                f"{self.place} redirects to {where}; it was not followed, because the key would go along.",
                f"If that address is right, put it in {self.section}.url.",
            )
        if response.headers.get("content-encoding", "identity") != "identity":
            hint = "Look at the proxy in front."
            raise UnexpectedPayload(f"{self.place} answers in an encoding that was not asked for.", hint)
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._settings.max_answer_mb * 1024 * 1024:
                raise UnexpectedPayload(
                    f"{self.place} sent more than {self._settings.max_answer_mb} MB in one answer; the rest was refused.",
                    f"Raise {self.section}.max_answer_mb if answers are that large.",
                )
            if deadline.passed:
                raise self._too_slow()
            parts.append(part)
        return Answer(response.status_code, b"".join(parts), _seconds(response.headers.get("retry-after", "")))

    def _translated(self, error: Exception, deadline: _Deadline) -> ConnectorError:
        causes = _causes(error)
        host, url = urlsplit(self._settings.url).hostname, f"{self.section}.url"
        if any(isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME for cause in causes):
            return NotSent(f"There is no server named {host!r}.", f"Check {url}.")
        if isinstance(error, httpx2.InvalidURL):
            return NotSent(f"{self.place} has no such address.", f"Check {url}.")
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            hint = f"Have it renewed; for a private authority set {self.section}.ca_file."
            return NotSent(f"The certificate of {self.place} is not to be trusted.", hint)
        if isinstance(error, httpx2.ConnectError) and any(isinstance(cause, ssl.SSLError) for cause in causes):
            return NotSent(f"{self.place} does not speak https.", f"Check {url}: its port and its https://.")
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            hint = f"Check {url}, and that this machine may reach it."
            return NotSent(f"{self.place} cannot be reached: nothing answers there.", hint, transient=True)
        if deadline.passed or isinstance(error, httpx2.TimeoutException):
            return self._too_slow()
        return Unreachable(f"{self.place} cut the connection.", "It is tried again.", transient=True)

    def _too_slow(self) -> Unreachable:
        hint = f"It is tried again. Else raise {self.section}.time_out_seconds and {self.section}.deadline_seconds."
        return Unreachable(f"{self.place} did not answer in time.", hint, transient=True)


class _Deadline:
    """Around one exchange: at `ends_at` (monotonic clock) its connection is shut, even where one byte at a time comes."""

    def __init__(self, ends_at: float) -> None:
        self._ends_at = ends_at
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(max(0.001, ends_at - time.monotonic()), self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._ends_at

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """For the HTTP client, which thereby says which connection it opened."""
        if event in _OPENED:
            self._socket = told["return_value"].get_extra_info("socket")

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # closed already
                self._socket.shutdown(socket.SHUT_RDWR)


def _seconds(retry_after: str) -> float | None:
    """Retry-After in seconds: a number or a date (RFC 9110, 10.2.3)."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def _trust(settings: HttpsSettings, section: str) -> ssl.SSLContext | bool:
    if settings.url.startswith("http://"):
        return False  # nothing to verify; spares loading the certificates
    if settings.ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file))
    except (OSError, ssl.SSLError) as error:
        what = f"The certificates in {settings.ca_file} cannot be read."
        raise ConnectorError(what, f"Name a PEM file in {section}.ca_file.") from error


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
