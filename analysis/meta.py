"""Means of several classes put together: how much they differ beyond chance, and their common mean.

Arrays are one entry per class; entries whose mean or variance is nan or whose variance is not above 0 take no part.
Axes before the last are separate questions, answered side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Numbers = float | NDArray[np.float64]  # a number for one question, an array for several


@dataclass(frozen=True)
class Pooled:
    """What the classes have in common, a number for each question; in the unit of the means (τ² in its square)."""

    classes: Numbers
    fixed: Numbers  # mean if all classes were one and the same
    q: Numbers  # Cochran's Q: Σ w (m − fixed)², no unit
    tau2: Numbers  # variance between classes beyond chance
    mean: Numbers  # mean of the kind of class these are a sample of
    low: Numbers
    high: Numbers
    p: Numbers  # chance of a Q this large if the classes did not differ


def dersimonian_laird(mean: ArrayLike, variance: ArrayLike, level: float = 0.95) -> Pooled:
    """Random-effects mean; variance is that of each class's mean (σ²/n), same shape.

    w = 1/variance; fixed = Σwm/Σw; Q = Σ w (m − fixed)²; τ² = max(0, (Q − (k−1)) / (Σw − Σw²/Σw));
    mean = Σ m/(τ²+1/w) / Σ 1/(τ²+1/w), its interval mean ± z·√(1/Σ 1/(τ²+1/w)).
    One class: Q = 0, τ² = 0, p nan. None: all nan, τ² = 0. Source: DerSimonian and Laird 1986.
    """
    mean, variance = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(variance, dtype=float))
    part = np.isfinite(mean) & np.isfinite(variance) & (variance > 0)
    m, v = np.where(part, mean, 0), np.where(part, variance, 1)
    w, k = part / v, part.sum(axis=-1)
    total = _known(w.sum(axis=-1))
    fixed = np.sum(w * m, axis=-1) / total
    q, room = np.sum(w * (m - fixed[..., None]) ** 2, axis=-1), total - (w**2).sum(axis=-1) / total
    tau2 = np.where(k > 1, np.maximum((q - (k - 1)) / np.where(k > 1, room, 1), 0), 0)
    share = part / (tau2[..., None] + v)
    weight = _known(share.sum(axis=-1))
    centre = np.sum(share * m, axis=-1) / weight
    half = stats.norm.isf((1 - level) / 2) / np.sqrt(weight)
    p = stats.chi2.sf(q, np.where(k > 1, k - 1, np.nan))
    return Pooled(*(np.asarray(one)[()] for one in (k, fixed, q, tau2, centre, centre - half, centre + half, p)))


def _known(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of weights; nan where nothing took part, so that what is divided by them is nan too."""
    return np.where(sums > 0, sums, np.nan)


def pooled_sd(sd: ArrayLike, n: ArrayLike) -> float:
    """SD inside classes: √(Σ(n−1)s²/Σ(n−1)); sd with divisor n−1. No class with two answers: nan.

    Source: the usual pooled variance, Fisher 1925.
    """
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
