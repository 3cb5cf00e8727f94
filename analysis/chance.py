"""How often chance gives a count: the exact mid-p, and the correlation inside classes it allows for.

x of n people each; arrays are one entry per class. The unit of n is persons, never person-sessions:
a person's attendance over twenty sessions is one observation. Classes with n = 0 take no part.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

_NO_CORRELATION = 1e-8  # below it the beta-binomial is the binomial in every digit anybody reads
_KEPT = 16  # about a page's; a nation's classes take half a MiB each
Numbers = NDArray[np.float64]


def intraclass(x: ArrayLike, n: ArrayLike) -> float:
    """ρ in 0..0.99, the correlation inside classes; 0 where it cannot be estimated.

    μ = Σx/Σn, w = n, S = Σ w(p−μ)², A = Σ w(1−w/Σw)/n, B = Σ w(1−w/Σw) − A;
    ρ = (S/(μ(1−μ)) − A)/B. Source: moment estimator after Kleinman 1973, with weights n.
    """
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    x, n = x[n > 0], n[n > 0]
    if len(n) < 2:
        return 0.0
    return float(spread(len(n), x.sum(), n.sum(), (n**2).sum(), (x**2 / n).sum())[1])


def spread(
    k: ArrayLike, x: ArrayLike, n: ArrayLike, n_squared: ArrayLike, x_squared_by_n: ArrayLike
) -> tuple[Numbers, Numbers]:
    """(μ, ρ) of `intraclass` from sums over k classes: Σx, Σn, Σn², Σx²/n; arrays are separate sets of classes.

    Source: as `intraclass`, its sums written out: S = Σx²/n − μ²Σn, A = k − 1, B = Σn − Σn²/Σn − A.
    """
    k, x, n = (np.asarray(each, dtype=float) for each in (k, x, n))
    mean = x / n
    expected, room = k - 1, n - np.asarray(n_squared) / n - (k - 1)
    varies = (mean > 0) & (mean < 1) & (room > 1e-9 * n)
    between = np.asarray(x_squared_by_n) - mean**2 * n
    rho = (between / np.where(varies, mean * (1 - mean), 1) - expected) / np.where(varies, room, 1)
    return mean, np.where(varies, np.clip(rho, 0, 0.99), 0.0)


def mid_p(x: ArrayLike, n: ArrayLike, theta: float, rho: float = 0.0) -> Numbers:
    """Exact two-sided mid-p of x of n against θ: 2·min(P(X<x) + ½P(X=x), P(X>x) + ½P(X=x)).

    X is binomial for ρ = 0, else beta-binomial with α = θM, β = (1−θ)M, M = 1/ρ − 1. Fractional x
    (hours turned into persons) are rounded. n = 0 gives nan. Source: Lancaster 1961 (mid-p).
    """
    x, n = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(n, dtype=float))
    count, size = np.rint(x), np.where(n > 0, np.rint(n), np.nan)
    lower = _lower(count.tobytes(), size.tobytes(), theta, rho).reshape(count.shape)
    return np.clip(2 * np.minimum(lower, 1 - lower), 0, 1)


@lru_cache(maxsize=_KEPT)
def _lower(count_bytes: bytes, size_bytes: bytes, theta: float, rho: float) -> Numbers:
    """As `half_way`, kept: a chart, a table and a sentence ask the same of the same classes."""
    return half_way(np.frombuffer(count_bytes), np.frombuffer(size_bytes), theta, rho)


def half_way(count: Numbers, size: Numbers, theta: float, rho: float) -> Numbers:
    """P(X < count) + ½P(X = count) for each count of `size`, in 0..1; nan for a size of nan. Source: as `mid_p`."""
    if rho <= _NO_CORRELATION or theta in (0, 1):
        below, here = stats.binom.cdf(count - 1, size, theta), stats.binom.pmf(count, size, theta)
    else:
        below, here = _beta_binomial(count, size, theta * (1 / rho - 1), (1 - theta) * (1 / rho - 1))
    return below + here / 2


def _beta_binomial(count: Numbers, size: Numbers, alpha: float, beta: float) -> tuple[Numbers, Numbers]:
    """(P(X < count), P(X = count)), one table for each distinct size: scipy sums anew for each entry.

    Built from P(k+1)/P(k) = (n−k)(k+α) / ((k+1)(n−k−1+β)), which keeps its digits for a tiny ρ.
    """
    below, here = np.full(count.shape, np.nan), np.full(count.shape, np.nan)
    for n in np.unique(size[~np.isnan(size)]):
        k = np.arange(n)
        steps = np.log((n - k) * (k + alpha)) - np.log((k + 1) * (n - k - 1 + beta))
        heights = np.concatenate(([0.0], np.cumsum(steps)))
        table = np.exp(heights - heights.max())
        table /= table.sum()
        chosen = size == n
        at = count[chosen].astype(int)
        below[chosen], here[chosen] = np.concatenate(([0.0], np.cumsum(table)))[at], table[at]
    return below, here
