"""What `unticket check` tells of a mail server: that it answers, encrypts, knows us, and lets us send; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from unticket.connectors.smtp.conversation import Conversation
from unticket.connectors.smtp.settings import SmtpSettings
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

_SOON = timedelta(days=14)


def check(settings: SmtpSettings) -> Sequence[Finding]:
    """Every finding, up to the first fault."""
    findings: list[Finding] = []
    try:
        findings.extend(_found(settings))
    except ConnectorError as error:
        findings.append(Finding(level=Level.FAULT, kind=f"smtp_{error.code}", what=error.what, hint=error.hint))
    return findings


def _found(settings: SmtpSettings) -> Iterator[Finding]:
    with Conversation(settings) as talk:
        yield _encryption(settings, talk.certificate_ends)
        if settings.username:
            yield Finding(level=Level.OK, kind="signed_in", what=f"{settings.place} knows {settings.username}.")
        talk.announce(settings.bounces_to)
        talk.rset()
    yield Finding(level=Level.OK, kind="sender", what=f"{settings.place} takes mail from {settings.sender}.")
    if not settings.bounces_to:
        yield Finding(
            level=Level.NOTE,
            kind="no_bounces",
            what="Nobody is told of mail that cannot be delivered.",
            hint="Set mail.bounces_to to a box that somebody reads.",
        )


def _encryption(settings: SmtpSettings, ends: float | None) -> Finding:
    if ends is None:
        return Finding(level=Level.NOTE, kind="unencrypted", what=f"{settings.place} is on this machine; nothing is encrypted.")
    end = datetime.fromtimestamp(ends, UTC)
    left = end - datetime.now(UTC)
    what = f"{settings.place} encrypts; its certificate ends on {end:%Y-%m-%d} ({left.days} days left)."
    if left < _SOON:
        return Finding(level=Level.WARNING, kind="certificate_ends", what=what, hint="Have it renewed.")
    return Finding(level=Level.OK, kind="certificate_ends", what=what)
