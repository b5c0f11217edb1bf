"""How sure it is that two tickets are one thing, from what speaks for and against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unticket.patterns.duplicates.evidence import NAMES
from unticket.patterns.duplicates.rows import Floats
from unticket.patterns.duplicates.weights import INCIDENT, PERSON

_SURE = 12.0  # ln of the odds beyond which nothing more is said
_TRUST = 4.0  # how many judgements of people weigh as much as what was known before


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Two logistic scores, one for tickets of one person and one for all others, shifted and stretched to suit a desk."""

    shift: float = 0.0
    stretch: float = 1.0

    def probability(self, evidence: Floats) -> Floats:
        """How likely each row of `evidence` (columns NAMES) is one thing, 0 to 1."""
        odds = np.clip(self.shift + self.stretch * self.log_odds(evidence), -_SURE, _SURE)
        return np.asarray(1 / (1 + np.exp(-odds)))

    @staticmethod
    def log_odds(evidence: Floats) -> Floats:
        """Before any shift."""
        scores = [weights[""] + evidence @ np.array([weights[name] for name in NAMES]) for weights in (INCIDENT, PERSON)]
        odds: Floats = np.where(evidence[:, NAMES.index("same_person")] > 0, scores[1], scores[0])
        return odds

    @classmethod
    def calibrated(cls, evidence: Floats, same: Sequence[bool]) -> Judge:
        """The judge that agrees best with what people said of these pairs, as far as they said enough (Platt's scaling with
        a normal prior at "as it is", found by Newton's steps)."""
        if not len(same):
            return cls()
        odds = np.clip(cls.log_odds(evidence), -_SURE, _SURE)
        inputs, said = np.column_stack([np.ones(len(odds)), odds]), np.asarray(same, dtype=np.float64)
        prior, precision = np.array([0.0, 1.0]), np.diag([1.0 / _TRUST, _TRUST])
        at = prior.copy()
        for _ in range(25):
            chance = 1 / (1 + np.exp(-np.clip(inputs @ at, -_SURE, _SURE)))
            slope = inputs.T @ (said - chance) - precision @ (at - prior)
            bend = (inputs * (chance * (1 - chance))[:, None]).T @ inputs + precision
            step = np.linalg.solve(bend, slope)
            at += np.clip(step, -1.0, 1.0)
            if np.abs(step).max() < 1e-6:
                break
        return cls(shift=float(at[0]), stretch=float(max(at[1], 0.1)))
