"""Classes against their kind, twice: as if only chance moved them, and allowing for what classes differ by anyway.

Arrays are one entry per class; n in persons. A flag of the first kind that the second does not share says "different",
not "special": classes of this kind are like that. Only the second kind is worth sending people after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from analysis.chance import mid_p
from analysis.funnel import codes, overdispersion
from analysis.meta import dersimonian_laird
from analysis.ordinary import ordinary

Numbers = NDArray[np.float64]
Flags = NDArray[np.int8]


@dataclass(frozen=True)
class Judged:
    """Flags: 1 alert (p < .05), 2 alarm (p < .002), the sign is the direction, 0 nothing or nobody."""

    centre: float  # the share or mean they are compared with
    between: float  # ρ inside classes for shares; τ² between classes for means
    phi: float  # how much more they vary than chance, 1 is chance alone
    chance_p: Numbers
    chance_flags: Flags
    p: Numbers
    flags: Flags


def judge_shares(x: ArrayLike, n: ArrayLike) -> Judged:
    """Exact mid-p of each class against θ of the ordinary ones (`ordinary`): binomial, and beta-binomial with their ρ.

    φ is the winsorised one of `funnel.overdispersion`. Nobody at all: centre nan, no flags.
    Source: Spiegelhalter 2005 (funnel, overdispersion); Lancaster 1961 (mid-p).
    """
    x, n = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(n, dtype=float))
    if not n.sum():
        empty = np.full(n.shape, np.nan)
        return Judged(float("nan"), 0.0, float("nan"), empty, codes(empty, empty), empty, codes(empty, empty))
    centre, rho = ordinary(x, n)
    phi, _ = overdispersion(x, n)
    away = x - n * centre
    chance, p = mid_p(x, n, centre), mid_p(x, n, centre, rho)
    return Judged(centre, rho, phi, chance, codes(chance, away), p, codes(p, away))


def judge_means(mean: ArrayLike, n: ArrayLike, sigma: float) -> Judged:
    """z of each class's mean against the common one: √(σ²/n) from the fixed mean, √(σ²/n + τ²) from the random one.

    sigma: SD inside classes. φ = Q/(k−1). Two-sided normal p. Source: Spiegelhalter 2005; DerSimonian and Laird 1986.
    """
    mean, n = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(n, dtype=float))
    variance = sigma**2 / np.where(n > 0, n, np.nan)
    pooled = dersimonian_laird(mean, variance)
    phi = pooled.q / (pooled.classes - 1) if pooled.classes > 1 else float("nan")
    chance, p = (
        2 * stats.norm.sf(np.abs(mean - centre) / np.sqrt(variance + tau2))
        for centre, tau2 in ((pooled.fixed, 0.0), (pooled.mean, pooled.tau2))
    )
    flags, chance_flags = codes(p, mean - pooled.mean), codes(chance, mean - pooled.fixed)
    return Judged(pooled.mean, pooled.tau2, phi, chance, chance_flags, p, flags)
