"""What a mail server's refusals and silences mean, in our words; the server's own words may hold addresses and stay out."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl

from unticket.connectors.smtp.settings import SmtpSettings
from unticket.model.errors import ConnectorError, CredentialsRefused, Unreachable

_ENHANCED = re.compile(rb"\b[245]\.\d{1,3}\.\d{1,3}\b")  # RFC 3463
_OF_OUR_SIGN_IN = {"5.7.8", "5.7.9"}
_WANTS_SIGN_IN = {530, 534, 535, 538}
_TOO_LARGE = 552


class Refused(ConnectorError):
    """The server will not take this mail for this recipient, for good."""


def refused(code: int, words: bytes, what: str, settings: SmtpSettings) -> ConnectorError:
    """The error for a reply. A code in 400…499, and 421 above all, may be another one later."""
    found = _ENHANCED.search(words)
    told = f"{code} {found[0].decode()}" if found else str(code)
    if 400 <= code <= 499:
        return Unreachable(f"{settings.place} cannot take mail now ({told}).", "It is tried again.", transient=True)
    if code in _WANTS_SIGN_IN or (found and found[0].decode() in _OF_OUR_SIGN_IN):
        return CredentialsRefused(
            f"{settings.place} refused the sign-in ({told}).",
            "Check mail.username, and put its password into UNTICKET_MAIL__PASSWORD.",
        )
    if not 500 <= code <= 599:
        return Unreachable(f"{settings.place} said nothing that SMTP knows.", "Check mail.host and mail.port.", transient=True)
    if what.startswith("MAIL") and code != _TOO_LARGE:
        return ConnectorError(
            f"{settings.place} lets nobody send as {settings.bounces_to or 'the empty sender'} ({told}).",
            "Set mail.bounces_to to an address that this account may send as."
            if not settings.bounces_to
            else "Check mail.bounces_to.",
        )
    if what == "EHLO":
        return ConnectorError(f"{settings.place} does not want to talk to this machine ({told}).", "Ask its administrator.")
    return Refused(f"{settings.place} refused {'the recipient' if what.startswith('RCPT') else 'the mail'} ({told}).")


def unreachable(error: Exception, settings: SmtpSettings) -> ConnectorError:
    """The error for what the network or smtplib raised before a mail was complete."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        return refused(error.smtp_code, words, "EHLO", settings)
    causes = _causes(error)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return bad_certificate(settings)
    if any(isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError) for cause in causes):
        return no_encryption(settings)
    if any(isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME for cause in causes):
        return Unreachable(f"There is no server named {settings.host!r}.", "Check mail.host.")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return Unreachable(f"{settings.place} cannot be reached: nothing answers there.", "Check mail.host.", transient=True)
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return Unreachable(f"{settings.place} did not answer in time.", "It is tried again.", transient=True)
    if isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected):
        return ConnectorError(
            f"{settings.place} offers no way to sign in that is known here.", "PLAIN, LOGIN and CRAM-MD5 are."
        )
    return Unreachable(f"{settings.place} cut the connection.", "It is tried again.", transient=True)


def bad_certificate(settings: SmtpSettings) -> ConnectorError:
    return Unreachable(
        f"The certificate of {settings.place.lower()} is not to be trusted.",
        "Have it renewed; for a private authority set mail.ca_file.",
    )


def no_encryption(settings: SmtpSettings) -> ConnectorError:
    return Unreachable(
        f"{settings.place} does not encrypt as expected.", "Check mail.encryption: starttls on port 587, tls on port 465."
    )


def unencrypted_server(settings: SmtpSettings) -> ConnectorError:
    return ConnectorError(
        f"{settings.place} offers no encryption, and mail is not sent in the clear.",
        "Check mail.port; tls on port 465 is another way.",
    )


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
