"""How much more the days of a series differ than chance alone lets them: its bursts, and what no calendar explains."""

from __future__ import annotations

import numpy as np

from unticket.patterns.spikes.expected import Floats

_FADES = 0.5 ** (1 / 365)  # a day: half of what was seen a year ago still counts
_ALONE = 2.0  # how large the excess is likely to be where no other series can tell
_CAUTION = 0.1  # standard errors added, so that an excess measured too small by chance brings no false alarm
_SEVERAL = 5  # series from which what is usual can be told


class Scatter:
    """Variance of each series' days: mean + excess × mean^1.5.

    Bursts that come by themselves let the variance grow with the mean, days that are busy as a whole with its square;
    tickets have both, so the power is taken in between (Taylor, Nature 189, 1961), within a series and from one series to
    another. A series' own excess is measured by moments and drawn towards the usual one, the more the fewer days tell it and
    the less the series differ (DerSimonian and Laird, Controlled Clinical Trials 7, 1986).
    """

    def __init__(self, series: int) -> None:
        self._excess, self._per_root, self._weight = np.zeros(series), np.zeros(series), np.zeros(series)
        self._settled = np.zeros(series)

    def dispersion(self, mean: Floats) -> Floats:
        """Variance over mean of a day with that mean, were the mean known; below 1 where chance alone made it so."""
        return np.maximum(1 + self._settled * np.sqrt(mean), 0.5)

    def learn(self, strayed: Floats, mean: Floats, unsure: Floats) -> None:
        """A day lay `strayed` off its `mean`; `unsure` is how much of that variance, over the mean, the mean itself brings."""
        weight = 1 / (2 + 1 / mean)  # the variance of a squared deviation of Poisson counts, over the mean's square
        self._excess = _FADES * self._excess + weight * (strayed**2 / mean - 1 - unsure)
        self._per_root = _FADES * self._per_root + weight * np.sqrt(mean)
        self._weight = _FADES * self._weight + weight

    def settle(self) -> None:
        """Draw a conclusion from what was learned so far."""
        told = self._weight > 0
        own = np.divide(self._excess, self._per_root, where=told, out=np.zeros_like(self._excess))
        root = np.divide(self._per_root, self._weight, where=told, out=np.ones_like(self._excess))
        # The more the days scatter, the less surely they tell by how much: the error grows with the variance itself.
        error = (1 + np.maximum(own, 0) * root) ** 2 / np.maximum(self._weight * root**2, 1e-9)
        usual, differs = _usual(own, error) if len(own) >= _SEVERAL else (0.0, _ALONE**2)
        left = 1 / (1 / error + 1 / differs)
        self._settled = left * (own / error + usual / differs) + _CAUTION * np.sqrt(left)


def _usual(own: Floats, error: Floats) -> tuple[float, float]:
    """The weighted median of the series' excess, and how much (variance) the true ones differ from it."""
    weight = 1 / (error + np.median(error))
    order = np.argsort(own)
    sums = np.cumsum(weight[order])
    usual = max(0.0, float(own[order][np.searchsorted(sums, sums[-1] / 2)]))
    differs = float(np.sum(weight * ((own - usual) ** 2 - error)) / np.sum(weight))
    return usual, max(differs, 0.05**2)
