"""How alike two tickets must be to tell of one thing: learned from the desk itself, never the same for all."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

# What generated desks of 40 to 2,000 tickets did best with, and how it stood to the alikeness of their unlike pairs.
_PRIOR = 0.17
_TIMES = 4.2
_PRIOR_TEXTS = 60  # as many texts of its own let a desk outweigh it
_UNLIKE = 0.9  # of all pairs are taken to tell of different things: two tickets drawn by lot seldom tell of one
_RANGE = (0.08, 0.22)
_DOUBT = 4.0  # judged pairs that it takes to double or halve a threshold


def threshold(likes: npt.NDArray[np.float32], *, same: Iterable[float] = (), different: Iterable[float] = ()) -> float:
    """The least mean alikeness at which two groups are one.

    `likes`: how alike each two of a sample are. Their unlike nine tenths say what alikeness means nothing on this desk (the
    null model). `same` and `different`: how alike the pairs are that people judged; each of them that falls on its wrong
    side pulls.
    """
    pairs = likes[np.triu_indices(len(likes), 1)]
    own = _TIMES * float(np.sort(pairs)[: max(1, int(_UNLIKE * len(pairs)))].mean()) if len(pairs) else _PRIOR
    share = len(likes) / (len(likes) + _PRIOR_TEXTS)
    usual = float(np.exp(share * np.log(max(own, 1e-3)) + (1 - share) * np.log(_PRIOR)))
    usual = float(np.clip(usual, *_RANGE))
    return _judged(usual, np.array(list(same)), np.array(list(different)))


def _judged(usual: float, same: npt.NDArray[np.float64], different: npt.NDArray[np.float64]) -> float:
    if not len(same) and not len(different):
        return usual
    tried = np.geomspace(usual / 2, usual * 2, 41)
    wrong = (same[None, :] < tried[:, None]).sum(axis=1) + (different[None, :] >= tried[:, None]).sum(axis=1)
    pulled = wrong + _DOUBT * np.log2(tried / usual) ** 2
    return float(tried[int(pulled.argmin())])
