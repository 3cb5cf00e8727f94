"""What is left later of what was learned: a ratio of two means of the same people, with its interval."""

from __future__ import annotations

import math

from scipy.special import stdtrit

FEWEST = 3


def retained(
    n: int, gained: float, kept: float, sd_gained: float, sd_kept: float, sd_lost: float, level: float = 0.95
) -> tuple[float, float]:
    """(low, high) of kept / gained, as shares of what was gained; both means over n people, SDs with divisor n − 1.

    gained = post − pre, kept = delayed − pre, lost = post − delayed, whose spread gives the covariance of the two. The
    ends are the ratios R at which the mean of kept − R·gained lies t(n−1) of its standard errors from 0. nan below FEWEST
    people, and where the gain itself cannot be told from nothing: then any ratio agrees with the tests.
    Source: Fieller 1954.
    """
    nothing = (math.nan, math.nan)
    if n < FEWEST or gained == 0:
        return nothing
    t = float(stdtrit(n - 1, (1 + level) / 2))
    a, b, both = sd_gained**2 / n, sd_kept**2 / n, (sd_gained**2 + sd_kept**2 - sd_lost**2) / 2 / n
    square, middle, rest = gained**2 - t**2 * a, gained * kept - t**2 * both, kept**2 - t**2 * b
    if square <= 0:
        return nothing
    root = math.sqrt(max(middle**2 - square * rest, 0.0))
    return (middle - root) / square, (middle + root) / square
