"""Intervals for shares, means and differences of shares. Arrays in, arrays out; no people, no words."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

Z95 = 1.959964
Bounds = tuple[NDArray[np.float64], NDArray[np.float64]]


def wilson(x: ArrayLike, n: ArrayLike, z: float = Z95) -> Bounds:
    """Score interval of the share x/n, both in 0..1: (low, high), shaped like x and n broadcast.

    centre = (p + z²/2n) / (1 + z²/n);  half = z / (1 + z²/n) · √(p(1−p)/n + z²/4n²)
    n = 0 gives nan. Source: Wilson 1927; recommended by Brown, Cai and DasGupta 2001.
    """
    n = _positive(n)
    p, spread = np.asarray(x, dtype=float) / n, z * z / n
    centre = (p + spread / 2) / (1 + spread)
    half = z / (1 + spread) * np.sqrt(p * (1 - p) / n + spread / (4 * n))
    low = np.where(p == 0, p, centre - half)  # exactly 0 and 1, not a rounding error beside them
    return np.maximum(low, 0), np.minimum(np.where(p == 1, p, centre + half), 1)


def mean_interval(mean: ArrayLike, sd: ArrayLike, n: ArrayLike, level: float = 0.95) -> Bounds:
    """t interval of a mean: mean ± t(n−1) · sd/√n; sd with divisor n−1, in the unit of the mean.

    Fewer than two answers give nan. Source: Student 1908.
    """
    mean, sd = np.asarray(mean, dtype=float), np.asarray(sd, dtype=float)
    n = _positive(n)
    freedom = np.where(n > 1, n - 1, np.nan)
    half = stdtrit(freedom, (1 + level) / 2) * sd / np.sqrt(n)
    return mean - half, mean + half


def normal_interval(mean: ArrayLike, sd: ArrayLike, n: ArrayLike, z: float = Z95) -> Bounds:
    """Large-sample interval of a mean: mean ± z · sd/√n; sd with divisor n, in the unit of the mean.

    Of a net promoter score, p the share of promoters and d that of detractors, sd = 100 · √(p + d − (p − d)²). n = 0: nan.
    Source: central limit theorem; p + d − (p − d)² is the variance of one answer that counts 1, 0 or −1.
    """
    mean, half = np.asarray(mean, dtype=float), z * np.asarray(sd, dtype=float) / np.sqrt(_positive(n))
    return mean - half, mean + half


def newcombe(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, z: float = Z95) -> Bounds:
    """Interval of the difference of two independent shares, x1/n1 − x2/n2, in −1..1.

    With d = p1 − p2 and the Wilson bounds l, u of each share:
    d − √((p1−l1)² + (u2−p2)²)  to  d + √((u1−p1)² + (p2−l2)²).
    n = 0 on either side gives nan. Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
    """
    (low1, high1), (low2, high2) = wilson(x1, n1, z), wilson(x2, n2, z)
    p1, p2 = np.asarray(x1, dtype=float) / _positive(n1), np.asarray(x2, dtype=float) / _positive(n2)
    low = p1 - p2 - np.hypot(p1 - low1, high2 - p2)
    return low, p1 - p2 + np.hypot(high1 - p1, p2 - low2)


def _positive(n: ArrayLike) -> NDArray[np.float64]:
    """n as numbers, nan where there is nobody: nan passes through arithmetic without a warning."""
    n = np.asarray(n, dtype=float)
    return np.where(n > 0, n, np.nan)
