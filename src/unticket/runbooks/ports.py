"""What runbooks need from outside: the desk they act in, directories, the learning platform, mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from unticket.model.account import Account
from unticket.model.finding import Finding
from unticket.model.person import PersonRecord
from unticket.model.ticket import Message, Stage, Tag, Ticket
from unticket.runbooks.authorization import Authorization


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """How a ticket came in, as far as the desk can show it. None: the key at hand cannot read it, so there is no proof.

    Written by a signed-in portal user means all three: the creator is a portal user, the channel is the portal's (set by the
    server), and no mail created it (see the desk's own facts: neither the contact nor the creator alone shows it).
    """

    creator_is_portal_user: bool | None = None
    creator_email: str = ""  # of the creator's own contact, lower case; not the ticket's
    channel_is_portal: bool | None = None
    came_by_mail: bool | None = None
    sender_email: str = ""  # of the creating mail, lower case: a claim, unless the settings vouch for the gateway

    @property
    def signed_in_email(self) -> str:
        """The address of the portal user who wrote the ticket while signed in, or ""."""
        shown = self.creator_is_portal_user and self.channel_is_portal and self.came_by_mail is False
        return self.creator_email if shown else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """A ticket as it is now, with its messages and how it came in."""

    ticket: Ticket
    messages: Sequence[Message]  # oldest first
    origin: Origin
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEvent:
    """Something on a ticket that may start or continue a run."""

    ticket_key: str
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A to-do on a ticket for one agent."""

    summary: str
    note: str  # plain text
    assignee_id: str
    due_on: date


class TicketDesk(Protocol):
    """The desk that runbooks act in. Raises `ConnectorError`, and `NotFound` for a ticket that is gone.

    Every write is safe to repeat: `note` and `schedule` carry a `marker` (the effect's key) which is looked for first.
    """

    def ticket(self, key: str, *, asker: bool = True) -> TicketView:
        """The ticket as it is now: always asked anew. `asker` False leaves out what shows who asks (`origin`, and an address
        that only the contact holds), where that costs questions of its own: enough for guard rail 3."""

    def events_since(self, moment: datetime) -> Iterator[DeskEvent]:
        """Tickets changed, or written to by their requester, at or after `moment` (UTC); overlap included, oldest first."""

    def stages(self) -> Sequence[Stage]:
        """All stages."""

    def tags(self) -> Sequence[Tag]:
        """All tags that exist; a plain agent's key cannot create one."""

    def note(self, key: str, text: str, *, marker: str) -> str:
        """Put an internal note (plain text) on the ticket, which mails nobody; its message's id. Once per `marker`."""

    def tag(self, key: str, tag_id: str) -> None:
        """Put a tag on the ticket."""

    def move(self, key: str, stage_id: str, *, quietly: bool = True) -> None:
        """Put the ticket into a stage; `quietly` keeps the stage's own mail from the customer."""

    def assign(self, key: str, agent_id: str) -> None:
        """Make this agent responsible."""

    def schedule(self, key: str, activity: Activity, *, marker: str) -> None:
        """Put a to-do on the ticket. Once per `marker`."""

    def check_acting(self) -> Sequence[Finding]:
        """Whether the key can do all this, and where it can do more than is needed."""


class Directory(Protocol):
    """One register of people: HR, students. Raises `ConnectorError`; "nobody" is an empty answer and never an error."""

    name: str

    def people(self, email: str) -> Sequence[PersonRecord]:
        """Everybody whose address is exactly this one (letter case aside), the departed included."""

    def check(self) -> Sequence[Finding]:
        """What can be read, how old it is, and where the key can do more than is needed."""

    def close(self) -> None:
        """Give back connections and files."""


class LearningPlatform(Protocol):
    """The accounts of the LMS. Raises `ConnectorError` and nothing else, but `Forbidden` where leave is missing."""

    def accounts(self, email: str) -> Sequence[Account]:
        """Every account whose address is exactly this one (letter case aside), the deactivated included."""

    def account(self, account_id: str) -> Account | None:
        """The account as it is now, or None."""

    def reactivate(self, leave: Authorization) -> None:
        """Switch the account on. Repeating it is harmless; the caller reads it back."""

    def request_password_reset(self, leave: Authorization) -> None:
        """Have the platform mail a reset link to the address on file. It cannot be read back and is never repeated.

        Raises `Doubtful` where it may have happened; after any other error it is certain that nothing was mailed.
        """

    def deactivate(self, leave: Authorization) -> None:
        """Switch off again what our own reactivation switched on: the undo."""

    def check(self) -> Sequence[Finding]:
        """What the key can do, and where that is more than is needed."""

    def close(self) -> None:
        """Give back connections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person. `message_id` is made from the effect's key, so that copies and bounces can be recognised."""

    to: str  # one bare address
    subject: str
    text: str
    html: str = ""
    message_id: str  # "<…@domain>"
    in_reply_to: str = ""
    answers: bool = True  # somebody wrote first; False: it comes by itself, as a report does
    language: str = "en"
    attachments: Sequence[tuple[str, str, bytes]] = field(default_factory=tuple)  # name, media type, content


class Delivery(StrEnum):
    """What is known of a mail after it was handed over."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # for good: it did not go out
    DOUBTFUL = "doubtful"  # the connection was lost when it may have been accepted already: never sent again


class Mailer(Protocol):
    """Sends mail. Raises a transient `ConnectorError` only where it is certain that nothing went out."""

    def send(self, mail: Mail) -> Delivery:
        """Hand one mail over."""

    def check(self) -> Sequence[Finding]:
        """Whether the server takes our mail, over an encrypted connection."""

    def close(self) -> None:
        """Give back connections."""
