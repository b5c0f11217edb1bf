"""Sends mail over SMTP, one at a time, and says what is certain about each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog

from unticket.connectors.smtp.address import Unsendable
from unticket.connectors.smtp.check import check
from unticket.connectors.smtp.conversation import Conversation, Lost
from unticket.connectors.smtp.message import return_path, written
from unticket.connectors.smtp.refusal import Refused
from unticket.connectors.smtp.settings import SmtpSettings
from unticket.model.finding import Finding
from unticket.runbooks.ports import Delivery, Mail

_log = structlog.get_logger(__name__)


class SmtpMailer:
    """A `Mailer`. Each mail has a connection of its own: threads may share this, and no mail rides on another's trouble."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    def send(self, mail: Mail) -> Delivery:
        """Hand one mail over. A mail that cannot be written (an address that is none, say) counts as refused."""
        settings = self._settings
        try:
            message = written(mail, settings, datetime.now(UTC))
        except Unsendable as error:
            _log.warning("smtp.unsendable", id=mail.message_id[:100], because=str(error))
            return Delivery.REFUSED
        delivery = Delivery.ACCEPTED
        with Conversation(settings) as talk:
            try:
                talk.hand_over(return_path(mail, settings), mail.to, message)
            except Refused as error:
                _log.warning("smtp.refused", id=mail.message_id, because=error.what)
                delivery = Delivery.REFUSED
            except Lost:
                _log.warning("smtp.doubtful", id=mail.message_id)
                delivery = Delivery.DOUBTFUL
        _log.info("smtp.sent", id=mail.message_id, delivery=delivery.value, bytes=len(message))
        return delivery

    def check(self) -> Sequence[Finding]:
        """Whether the server takes our mail, over an encrypted connection. Sends nothing."""
        return check(self._settings)

    def close(self) -> None:
        """Nothing stays open between mails."""
