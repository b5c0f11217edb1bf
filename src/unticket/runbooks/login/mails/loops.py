"""Whether a mail may be answered at all: two machines that answer each other never stop."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parseaddr

from unticket.runbooks.reading.address import is_machine

_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply"})
_OF_LISTS = ("list-id", "list-unsubscribe", "list-post", "list-help", "list-subscribe", "list-owner", "list-archive")
# Of vacation programs and ticket systems that know no RFC 3834.
_OF_MACHINES = ("x-autoreply", "x-autorespond", "x-auto-response-suppress", "x-failed-recipients", "x-loop", "feedback-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """What is known of a mail that might be answered. A desk that keeps no headers knows the sender alone."""

    sender: str  # one bare address, or ""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    content_type: str = ""

    @classmethod
    def of(cls, message: Message) -> MailFacts:
        """From a message as it was received."""
        headers = {name.lower(): str(value) for name, value in message.items()}
        return cls(
            sender=parseaddr(headers.get("from", ""))[1].lower(), headers=headers, content_type=message.get_content_type()
        )


def reason_not_to_answer(mail: MailFacts, own: Collection[str] = ()) -> str | None:
    """Why this mail is not answered, as a public sentence, or None. `own` are the addresses that we and the desk send from."""
    headers = mail.headers
    if headers.get("return-path", "?").strip() in ("<>", ""):
        return "it has no return path: nothing may be sent back"
    if headers.get("auto-submitted", "no").partition(";")[0].strip().lower() != "no":
        return "a machine sent it (Auto-Submitted)"
    if mail.content_type == "multipart/report":
        return "it reports on another mail"
    if headers.get("precedence", "").strip().lower() in _PRECEDENCE:
        return "it went to many, or a machine sent it (Precedence)"
    if any(name in headers for name in _OF_LISTS):
        return "it comes from a mailing list"
    if any(name in headers for name in _OF_MACHINES):
        return "a machine sent it"
    if not mail.sender:
        return "it has no sender"
    if mail.sender.lower() in {address.lower() for address in own}:
        return "it comes from ourselves"
    if is_machine(mail.sender):  # Moodle's own mails carry no other mark
        return "nobody reads what is sent to its sender"
    return None
