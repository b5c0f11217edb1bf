"""What the owner has settled about warnings; who is warned at all is a guard rail and cannot be set."""

from __future__ import annotations

from dataclasses import dataclass, field

from unticket.model.errors import ConfigurationError
from unticket.runbooks.login.policy import LoginPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningPolicy:
    """The owner's word. `house` is what is settled for logins and holds here too: domains, no-go people, shared boxes, how
    old a directory's data may be."""

    rule_days: int = 30  # the platform switches off accounts not used for so long
    days_before: int = 7  # so long before that its owner is warned
    per_day: int = 100  # warnings in any 24 hours
    most_share: float = 0.2  # of the accounts that were looked at: more than that at once is no matter of single people
    enough: int = 20  # below so many accounts no share is judged
    most_unreadable: float = 0.1  # where more accounts do not show their last use, none of it is believed
    not_people: tuple[str, ...] = ("webservice", "nologin")  # sign-in methods of accounts that no person uses
    house: LoginPolicy = field(default_factory=LoginPolicy)

    def __post_init__(self) -> None:
        if not 1 <= self.days_before < self.rule_days:
            raise ConfigurationError(
                "runbooks.pre_deactivation.days_before is not below the rule's days.",
                "The rule takes 30 days: warn 7 days before.",
            )

    def is_outside(self, address: str) -> bool:
        """Whether the school has domains of its own and this address is of none."""
        domain = address.rpartition("@")[2].casefold()
        own = [one.casefold() for one in self.house.domains]
        return bool(own) and not any(domain == one or domain.endswith(f".{one}") for one in own)
