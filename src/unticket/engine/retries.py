"""How a step is tried again when another system failed us for the moment."""

from __future__ import annotations

import random
from dataclasses import dataclass

from unticket.model.errors import RateLimited, UnticketError


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """Up to `attempts` tries, waiting `first_wait` seconds, then `factor` times as long each time, at most `longest_wait`.

    Only transient failures are tried again. A crash starts the count anew: attempts are not recorded, results are.
    """

    attempts: int = 6
    first_wait: float = 1.0
    factor: float = 2.0
    longest_wait: float = 60.0

    def wait_after(self, attempt: int, error: UnticketError) -> float | None:
        """Seconds to wait after the failed `attempt` (1 is the first), or None: the failure stands.

        A pause that the other system asks for is kept; one beyond `longest_wait` is a failure, not a sleeping run.
        """
        if not error.transient or attempt >= self.attempts:
            return None
        asked = error.retry_after or 0.0 if isinstance(error, RateLimited) else 0.0
        if asked > self.longest_wait:
            return None
        back_off = min(self.first_wait * self.factor ** (attempt - 1), self.longest_wait)
        return max(asked, back_off * random.uniform(0.75, 1.0))  # noqa: S311 - spreads retries, hides nothing


ONCE = Retries(attempts=1)
