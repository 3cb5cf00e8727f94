"""Which classes differ from the others beyond chance: funnel limits and exact flags.

x of n people each; arrays are one entry per class. The unit of n is persons, never person-sessions:
a person's attendance over twenty sessions is one observation. Classes with n = 0 take no part.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.chance import half_way, mid_p
from analysis.intervals import Bounds
from analysis.ordinary import ordinary

ALERT, ALARM = 0.05, 0.002
Z_ALARM = 3.090232  # the alarm's distance under a normal law
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
    lower = half_way(np.concatenate(counts), np.repeat(sizes.ravel(), [len(each) for each in counts]), theta, rho)
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
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    x, n = x[n > 0], n[n > 0]
    if len(n) < 2:
        return float("nan"), 0.0
    z = arcsine_z(x, n, x.sum() / n.sum())
    phi = float(np.mean(np.clip(z, *np.percentile(z, (10, 90))) ** 2))
    weight = 4 * n
    excess = len(n) * phi - (len(n) - 1)
    return phi, float(max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum())))


def flags(x: ArrayLike, n: ArrayLike) -> NDArray[np.int8]:
    """−2, −1, 0, 1, 2 for each class: 1 alert (mid-p < .05), 2 alarm (< .002), the sign is the direction.

    Compared with θ and ρ of the ordinary ones of the same classes (`ordinary`). An alert alone is no finding: among 60
    ordinary classes about 3 have one.
    Source: Lancaster 1961 (mid-p); the two limits: Spiegelhalter 2005.
    """
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    theta, rho = ordinary(x, n)
    return codes(mid_p(x, n, theta, rho), x - n * theta)


def codes(p: ArrayLike, away: ArrayLike) -> NDArray[np.int8]:
    """The codes of `flags` from p and signed distance; nan, which is nobody, has no flag.

    Source: the two limits: Spiegelhalter 2005.
    """
    p = np.asarray(p, dtype=float)  # nan compares as false
    return (np.sign(np.nan_to_num(away)) * ((p < ALERT).astype(int) + (p < ALARM))).astype(np.int8)
