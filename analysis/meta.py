"""Means of several classes put together: how much they differ beyond chance, and their common mean.

Arrays are one entry per class; entries whose mean or variance is nan or whose variance is not above 0 take no part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats


@dataclass(frozen=True)
class Pooled:
    """What the classes have in common; all in the unit of the means (τ² and Q·variance in its square)."""

    classes: int
    fixed: float  # mean if all classes were one and the same
    q: float  # Cochran's Q: Σ w (m − fixed)², no unit
    tau2: float  # variance between classes beyond chance
    mean: float  # mean of the kind of class these are a sample of
    low: float
    high: float
    p: float  # chance of a Q this large if the classes did not differ


def dersimonian_laird(mean: ArrayLike, variance: ArrayLike, level: float = 0.95) -> Pooled:
    """Random-effects mean; variance is that of each class's mean (σ²/n), same shape.

    w = 1/variance; fixed = Σwm/Σw; Q = Σ w (m − fixed)²; τ² = max(0, (Q − (k−1)) / (Σw − Σw²/Σw));
    mean = Σ m/(τ²+1/w) / Σ 1/(τ²+1/w), its interval mean ± z·√(1/Σ 1/(τ²+1/w)).
    One class: Q = 0, τ² = 0, p nan. None: all nan, τ² = 0. Source: DerSimonian and Laird 1986.
    """
    mean, variance = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(variance, dtype=float))
    part = np.isfinite(mean) & np.isfinite(variance) & (variance > 0)
    m, v = mean[part], variance[part]
    if not len(m):
        return Pooled(0, *[float("nan")] * 2, 0.0, *[float("nan")] * 4)
    w = 1 / v
    fixed = float(np.sum(w * m) / w.sum())
    q, room = float(np.sum(w * (m - fixed) ** 2)), float(w.sum() - (w**2).sum() / w.sum())
    tau2 = max(0.0, (q - (len(m) - 1)) / room) if len(m) > 1 else 0.0
    share = 1 / (tau2 + v)
    centre = float(np.sum(share * m) / share.sum())
    half = float(stats.norm.isf((1 - level) / 2) / np.sqrt(share.sum()))
    p = float(stats.chi2.sf(q, len(m) - 1)) if len(m) > 1 else float("nan")
    return Pooled(len(m), fixed, q, tau2, centre, centre - half, centre + half, p)


def pooled_sd(sd: ArrayLike, n: ArrayLike) -> float:
    """SD inside classes: √(Σ(n−1)s²/Σ(n−1)); sd with divisor n−1. No class with two answers: nan."""
    sd, n = np.asarray(sd, dtype=float), np.asarray(n, dtype=float)
    part = n > 1
    freedom = n[part] - 1
    return float(np.sqrt(np.sum(freedom * sd[part] ** 2) / freedom.sum())) if part.any() else float("nan")


def mean_limits(centre: float, sigma: float, n: ArrayLike, z: float, tau2: float = 0.0) -> tuple[NDArray, NDArray]:
    """Funnel limits for means: centre ± z·√(σ²/n + τ²), for each n > 0, in the unit of the mean.

    σ is the SD inside classes, τ² that of `dersimonian_laird`. Source: Spiegelhalter 2005.
    """
    half = z * np.sqrt(sigma**2 / np.asarray(n, dtype=float) + tau2)
    return centre - half, centre + half
