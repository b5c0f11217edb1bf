"""What the network can do to a request, in our words: what happened, to whom, and the next move."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable


class NotSent(Unreachable):
    """No connection: the request never left, so repeating it is safe whatever it does."""


class Redirected(UnexpectedPayload):
    """The server points elsewhere and did nothing; it was not followed."""


class AnswerTooLarge(UnexpectedPayload):
    """The answer is larger than `max_answer_mb`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Words for one server. `place` names it, `section` its settings ("desk"), `smaller` how less can be asked for at once."""

    place: str
    section: str
    smaller: str = ""

    def translated(self, error: Exception, url: str, *, deadline_passed: bool) -> ConnectorError:
        """The error for what the HTTP client raised. `deadline_passed`: it had cut the connection."""
        causes = _causes(error)
        address = f"{self.section}.url"
        if any(isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME for cause in causes):
            return NotSent(f"There is no server named {urlsplit(url).hostname!r}.", f"Check {address}.")
        if isinstance(error, httpx2.InvalidURL):
            return NotSent(f"{self.place} has no such address.", f"Check {address}.")
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
            hint = f"Have it renewed; for a private authority set {self.section}.ca_file."
            return NotSent(f"The certificate of {self.place} is not to be trusted.", hint)
        if isinstance(error, httpx2.ConnectError) and any(isinstance(cause, ssl.SSLError) for cause in causes):
            return NotSent(f"{self.place} does not speak https.", f"Check {address}: its port and its https://.")
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
            hint = f"Check {address}, and that this machine may reach it."
            return NotSent(f"{self.place} cannot be reached: nothing answers there.", hint, transient=True)
        if deadline_passed or isinstance(error, httpx2.TimeoutException):
            return self.too_slow()
        if isinstance(error, httpx2.DecodingError):
            return UnexpectedPayload(
                f"{self.place} sent an answer that cannot be decoded.", "Look at the proxy in front of it."
            )
        return Unreachable(f"{self.place} cut the connection.", "Try again later.", transient=True)

    def too_slow(self) -> Unreachable:
        """The deadline passed while an answer was waited for, or coming."""
        smaller = f", {self.smaller}," if self.smaller else ""
        hint = f"Try again later{smaller} or raise {self.section}.time_out_seconds and {self.section}.deadline_seconds."
        return Unreachable(f"{self.place} did not answer in time.", hint, transient=True)

    def too_large(self, megabytes: int) -> AnswerTooLarge:
        """More than `megabytes` came."""
        smaller = f", or {self.smaller}" if self.smaller else ""
        return AnswerTooLarge(
            f"{self.place} sent more than {megabytes} MB in one answer; the rest was refused.",
            f"Raise {self.section}.max_answer_mb if answers are that large{smaller}.",
        )

    def redirected(self, location: str) -> Redirected:
        """Status 3xx. Of `location` only the server is shown."""
        target = urlsplit(location)
        where = f"{target.scheme}://{target.netloc}" if target.netloc else "another page"
        return Redirected(
            f"{self.place} redirects to {where}; it was not followed, because the key would go along.",
            f"If that address is right, put it in {self.section}.url.",
        )

    def another_encoding(self) -> UnexpectedPayload:
        """The body is packed in a way that was not asked for."""
        return UnexpectedPayload(
            f"{self.place} answers in an encoding that was not asked for.", "Look at the proxy in front of it."
        )


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
