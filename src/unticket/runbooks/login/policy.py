"""What the desk's owner has settled about logins; everything that is not said here is a guard rail and cannot be set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from unticket.model.errors import ConfigurationError
from unticket.model.period import zone

# Boxes that several people read: whoever writes from one is nobody in particular. "name@" means at any domain.
SHARED_BOXES = tuple(
    f"{name}@"
    for name in (
        "admin administrator all contact department enquiries exams finance help helpdesk hello hr info it itsupport library "
        "mail no-reply noreply office postmaster principal reception registrar root school secretary security staff students "
        "support teachers team vanphong tuyensinh hotro daotao giaovu lienhe"
    ).split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPolicy:
    """The owner's word. The defaults are the careful ones: with them, only what is proven is acted on."""

    domains: tuple[str, ...] = ()  # the school's own mail domains; what only looks like them is refused
    trusted_mail_gateway: bool = False  # the gateway refuses mail whose sender is not who it says
    public_url: str = ""  # where confirmation links lead; empty: a person asks instead
    rule_days: int = 30  # the platform switches off accounts that were not used for so long
    every_deactivation_is_the_rule: bool = False
    every_admin_is_listed: bool = False  # `no_go` names every administrator of a platform that shows to nobody who is one
    no_go: tuple[str, ...] = ()  # people never helped by a machine: addresses, user names, staff numbers or account ids
    shared_boxes: tuple[str, ...] = ()  # beside SHARED_BOXES
    suspended: tuple[str, ...] = ()  # who was suspended by a person: addresses, user names or account ids
    own_addresses: tuple[str, ...] = ()  # that we send from: what comes from there is a mail of ours that came back
    onboarding_days: int = 0  # how long before the first day of work an account may have been made
    oldest_directory: timedelta = timedelta(hours=36)  # a nightly export, and some hours for a late night
    timezone: str = "UTC"  # in which working days begin and end
    doubtful: Literal["skip", "escalate"] = "skip"  # what becomes of a ticket that may or may not be about a login
    acknowledge: bool = True
    no_bot_tag: str = "no-bot"
    bot_id: str = ""  # the desk's own id of the user we act as
    escalation_assignee: str = ""  # the desk's id of the person who takes over
    due_days: int = 1  # how soon the escalation's to-do is due
    tag_handled: str = ""  # put on tickets that were acted on; empty: none
    tag_escalated: str = ""

    def __post_init__(self) -> None:
        zone(self.timezone)
        if self.rule_days < 1 or self.due_days < 0 or self.onboarding_days < 0 or self.oldest_directory <= timedelta(0):
            raise ConfigurationError(
                "A number of days in [runbooks.login] is too small.", "rule_days is at least 1, the others at least 0."
            )

    @property
    def assigns_to(self) -> tuple[str, ...]:
        """The desk's ids of the people whom the runbook itself makes responsible."""
        return (self.escalation_assignee,)

    def is_no_go(self, *marks: str) -> bool:
        """Whether any of these marks of a person is listed."""
        return _listed(self.no_go, marks)

    def is_shared_box(self, address: str) -> bool:
        """Whether several people read this box, by the settings or by its usual name."""
        local = address.casefold().partition("@")[0].partition("+")[0]
        return _listed((*SHARED_BOXES, *self.shared_boxes), (address, f"{local}@"))


def _listed(entries: tuple[str, ...], marks: tuple[str, ...]) -> bool:
    return not {entry.strip().casefold() for entry in entries}.isdisjoint({mark.strip().casefold() for mark in marks if mark})
