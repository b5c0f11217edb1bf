"""Mail over SMTP: one mail to one person, over an encrypted connection, and an honest word on whether it went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.smtp.settings import SmtpSettings

if TYPE_CHECKING:
    from unticket.connectors.smtp.mailer import SmtpMailer


def _open(settings: SmtpSettings, _: Surroundings) -> SmtpMailer:
    from unticket.connectors.smtp.mailer import SmtpMailer

    return SmtpMailer(settings)


CONNECTORS: tuple[Connector, ...] = (Connector(kind="smtp", role="mail", settings=SmtpSettings, open=_open),)
