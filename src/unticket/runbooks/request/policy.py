"""What the desk's owner has settled about a runbook that answers requests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPolicy:
    """The owner's word. The defaults are the careful ones."""

    domains: tuple[str, ...] = ()  # the school's own mail domains; what only looks like them is refused
    trusted_mail_gateway: bool = False  # the gateway refuses mail whose sender is not who it says
    own_addresses: tuple[str, ...] = ()  # that we send from: what comes from there is a mail of ours that came back
    no_go: tuple[str, ...] = ()  # addresses never answered by a machine
    no_bot_tag: str = "no-bot"
    bot_id: str = ""  # the desk's own id of the user we act as
    escalation_assignee: str = ""  # the desk's id of the person who takes over
    assigns_to: tuple[str, ...] = ()  # the desk's ids of everybody whom the runbook may make responsible
    due_days: int = 1

    def is_no_go(self, address: str) -> bool:
        """Whether this address is listed for people only."""
        return address.casefold() in {entry.strip().casefold() for entry in self.no_go}
