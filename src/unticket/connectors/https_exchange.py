"""One request to one fixed host: bounded in time and size, never following a redirect with the key."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx2
import orjson
import structlog

from unticket.connectors.https_trouble import NotSent, Trouble
from unticket.connectors.watchdog import Watchdog
from unticket.model.errors import ConnectorError, CredentialsRefused, RateLimited, UnexpectedPayload, Unreachable

_MB = 1024 * 1024
_log = structlog.get_logger(__name__)


class Bounds(Protocol):
    """One server and its limits, as the settings of every connector of a web service have them."""

    @property
    def url(self) -> str: ...
    @property
    def ca_file(self) -> Path | None: ...
    @property
    def connect_seconds(self) -> float: ...
    @property
    def time_out_seconds(self) -> float: ...
    @property
    def deadline_seconds(self) -> float: ...
    @property
    def max_answer_mb(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole. `retry_after` in seconds, where the server asked for a pause."""

    status: int
    body: bytes
    is_json: bool
    retry_after: float | None

    def json(self, place: str) -> Any:
        """The body's JSON. Half a document, or a page for people, may be a proxy's doing and pass."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            hint = "Try again; if it stays, look at the address, and at the proxy in front."
            raise UnexpectedPayload(f"{place} sent no JSON.", hint, transient=True) from None


class Exchange:
    """One server. `trouble` has the words for what goes wrong there; `headers` go with every request, the key among them.

    Connections are not kept, unless `keeps_connection`: a kept one may be closed just when a change is sent, and leave it in
    doubt. Where one is kept there is only one, and requests wait for each other.
    """

    def __init__(
        self,
        bounds: Bounds,
        trouble: Trouble,
        headers: Mapping[str, str],
        *,
        log: str = "https",
        keeps_connection: bool = False,
    ) -> None:
        self.place = trouble.place
        self.trouble = trouble
        self._bounds = bounds
        self._log = log
        self._encodings = {"identity", headers.get("Accept-Encoding", "identity")}
        self._kept = Watchdog() if keeps_connection else None
        self._turn: AbstractContextManager[Any] = threading.Lock() if keeps_connection else nullcontext()
        self._client = httpx2.Client(
            headers={"Accept-Encoding": "identity", "User-Agent": "unticket", **headers},
            follow_redirects=False,  # the key would go along
            trust_env=False,  # no proxy and no .netrc out of the environment
            verify=_trust(bounds, trouble.section),
            limits=httpx2.Limits(max_connections=1, keepalive_expiry=30)
            if keeps_connection
            else httpx2.Limits(max_keepalive_connections=0),
        )

    def __repr__(self) -> str:
        return f"Exchange({self.place!r})"

    def ask(
        self,
        method: str,
        path: str,
        *,
        named: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        ends_at: float | None = None,
    ) -> Answer:
        """The answer to one request below the settings' address; `named` is what the log calls it.

        It is over by `ends_at` (monotonic clock), by default after `deadline_seconds`. Any status is an answer but 3xx. Raises
        `NotSent` where the request never left, `Unreachable` where no whole answer came, `Redirected`, `AnswerTooLarge`.
        """
        url = self._bounds.url + path
        if urlsplit(url).netloc != urlsplit(self._bounds.url).netloc:
            raise NotSent(f"{self.place} is the only host that is asked.", f"Check the paths in [{self.trouble.section}].")
        with self._turn:
            began = time.monotonic()
            until = began + self._bounds.deadline_seconds if ends_at is None else ends_at
            left = max(0.001, until - began)
            silence = min(self._bounds.time_out_seconds, left)
            dog = self._kept or Watchdog()
            try:
                with dog.until(until) as trace:
                    request = self._client.build_request(
                        method,
                        url,
                        content=body,
                        headers=headers,
                        timeout=httpx2.Timeout(silence, connect=min(self._bounds.connect_seconds, silence)),
                        extensions={"trace": trace},
                    )
                    response = self._client.send(request, stream=True)
                    try:
                        answer = self._answer(response, until)
                    finally:
                        response.close()
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                raise self.trouble.translated(error, self._bounds.url, deadline_passed=dog.bit) from error
        milliseconds = round(1000 * (time.monotonic() - began))
        _log.info(f"{self._log}.asked", call=named, status=answer.status, bytes=len(answer.body), ms=milliseconds)
        return answer

    def close(self) -> None:
        self._client.close()

    def refusal(self, answer: Answer) -> ConnectorError:
        """The error for a status that is no success. The server's own words are not repeated: they may hold anything."""
        status, section = answer.status, self.trouble.section
        if status == 401:
            hint = f"Make a new one and put it in UNTICKET_{section.upper()}__TOKEN."
            return CredentialsRefused(f"{self.place} refused the key: it is wrong, or has ended.", hint)
        if status == 403:
            return CredentialsRefused(f"{self.place} does not allow the key this.", "See which rights it needs in the docs.")
        if status == 429:
            return self.too_many(answer)
        if status == 412:
            return ConnectorError(f"At {self.place} somebody changed the same thing just now.", "Look again.", transient=True)
        if status >= 500 or status == 408:
            return Unreachable(f"{self.place} failed (HTTP {status}).", "Try again later.", transient=True)
        hint = f"Check {section}.url, and that it is the service's own address."
        return UnexpectedPayload(f"{self.place} answered HTTP {status}.", hint)

    def too_many(self, answer: Answer) -> RateLimited:
        """The error for status 429: nothing was done."""
        return RateLimited(
            f"{self.place} asks for fewer calls.", "Try again later, or less often.", retry_after=answer.retry_after
        )

    def _answer(self, response: httpx2.Response, ends_at: float) -> Answer:
        """The whole answer, cut off as soon as it grows too large: it never stands in memory before that is known."""
        if 300 <= response.status_code < 400:
            raise self.trouble.redirected(response.headers.get("location", ""))
        if response.headers.get("content-encoding", "identity") not in self._encodings:
            raise self.trouble.another_encoding()
        largest = self._bounds.max_answer_mb * _MB
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > largest:
            raise self.trouble.too_large(self._bounds.max_answer_mb)
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > largest:
                raise self.trouble.too_large(self._bounds.max_answer_mb)
            if time.monotonic() > ends_at:
                raise self.trouble.too_slow()
            parts.append(part)
        return Answer(
            response.status_code,
            b"".join(parts),
            response.headers.get("content-type", "").startswith("application/json"),
            _seconds(response.headers.get("retry-after", "")),
        )


def _seconds(retry_after: str) -> float | None:
    """Retry-After in seconds: a number or a date (RFC 9110, 10.2.3)."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def _trust(bounds: Bounds, section: str) -> ssl.SSLContext | bool:
    if bounds.url.startswith("http://"):
        return False  # nothing to verify; spares loading the certificates
    if bounds.ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(bounds.ca_file))
    except (OSError, ssl.SSLError) as error:
        what = f"The certificates in {bounds.ca_file} cannot be read."
        raise ConnectorError(what, f"Name a PEM file in {section}.ca_file.") from error
