"""How long until it happens, with some not yet observed: Kaplan–Meier from counts per time.

Times are in one unit of the caller's choice (days), increasing; counts are persons or cases. Somebody censored at a
time was still at risk at that time. Not yet happened is never counted as will not happen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One entry per time: the share to whom it has not happened up to and including that time."""

    time: Numbers
    at_risk: Numbers
    events: Numbers
    share: Numbers  # 1..0
    low: Numbers
    high: Numbers
    error: Numbers  # Greenwood's standard error


@dataclass(frozen=True)
class Waiting:
    """Time by which it has happened to a given share; inf: not reached in the time observed."""

    time: float
    low: float
    high: float


def at_risk(entered: int, events: ArrayLike, censored: ArrayLike) -> Numbers:
    """At risk at each time when all `entered` start together: entered − events and censored before it.

    Raises ValueError if more leave than entered, or a count is negative. Source: Kaplan and Meier 1958.
    """
    events, censored = np.asarray(events, dtype=float), np.asarray(censored, dtype=float)
    left = np.cumsum(events + censored)
    if (events < 0).any() or (censored < 0).any() or (len(left) and left[-1] > entered):
        raise ValueError("more people leave than entered, or a count is negative")
    return entered - np.concatenate(([0.0], left[:-1])) if len(left) else left


def kaplan_meier(time: ArrayLike, risk: ArrayLike, events: ArrayLike, level: float = 0.95) -> Curve:
    """S(t) = Π (1 − d/r) over times up to t, with the log-log interval on Greenwood's error.

    Greenwood: error = S·√(Σ d/(r(r−d))); interval S^exp(±z·error/(S·|log S|)), which stays inside 0..1.
    Before the first event the interval is 1..1; once S is 0 error and interval are nan; at nobody at risk all is nan.
    Raises ValueError if times do not increase or events exceed those at risk.
    Source: Kaplan and Meier 1958; Greenwood 1926; log-log form in Kalbfleisch and Prentice 1980.
    """
    time, r, d = (np.asarray(part, dtype=float) for part in (time, risk, events))
    if (np.diff(time) <= 0).any():
        raise ValueError("times must increase")
    if (d > r).any() or (d < 0).any():
        raise ValueError("more events than people at risk, or fewer than none")
    anyone = np.where(r > 0, r, np.nan)
    share = np.cumprod(1 - d / anyone)
    left = np.where(d < r, r - d, np.nan)
    summed = np.cumsum(d / (anyone * left))
    error = share * np.sqrt(summed)
    inner = (share > 0) & (share < 1)
    width = stats.norm.isf((1 - level) / 2) * np.sqrt(summed) / np.abs(np.log(np.where(inner, share, 0.5)))
    edge = np.where(share == 1, 1.0, np.nan)
    low, high = (np.where(inner, np.where(inner, share, 0.5) ** np.exp(sign * width), edge) for sign in (1, -1))
    return Curve(time, r, d, share, low, high, error)


def waiting(curve: Curve, happened: float = 0.5) -> Waiting:
    """First time at which it has happened to the share `happened` (0.5: the median), with its interval.

    Interval: times whose limits for S hold 1 − happened (inverted log-log test). inf where not reached: the answer
    "more than the time observed", never a number. Source: Brookmeyer and Crowley 1982.
    """
    rest = 1 - happened + 1e-12  # a product of fractions may miss 0.5 by a rounding error

    def first(values: Numbers) -> float:
        reached = np.flatnonzero(values <= rest)
        return float(curve.time[reached[0]]) if len(reached) else float("inf")

    return Waiting(first(curve.share), first(curve.low), first(curve.high))
