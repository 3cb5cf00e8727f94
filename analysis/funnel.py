"""Which classes differ from the others beyond chance: funnel limits and exact flags.

x of n people each; arrays are one entry per class. The unit of n is persons, never person-sessions:
a person's attendance over twenty sessions is one observation. Classes with n = 0 take no part.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.intervals import Bounds

ALERT, ALARM = 0.05, 0.002
Z_ALARM = 3.090232  # the alarm's distance under a normal law
_NO_CORRELATION = 1e-8  # below it the beta-binomial is the binomial in every digit anybody reads
_KEPT = 16  # about a page's; a nation's classes take half a MiB each
Numbers = NDArray[np.float64]


def limits(theta: float, n: ArrayLike, p: ArrayLike, rho: float = 0.0) -> Bounds:
    """(low, high) in 0..1, each p x whole n > 0: beyond them a share has a mid-p below `p`, so that what `flags` names lies
    outside the drawn line and nothing else does.

    Between two counts the sum is taken as rising evenly, for a smooth line; 0 and 1 where not even nobody, or all, is rare.
    Source: funnel of Spiegelhalter 2005, with the law of `mid_p`.
    """
    sizes, tails = np.rint(np.asarray(n, dtype=float)), np.asarray(p, dtype=float) / 2
    counts = [np.arange(size + 1) for size in sizes.ravel()]
    # all sizes at once: one question each would take a page of funnels a tenth of its time
    lower = _half_way(np.concatenate(counts), np.repeat(sizes.ravel(), [len(each) for each in counts]), theta, rho)
    parts = np.split(lower, np.cumsum([len(each) for each in counts])[:-1])
    ends = [np.interp([tails, 1 - tails], part, each) / each[-1] for part, each in zip(parts, counts, strict=True)]
    low, high = np.moveaxis(np.array(ends), 0, -1).reshape(2, *tails.shape, *sizes.shape)
    return low, high


def arcsine_z(x: ArrayLike, n: ArrayLike, theta: float) -> Numbers:
    """Distance from θ in standard errors, (asin√(x/n) − asin√θ)·2√n, for each n > 0.

    Source: Anscombe 1948; used for funnels as in FunnelPlotR.
    """
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    return (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(theta))) * 2 * np.sqrt(n)


def overdispersion(x: ArrayLike, n: ArrayLike) -> tuple[float, float]:
    """(φ, τ²): how much more the classes vary than chance, and that as a variance of asin√p between them.

    φ = Σ zw²/N with z winsorised at its 10th and 90th percentile; with w = 4n
    τ² = max(0, (Nφ − (N−1)) / (Σw − Σw²/Σw)). Fewer than two classes: (nan, 0). Source: Spiegelhalter 2005.
    """
    x, n = _taking_part(x, n)
    if len(n) < 2:
        return float("nan"), 0.0
    z = arcsine_z(x, n, x.sum() / n.sum())
    phi = float(np.mean(np.clip(z, *np.percentile(z, (10, 90))) ** 2))
    weight = 4 * n
    excess = len(n) * phi - (len(n) - 1)
    return phi, float(max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum())))


def intraclass(x: ArrayLike, n: ArrayLike) -> float:
    """ρ in 0..0.99, the correlation inside classes; 0 where it cannot be estimated.

    μ = Σx/Σn, w = n, S = Σ w(p−μ)², A = Σ w(1−w/Σw)/n, B = Σ w(1−w/Σw) − A;
    ρ = (S/(μ(1−μ)) − A)/B. Source: moment estimator after Kleinman 1973, with weights n.
    """
    x, n = _taking_part(x, n)
    total = n.sum()
    mean = x.sum() / total if total else 0.0
    share = n * (1 - n / total) if total else n
    expected = float(np.sum(share / n))
    room = float(share.sum()) - expected
    if not 0 < mean < 1 or room <= 0:
        return 0.0
    between = float(np.sum(n * (x / n - mean) ** 2))
    return float(np.clip((between / (mean * (1 - mean)) - expected) / room, 0, 0.99))


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
    """As `_half_way`, kept: a chart, a table and a sentence ask the same of the same classes."""
    return _half_way(np.frombuffer(count_bytes), np.frombuffer(size_bytes), theta, rho)


def _half_way(count: Numbers, size: Numbers, theta: float, rho: float) -> Numbers:
    """P(X < count) + ½P(X = count)."""
    if rho <= _NO_CORRELATION or theta in (0, 1):
        below, here = stats.binom.cdf(count - 1, size, theta), stats.binom.pmf(count, size, theta)
    else:
        below, here = _beta_binomial(count, size, theta * (1 / rho - 1), (1 - theta) * (1 / rho - 1))
    return below + here / 2


def flags(x: ArrayLike, n: ArrayLike) -> NDArray[np.int8]:
    """−2, −1, 0, 1, 2 for each class: 1 alert (mid-p < .05), 2 alarm (< .002), the sign is the direction.

    Compared with θ = Σx/Σn of the same classes, allowing for ρ between them. An alert alone is no
    finding: among 60 ordinary classes about 3 have one.
    Source: Lancaster 1961 (mid-p); the two limits: Spiegelhalter 2005.
    """
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    total = n.sum()
    if not total:
        return np.zeros(n.shape, dtype=np.int8)
    theta = x.sum() / total
    return codes(mid_p(x, n, theta, intraclass(x, n)), x - n * theta)


def codes(p: ArrayLike, away: ArrayLike) -> NDArray[np.int8]:
    """The codes of `flags` from p and signed distance; nan, which is nobody, has no flag.

    Source: the two limits: Spiegelhalter 2005.
    """
    p = np.asarray(p, dtype=float)  # nan compares as false
    return (np.sign(np.nan_to_num(away)) * ((p < ALERT).astype(int) + (p < ALARM))).astype(np.int8)


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


def _taking_part(x: ArrayLike, n: ArrayLike) -> tuple[Numbers, Numbers]:
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    return x[n > 0], n[n > 0]
