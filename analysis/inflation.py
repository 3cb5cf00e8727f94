"""Does a questionnaire still measure anything? Signs of answers given without looking, and a grade. Codes, no words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

FEWEST_FORMS = 10
FULL_NONE, FULL_WEAK = 0.90, 0.75  # share of full marks
STRAIGHT_NONE, STRAIGHT_WEAK = 0.80, 0.50  # share of forms with one answer everywhere
FLAT = 0.02  # spread between the items' means as a share of the scale
HASTY_WEAK = 0.50  # share of forms sent together, or faster than anybody reads
SECONDS_AN_ITEM, TOGETHER_SECONDS = 2, 60


class Grade(StrEnum):
    """What the scores can be used for."""

    UNKNOWN = "unknown"  # fewer than FEWEST_FORMS
    TELLS = "tells"
    WEAK = "weak"
    NOTHING = "nothing"  # leave it out of comparisons


@dataclass(frozen=True)
class Meter:
    """Shares in 0..1; nan where it is not known."""

    forms: int
    full: float  # share of answers with full marks
    straight: float  # share of forms of two or more answers that say the same everywhere
    items: float  # SD of the items' means as a share of the scale: do people tell items apart
    together: float  # share of forms sent within TOGETHER_SECONDS of another one
    fast: float  # share of forms filled in faster than SECONDS_AN_ITEM each
    use: float  # correlation over classes of score and later use at work
    grade: Grade


def measure(
    answers: ArrayLike, lowest: float = 1.0, full: float = 5.0, sent: ArrayLike | None = None,
    seconds: ArrayLike | None = None, use: float = float("nan"),
) -> Meter:  # fmt: skip
    """The meter of one class, teacher or questionnaire from forms × items, nan where an item is not answered.

    sent: seconds since some moment, one a form; seconds: time taken, one a form; use: a correlation known already.
    Source: signs of careless answering, Meade and Craig 2012; the meter is ours.
    """
    answers = np.atleast_2d(np.asarray(answers, dtype=float))
    given = np.isfinite(answers)
    answers, given = answers[given.any(axis=1)], given[given.any(axis=1)]
    if not len(answers):
        return grade(0, *[float("nan")] * 5, use)
    several = given.sum(axis=1) > 1
    width = np.nanmax(answers, axis=1) - np.nanmin(answers, axis=1)
    straight = float(np.mean(width[several] == 0)) if several.any() else float("nan")
    means = np.nanmean(answers[:, given.any(axis=0)], axis=0)
    items = float(means.std() / (full - lowest)) if len(means) > 1 else float("nan")
    hasty = float("nan") if seconds is None else _share(np.asarray(seconds) < SECONDS_AN_ITEM * answers.shape[1])
    near = float("nan") if sent is None else _together(np.asarray(sent, dtype=float))
    return grade(len(answers), float(np.mean(answers[given] >= full)), straight, items, near, hasty, use)


def grade(forms: int, full: float, straight: float, items: float, together: float, fast: float, use: float) -> Meter:
    """The same from shares already summed up.

    NOTHING: full ≥ FULL_NONE and items told apart by less than FLAT, or straight ≥ STRAIGHT_NONE.
    WEAK: full ≥ FULL_WEAK, straight ≥ STRAIGHT_WEAK, or together or fast ≥ HASTY_WEAK. What is nan speaks for nothing.
    Source: the limits are this project's own.
    """
    found = grades(forms, full, straight, items, together, fast)
    return Meter(forms, full, straight, items, together, fast, use, found)


def grades(
    forms: ArrayLike, full: ArrayLike, straight: ArrayLike, items: ArrayLike = np.nan, together: ArrayLike = np.nan,
    fast: ArrayLike = np.nan,
) -> np.ndarray:  # fmt: skip
    """The grades that `grade` gives, of many at once. Source: as there."""
    forms, full, straight, items, together, fast = map(np.asarray, (forms, full, straight, items, together, fast))
    nothing = (full >= FULL_NONE) & (items < FLAT) | (straight >= STRAIGHT_NONE)
    weak = (full >= FULL_WEAK) | (straight >= STRAIGHT_WEAK) | (together >= HASTY_WEAK) | (fast >= HASTY_WEAK)
    found = np.select([forms < FEWEST_FORMS, nothing, weak], [0, 1, 2], 3)
    return np.array([Grade.UNKNOWN, Grade.NOTHING, Grade.WEAK, Grade.TELLS], dtype=object)[found]


def _together(sent: np.ndarray) -> float:
    """Share of forms that another one follows or precedes within TOGETHER_SECONDS."""
    order = np.sort(sent[np.isfinite(sent)])
    close = np.diff(order) <= TOGETHER_SECONDS
    return _share(np.concatenate([close, [False]]) | np.concatenate([[False], close])) if len(order) else float("nan")


def _share(which: np.ndarray) -> float:
    return float(np.mean(which)) if len(which) else float("nan")
