"""Writes a mail as it goes over the wire: plain ASCII, one recipient, and marked so that no machine answers it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage

from unticket.connectors.smtp.address import Unsendable, bare_address, mailbox, message_id, one_line
from unticket.connectors.smtp.settings import SmtpSettings
from unticket.runbooks.ports import Mail

# An 8-bit part would be encoded anew by a relay that cannot carry it, which breaks DKIM; Vietnamese becomes base64.
_ASCII = policy.SMTP.clone(cte_type="7bit")
_LONGEST_LINE = 78  # RFC 5322, 2.1.1
_FOLD = "\r\n"  # before a blank
_LONGEST_WORD = 60  # a line may not be folded within a word


def written(mail: Mail, settings: SmtpSettings, sent_at: datetime) -> bytes:
    """The whole mail, lines ended by CRLF. Raises `Unsendable` and names the part that cannot be sent."""
    sender = (settings.sender_name, settings.sender)
    head = [_line("From", *sender), _line("Subject", mail.subject)]
    if settings.reply_to:
        head.append(_line("Reply-To", settings.sender_name, settings.reply_to))
    message = EmailMessage(policy=_ASCII)
    message["To"] = mailbox(_part("The recipient", bare_address, mail.to))
    message["Date"] = sent_at
    message["Message-ID"] = _part("The mail's own id", message_id, mail.message_id)
    if mail.in_reply_to:
        answered = _part("The answered mail's id", message_id, mail.in_reply_to)
        message["In-Reply-To"] = answered
        message["References"] = answered
    message["Auto-Submitted"] = "auto-replied" if mail.answers else "auto-generated"  # RFC 3834, 5
    message["X-Auto-Response-Suppress"] = "All"  # Exchange
    message["Precedence"] = "bulk"  # older vacation programs look at this alone
    message.set_content(_text(mail.text))
    if mail.html:
        message.add_alternative(_text(mail.html), subtype="html")
    for name, media_type, content in mail.attachments:
        kind, _, subtype = media_type.partition("/")
        message.add_attachment(content, maintype=kind, subtype=subtype or "octet-stream", filename=one_line(name))
    # Last: setting a content, or attaching one, takes away every header about the content before.
    message["Content-Language"] = "en, vi" if mail.language == "both" else one_line(mail.language)
    return b"".join(head) + message.as_bytes()


def return_path(mail: Mail, settings: SmtpSettings) -> str:
    """The envelope's sender: empty unless bounces are wanted, so that no machine can answer the mail."""
    if not settings.bounces_to or not settings.bounces_tagged:
        return settings.bounces_to
    user, _, domain = settings.bounces_to.rpartition("@")
    return f"{user}+{hashlib.sha256(mail.message_id.encode()).hexdigest()[:16]}@{domain}"


def _line(name: str, text: str, address: str = "") -> bytes:
    """A header with free words in it, then `address` where one is given.

    Python 3.11's `EmailMessage` loses a blank where it folds between two words with accents; its older `Header` does not.
    """
    words = one_line(text)
    plain = words.isascii() and "=?" not in words and max(map(len, words.split()), default=0) < _LONGEST_WORD
    plain &= not address or words.replace(" ", "").isalnum()  # other signs mean something before an address
    folded = Header(words, "us-ascii" if plain else "utf-8", header_name=name).encode(linesep="\r\n")
    if words and address:
        fits = len(f"{name}: {folded}".splitlines()[-1]) + len(address) < _LONGEST_LINE - 3
        folded += f"{'' if fits else _FOLD} <{address}>"
    return f"{name}: {folded or address}\r\n".encode()


def _part(name: str, check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except Unsendable as error:
        raise Unsendable(f"{name} {error}") from None


def _text(text: str) -> str:
    """`text` composed (NFC), its lines ended alike, without control signs other than tabs."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return (
        "\n".join("".join(s for s in line if s == "\t" or unicodedata.category(s) not in ("Cc", "Cs")) for line in lines) + "\n"
    )
