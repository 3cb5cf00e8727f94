"""What classes of a kind are like, those left aside that lie too far from all others to be of it.

One class of 29 of 56 among seven of 88 % makes the spread between classes so wide that it hides in it. Arrays are one
entry per class, x of n persons; classes with n = 0 take no part.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.chance import half_way, intraclass, spread

_SET_ASIDE = 0.10  # at most, of all classes: more are no exceptions but what classes of the kind are like
_FEWEST = 8
_WRONGLY = 0.01  # how often a class may be set aside where all are of one kind
_WORTH_ASKING = 3.0  # standard errors: nearer ones are never that rare, and the exact law takes its time
_KEPT = 16  # about a page's; a chart, a table and a sentence ask the same of the same classes
Numbers = NDArray[np.float64]


def ordinary(x: ArrayLike, n: ArrayLike) -> tuple[float, float]:
    """(θ, ρ): the share of the ordinary classes and the correlation inside them, as `flags` and `limits` take them.

    The tenth that lies farthest is taken away one by one, the farthest first; all up to the last one that the rest would
    give with less than 1 % in any of k classes are set aside, so that several do not hide each other. A class's exact mid-p
    is carried to Student's law with k − 2 degrees of freedom, since the spread is estimated from the k − 1 others.
    Nobody at all: (nan, 0). Source: generalised ESD test, Rosner 1983; the order by two steps of concentration,
    Rousseeuw and Driessen 1999.
    """
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    return _ordinary(x[n > 0].tobytes(), n[n > 0].tobytes())


@lru_cache(maxsize=_KEPT)
def _ordinary(x_bytes: bytes, n_bytes: bytes) -> tuple[float, float]:
    x, n = np.frombuffer(x_bytes), np.frombuffer(n_bytes)
    if not len(n):
        return float("nan"), 0.0
    theta, rho = float(x.sum() / n.sum()), intraclass(x, n)
    room = max(1, int(_SET_ASIDE * len(n)))
    if len(n) < _FEWEST or not 0 < theta < 1:
        return theta, rho
    order = _farthest_first(x, n, theta, rho, room)
    x, n = x[order], n[order]
    thetas, rhos = _without_the_first(x, n, room)
    for at in np.flatnonzero(_errors(x[:room], n[:room], thetas, rhos) > _WORTH_ASKING)[::-1]:
        below = float(half_way(x[at : at + 1].round(), n[at : at + 1].round(), thetas[at], rhos[at])[0])
        distance = stats.norm.isf(min(below, 1 - below))
        classes = len(n) - at
        if 2 * stats.t.sf(distance, classes - 2) < _WRONGLY / classes:
            return float(thetas[at]), float(rhos[at])
    return theta, rho


def _farthest_first(x: Numbers, n: Numbers, theta: float, rho: float, room: int) -> NDArray[np.intp]:
    """Positions by distance; measured by the classes that are not among the farthest, twice, as those bend the measure."""
    for _ in range(2):
        near = np.argsort(-_errors(x, n, theta, rho), kind="stable")[room:]
        theta, rho = float(x[near].sum() / n[near].sum()), intraclass(x[near], n[near])
    return np.argsort(-_errors(x, n, theta, rho), kind="stable")


def _errors(x: Numbers, n: Numbers, theta: ArrayLike, rho: ArrayLike) -> Numbers:
    """Distance from θ in standard errors of the beta-binomial; none where θ leaves no room for chance."""
    theta, rho = np.asarray(theta), np.asarray(rho)
    variance = n * theta * (1 - theta) * (1 + (n - 1) * rho)
    return np.abs(x - n * theta) / np.sqrt(np.maximum(variance, np.finfo(float).tiny))


def _without_the_first(x: Numbers, n: Numbers, room: int) -> tuple[Numbers, Numbers]:
    """(θ, ρ) of what is left without the first, the first two, … the first `room`."""
    parts = np.array([np.ones(len(n)), x, n, n**2, x**2 / n])
    return spread(*(parts.sum(axis=1, keepdims=True) - np.cumsum(parts[:, :room], axis=1)))
