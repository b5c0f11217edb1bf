"""One talk with a mail server, from its greeting to QUIT, over within a set time even where the server drips its answers."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

from unticket.connectors.smtp.refusal import refused, unencrypted_server, unreachable
from unticket.connectors.smtp.settings import SmtpSettings
from unticket.model.errors import ConnectorError

_SLOWEST_TALK = 5  # times the longest silence: the whole talk before a mail's end is over then
_DOT = re.compile(rb"^\.", re.MULTILINE)


class Lost(Exception):
    """The connection ended, or the server said nothing that SMTP knows, after the whole mail had been handed over."""


class Conversation(smtplib.SMTP):
    """Connected, encrypted and signed in. Every failure up to then is a `ConnectorError`: nothing has been sent."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._trust = trust(settings) if settings.encryption != "none" else None
        self._shut_at = self._timer(settings.time_out_seconds * _SLOWEST_TALK)
        try:
            # The name given at EHLO is the sender's domain: asking the resolver for our own may take long.
            domain = settings.sender.rpartition("@")[2]
            super().__init__(settings.host, settings.port, local_hostname=domain, timeout=settings.time_out_seconds)
            self._sign_in()
        except BaseException as error:
            self.close()
            if isinstance(error, OSError | smtplib.SMTPException):  # a server's refusal is both
                raise unreachable(error, settings) from error
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Says goodbye, and minds no answer: whatever was decided is decided."""
        if kind is None and self.sock is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.sock.settimeout(1)
                self.quit()
        self.close()

    def close(self) -> None:
        self._shut_at.cancel()
        super().close()

    @property
    def certificate_ends(self) -> float | None:
        """When the server's certificate ends, in seconds since 1970; None without encryption."""
        found = self.sock.getpeercert() if isinstance(self.sock, ssl.SSLSocket) else None
        return ssl.cert_time_to_seconds(str(found["notAfter"])) if found and "notAfter" in found else None

    def announce(self, sender: str, size: int = 0) -> None:
        """MAIL FROM. Raises `ConnectorError`: a refusal here is of us, not of the recipient; `Refused` where it is the size."""
        options = [f"SIZE={size}"] if size and self.has_extn("size") else []
        self._expect((250,), f"MAIL FROM:<{sender}>", *options)

    def hand_over(self, sender: str, recipient: str, message: bytes) -> None:
        """Send one mail. Returns when the server has taken it.

        Raises `Refused` where it will not, for good; `Lost` where it may have; any other `ConnectorError` where it is
        certain that it did not: a mail whose final dot was not sent is not delivered (RFC 5321, 3.8 and 4.1.1.4).
        """
        try:
            self.announce(sender, len(message))
            self._expect((250, 251), f"RCPT TO:<{recipient}>")
            self._expect((354,), "DATA")
            self.send(_DOT.sub(b"..", message))
        except (OSError, smtplib.SMTPException) as error:
            raise unreachable(error, self._settings) from error
        self._end_of_mail()

    def _end_of_mail(self) -> None:
        self._shut_at.cancel()
        self._shut_at = self._timer(self._settings.verdict_seconds)
        try:
            if self.sock is not None:
                self.sock.settimeout(self._settings.verdict_seconds)
            self.send(b".\r\n")
            code, words = self.getreply()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Lost from error
        if 400 <= code <= 599:
            raise refused(code, words, "the mail", self._settings)
        if not 200 <= code <= 299:
            raise Lost

    def _sign_in(self) -> None:
        settings = self._settings
        code, words = self.ehlo()
        if code != 250:
            raise refused(code, words, "EHLO", settings)
        if settings.encryption == "starttls":
            if not self.has_extn("starttls"):
                raise unencrypted_server(settings)
            self.starttls(context=self._trust)
            self.ehlo()
        if settings.username:
            try:
                self.login(settings.username, settings.password.get_secret_value())
            except smtplib.SMTPNotSupportedError as error:
                raise ConnectorError(f"{settings.place} takes no password.", "Leave mail.username empty.") from error

    def _expect(self, codes: tuple[int, ...], *command: str) -> None:
        code, words = self.docmd(" ".join(command))
        if code not in codes:
            raise refused(code, words, command[0], self._settings)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """As smtplib asks for it: with encryption from the first byte on where the settings say so."""
        plain = socket.create_connection((host, port), timeout)
        if self._settings.encryption != "tls" or self._trust is None:
            return plain
        return self._trust.wrap_socket(plain, server_hostname=host)

    def _timer(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._shut)
        timer.daemon = True
        timer.start()
        return timer

    def _shut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):  # closed already
                self.sock.shutdown(socket.SHUT_RDWR)


def trust(settings: SmtpSettings) -> ssl.SSLContext:
    """Certificates and the server's name are checked. Raises `ConnectorError` where `ca_file` holds none."""
    try:
        context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise ConnectorError(
            f"The certificates in {settings.ca_file} cannot be read.", "Name a PEM file in mail.ca_file."
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
