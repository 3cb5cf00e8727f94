"""Three states against a target, never two. Codes out, no words."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray


class State(StrEnum):
    """Register counts are exact (low = high = value) and always meet or miss."""

    MEETS = "meets"
    BELOW = "below"  # worse than the target, also where lower is better
    CANNOT_TELL = "cannot_tell"


def states(low: ArrayLike, high: ArrayLike, target: ArrayLike, better: int = 1) -> NDArray[np.object_]:
    """State of each value from its interval and target, all in one unit and broadcast.

    better 1: meets if low ≥ target, below if high < target; better −1: meets if high ≤ target, below if low > target;
    nan anywhere cannot tell. With a 95 % interval a value exactly at its target is called below in 2.5 % of cases.
    Source: interval against a fixed value, as two one-sided tests; the three states are ours.
    """
    low, high, target = np.broadcast_arrays(*(np.asarray(part, dtype=float) for part in (low, high, target)))
    worst, best, mark = (low, high, target) if better > 0 else (-high, -low, -target)
    known = ~np.isnan(worst + best + mark)
    found = np.where(known & (worst >= mark), 0, np.where(known & (best < mark), 1, 2))
    return np.array([State.MEETS, State.BELOW, State.CANNOT_TELL], dtype=object)[found]
