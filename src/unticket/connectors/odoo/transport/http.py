"""One HTTP exchange with an Odoo: bounded in time and size, never following a redirect with the key."""

from __future__ import annotations

import ssl
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx2
import structlog

from unticket.connectors.odoo.errors import AnswerTooLarge
from unticket.connectors.odoo.settings import OdooConnection
from unticket.connectors.odoo.transport.trouble import too_slow, translated
from unticket.connectors.odoo.transport.watchdog import Watchdog
from unticket.model.errors import ConnectorError, RateLimited, UnexpectedPayload, Unreachable

_GATEWAY_TROUBLE = {
    502: "is not running behind its proxy",
    503: "is down for maintenance or overloaded",
    504: "did not answer its proxy in time",
}
_log = structlog.get_logger(__name__)
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "unticket"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    is_json: bool
    body: bytes


class Http:
    """One connection to one server, kept open between exchanges where the server allows it."""

    def __init__(self, settings: OdooConnection) -> None:
        self.place = f"Odoo at {settings.host}"
        self.url = settings.url
        self._largest = settings.max_answer_mb * 1024 * 1024
        self._silence = settings.time_out_seconds
        self._connect = settings.connect_seconds
        self._watchdog = Watchdog()
        self._one_at_a_time = threading.Lock()  # a page is read ahead by a thread of its own
        self._client = httpx2.Client(
            headers=_HEADERS,
            follow_redirects=False,  # the key would go along
            trust_env=False,  # no proxy and no .netrc out of the environment
            verify=_trust(settings),
            limits=httpx2.Limits(max_connections=1, keepalive_expiry=30),
        )

    def exchange(
        self,
        method: str,
        path: str,
        *,
        named: str,
        ends_at: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """The answer to one request, over by `ends_at` (monotonic clock); `named` is what the log calls it.

        Any status is an answer but 3xx, 429, 502, 503 and 504, which are a `ConnectorError`, as is no answer at all.
        """
        with self._one_at_a_time:
            began = time.monotonic()
            left = max(0.001, ends_at - began)
            time_out = httpx2.Timeout(min(self._silence, left), connect=min(self._connect, left))
            try:
                with self._watchdog.until(ends_at) as trace:
                    request = self._client.build_request(
                        method,
                        self.url + path,
                        content=body,
                        headers=headers,
                        timeout=time_out,
                        extensions={"trace": trace},
                    )
                    answer = self._answer(self._client.send(request, stream=True), ends_at)
            except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
                raise translated(error, self.place, self.url, deadline_passed=self._watchdog.bit) from error
        _log.info(
            "odoo.asked", call=named, status=answer.status, bytes=len(answer.body), ms=round(1000 * (time.monotonic() - began))
        )
        return answer

    def close(self) -> None:
        self._client.close()

    def _answer(self, response: httpx2.Response, ends_at: float) -> Answer:
        try:
            self._refuse_by_status(response)
            is_json = response.headers.get("content-type", "").startswith("application/json")
            return Answer(response.status_code, is_json, self._read(response, ends_at))
        finally:
            response.close()

    def _read(self, response: httpx2.Response, ends_at: float) -> bytes:
        """The body, cut off as soon as it grows too large: it never stands in memory as a whole before that is known."""
        if response.headers.get("content-encoding", "identity") not in ("identity", "gzip"):
            raise UnexpectedPayload(f"{self.place} answers in an encoding that was not asked for.")
        declared = response.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._largest:
            raise self._too_large()
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._largest:
                raise self._too_large()
            if time.monotonic() > ends_at:
                raise too_slow(self.place)
            parts.append(part)
        return b"".join(parts)

    def _refuse_by_status(self, response: httpx2.Response) -> None:
        status = response.status_code
        if 300 <= status < 400:
            target = urlsplit(response.headers.get("location", ""))
            where = f"{target.scheme}://{target.netloc}" if target.netloc else "another page"
            raise UnexpectedPayload(
                f"{self.place} redirects to {where}; it was not followed, because the API key would go along.",
                "If that address is right, put it in desk.url.",
            )
        if status == 429:
            pause = _seconds(response.headers.get("retry-after", ""))
            raise RateLimited(f"{self.place} asks for fewer calls.", "Try again later, or less often.", retry_after=pause)
        if status in _GATEWAY_TROUBLE:
            raise Unreachable(f"{self.place} {_GATEWAY_TROUBLE[status]} (HTTP {status}).", "Try again later.", transient=True)

    def _too_large(self) -> AnswerTooLarge:
        return AnswerTooLarge(
            f"{self.place} sent more than {self._largest // 1024**2} MB in one answer; the rest was refused.",
            "Raise desk.max_answer_mb or lower desk.page_size.",
        )


def _seconds(retry_after: str) -> float | None:
    """Retry-After in seconds: a number or a date (RFC 9110, 10.2.3)."""
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(moment.tzinfo or UTC)).total_seconds()) if moment.tzinfo else None


def _trust(settings: OdooConnection) -> ssl.SSLContext | bool:
    if settings.url.startswith("http://"):
        return False  # nothing to verify; spares loading the certificates
    if settings.ca_file is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(settings.ca_file))
    except (OSError, ssl.SSLError) as error:
        raise ConnectorError(
            f"The certificates in {settings.ca_file} cannot be read.", "Name a PEM file in desk.ca_file."
        ) from error
