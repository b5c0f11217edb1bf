"""The desk's own clock: it stands still at night, on Sundays and on holidays, as handling times do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unticket.demo.generator.calendar import Floats, SchoolDays

_OPENS = 7.5 * 3600  # local seconds since midnight
Seconds = NDArray[np.int64]  # since 1970, UTC


@dataclass(frozen=True, slots=True)
class DeskClock:
    """Adds working time to instants. All instants are seconds since 1970 in UTC, all lengths seconds."""

    days: SchoolDays

    def after(self, moments: Seconds, working: Floats) -> Seconds:
        """The instants at which `working` seconds of the desk's time have passed since `moments`."""
        worked = np.concatenate([[0.0], np.cumsum(self.days.open_for)])
        day = np.clip(np.searchsorted(self.days.midnights, moments, side="right") - 1, 0, self.days.count - 1)
        today = np.clip(moments - self.days.midnights[day] - _OPENS, 0, self.days.open_for[day])
        goal = np.minimum(worked[day] + today + working, worked[-1])
        # A length of nothing within working hours must end where it began: side="left" keeps it on its day.
        reached = np.clip(np.searchsorted(worked, goal, side="left") - 1, 0, self.days.count - 1)
        found = self.days.midnights[reached] + _OPENS + goal - worked[reached]
        return np.asarray(np.maximum(found.astype(np.int64), moments))
