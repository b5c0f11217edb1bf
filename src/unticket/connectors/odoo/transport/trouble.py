"""What the network can do to a call, in our words."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import httpx2

from unticket.connectors.odoo.errors import NotSent
from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable


def translated(error: Exception, place: str, url: str, *, deadline_passed: bool) -> ConnectorError:
    """The error for what the HTTP client raised. `deadline_passed`: it had cut the connection."""
    causes = _causes(error)
    if any(isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME for cause in causes):
        return NotSent(f"There is no server named {urlsplit(url).hostname!r}.", "Check desk.url.")
    if isinstance(error, httpx2.InvalidURL):
        return NotSent(f"{url} is not an address.", "Check desk.url.")
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return NotSent(
            f"The certificate of {place} is not to be trusted.", "Have it renewed; for a private authority set desk.ca_file."
        )
    if isinstance(error, httpx2.ConnectError) and any(isinstance(cause, ssl.SSLError) for cause in causes):
        return NotSent(f"{place} does not speak https.", "Check desk.url: its port and its https://.")
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return NotSent(
            f"{place} cannot be reached: nothing answers there.",
            "Check desk.url, and that this machine may reach it.",
            transient=True,
        )
    if deadline_passed or isinstance(error, httpx2.TimeoutException):
        return too_slow(place)
    if isinstance(error, httpx2.DecodingError):
        return UnexpectedPayload(f"{place} sent an answer that cannot be decoded.", "Look at the proxy in front of Odoo.")
    return Unreachable(f"{place} cut the connection.", "Try again later.", transient=True)


def too_slow(place: str) -> Unreachable:
    """The deadline passed while an answer was coming."""
    return Unreachable(
        f"{place} did not answer in time.",
        "Try again later, lower desk.page_size, or raise desk.time_out_seconds and desk.deadline_seconds.",
        transient=True,
    )


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
