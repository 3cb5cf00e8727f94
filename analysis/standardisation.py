"""Rates with everybody's mix: what these groups would give if they stood in the proportions of a standard."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from analysis.intervals import Z95, wilson


def standardised(x: ArrayLike, n: ArrayLike, weight: ArrayLike, z: float = Z95) -> tuple[float, float, float, float]:
    """(rate, low, high, covered): the rate these groups would give with everybody's mix, Σ W x/n / ΣW.

    weight: people of each group in the standard (the province's year). Groups without answers take no part;
    covered is the share of the weight that has answers. Interval: Wilson of the size that has the same variance.
    Nobody at all: nan, covered 0. Source: direct standardisation.
    """
    x, n, weight = (np.asarray(part, dtype=float) for part in (x, n, weight))
    part = (n > 0) & (weight > 0)
    if not part.any():
        return float("nan"), float("nan"), float("nan"), 0.0
    w, r = weight[part] / weight[part].sum(), x[part] / n[part]
    rate = float(np.sum(w * r))
    softened = (x[part] + 0.5) / (n[part] + 1)  # a group of 8 of 8 is not known without error
    variance = float(np.sum(w**2 * softened * (1 - softened) / n[part]))
    middle = float(np.sum(w * softened))
    size = middle * (1 - middle) / variance
    low, high = wilson(min(rate, 1.0) * size, size, z)
    return rate, float(low), float(high), float(weight[part].sum() / weight.sum())
