"""What those who did not answer could change: bounds, weighting classes, early against late answers.

Shares in 0..1; p is the share among those who answered, q the response rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.intervals import Bounds, newcombe
from analysis.standardisation import standardised

FEWEST_IN_CELL = 5
NOTABLE = 0.03  # weighted and unweighted further apart than this: say so


class Late(StrEnum):
    """Late answers against early ones."""

    LOWER = "lower"
    HIGHER = "higher"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Weighted:
    """Share of all invited, as far as the cells explain who answers."""

    plain: float
    value: float
    low: float
    high: float
    cells: int  # after merging
    notable: bool  # plain and weighted differ by more than NOTABLE


def bounds(p: ArrayLike, q: ArrayLike) -> Bounds:
    """(worst, best) share of everybody invited: q·p and q·p + (1 − q). nan where either is nan.

    Certain, whatever they think; width 1 − q. Chance among those who answered is not in it. Source: Manski 1989.
    """
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    return q * p, q * p + (1 - q)


def plausible(p: ArrayLike, q: ArrayLike, low: ArrayLike, high: ArrayLike) -> Bounds:
    """The same if the share among those who did not answer lies between low and high (groups of late answerers).

    Source: Manski 1989.
    """
    worst = bounds(p, q)[0]
    missing = 1 - np.asarray(q, dtype=float)
    return worst + missing * np.asarray(low, dtype=float), worst + missing * np.asarray(high, dtype=float)


def weighting_classes(x: ArrayLike, n: ArrayLike, invited: ArrayLike) -> Weighted:
    """Each cell (level band × unit tier) weighted by N/n: Σ N·x/n / ΣN; arrays one entry per cell.

    Cells with fewer than FEWEST_IN_CELL answers are merged, and with the next smallest if still too few.
    Interval as in `standardisation.standardised`. Nobody answered: nan, 0 cells.
    Source: weighting-class adjustment, Oh and Scheuren 1983.
    """
    x, n, invited = _merged(*(np.asarray(part, dtype=float) for part in (x, n, invited)))
    if not n.sum():
        return Weighted(*[float("nan")] * 4, 0, False)
    plain = float(x.sum() / n.sum())
    value, low, high, _ = standardised(x, n, invited)
    return Weighted(plain, value, low, high, len(n), abs(plain - value) > NOTABLE)


def early_late(x_early: int, n_early: int, x_late: int, n_late: int) -> tuple[float, float, float, Late]:
    """(late − early, low, high, code) of the shares before and after the reminder; Newcombe interval.

    Late answerers resemble those who never answer, so a difference is a warning about them. No answers on a side: nan.
    Source: Armstrong and Overton 1977; Newcombe 1998.
    """
    low, high = (float(bound) for bound in newcombe(x_late, n_late, x_early, n_early))
    if not (n_early and n_late):
        return float("nan"), low, high, Late.CANNOT_TELL
    code = Late.LOWER if high < 0 else Late.HIGHER if low > 0 else Late.CANNOT_TELL
    return x_late / n_late - x_early / n_early, low, high, code


def _merged(x: NDArray, n: NDArray, invited: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """The cells with those of too few answers put together; the order is lost."""
    x, n, invited = (part[np.argsort(n, kind="stable")] for part in (x, n, invited))
    few = int(np.sum(n < FEWEST_IN_CELL))
    while 0 < few < len(n) and n[:few].sum() < FEWEST_IN_CELL:
        few += 1
    if not few:
        return x, n, invited
    x, n, invited = (np.concatenate([[part[:few].sum()], part[few:]]) for part in (x, n, invited))
    return x, n, invited
