"""Change against change: difference-in-differences, and whether both sides moved alike before.

Scores of persons (or of units, if people of a unit were sent together: then a unit is one entry). A natural
comparison is people accepted for a later run. Beware of people sent because of a bad period: they recover anyway.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

FEWEST_UNITS, FEWEST_BEFORE = 30, 2


@dataclass(frozen=True)
class Side:
    """How the entries of one side changed: how many, their mean, their standard deviation."""

    n: int
    mean: float
    spread: float


@dataclass(frozen=True)
class Effect:
    """A difference between both sides, in the unit of the scores; nan below two entries on a side."""

    value: float
    low: float
    high: float
    p: float
    treated: int  # entries on each side
    control: int


@dataclass(frozen=True)
class Judgement:
    """The effect beside the test of what came before it."""

    effect: Effect
    before: Effect  # difference of the slopes, per period
    enough: bool  # FEWEST_UNITS on each side and FEWEST_BEFORE periods before
    alike: bool  # p of `before` ≥ .05: no sign against parallel trends, which is no proof of them


def of_means(treated: tuple[float, float], control: tuple[float, float]) -> float:
    """(after − before) of the treated less that of the control; each pair is (before, after).

    Source: Ashenfelter and Card 1985; worked example: Card and Krueger 1994.
    """
    return (treated[1] - treated[0]) - (control[1] - control[0])


def side_of(changes: ArrayLike) -> Side:
    """One change per entry; nan is left out. Source: mean and spread (divisor n−1) as Welch 1947 needs them."""
    known = np.asarray(changes, dtype=float)
    known = known[np.isfinite(known)]
    mean = float(known.mean()) if len(known) else float("nan")
    return Side(len(known), mean, float(known.std(ddof=1)) if len(known) > 1 else float("nan"))


def of_changes(treated: ArrayLike, control: ArrayLike, level: float = 0.95) -> Effect:
    """mean(treated changes) − mean(control changes) with Welch's interval and p; one change per entry, nan left out.

    Differencing each entry first is the regression with entry effects, so repeated scores of one entry are no
    extra evidence. Source: Welch 1947.
    """
    return of_sides(side_of(treated), side_of(control), level)


def of_sides(treated: Side, control: Side, level: float = 0.95) -> Effect:
    """The same from count, mean and spread of the changes: all that a version keeps of them. Source: Welch 1947."""
    sides, value = (treated, control), treated.mean - control.mean
    if min(side.n for side in sides) < 2:
        return Effect(value, *[float("nan")] * 3, treated.n, control.n)
    parts = np.array([side.spread**2 / side.n for side in sides])
    error = float(np.sqrt(parts.sum()))
    if error == 0:
        return Effect(value, value, value, float(value == 0), treated.n, control.n)
    freedom = parts.sum() ** 2 / np.sum(parts**2 / [side.n - 1 for side in sides])
    half = float(stats.t.isf((1 - level) / 2, freedom)) * error
    p = float(2 * stats.t.sf(abs(value) / error, freedom))
    return Effect(value, value - half, value + half, p, treated.n, control.n)


def judged(effect: Effect, before: Effect, periods: int) -> Judgement:
    """The effect beside what came before it; `periods` were measured before.

    Source: the rule for what it may be called is ours.
    """
    enough = periods >= FEWEST_BEFORE and min(effect.treated, effect.control) >= FEWEST_UNITS
    return Judgement(effect, before, enough, bool(before.p >= 0.05))


def judge(treated: ArrayLike, control: ArrayLike, after: int) -> Judgement:
    """Effect and pre-trend from entries × periods; columns from `after` on are after the training.

    Change of an entry: mean after less mean before. Pre-trend: slope of each entry over the periods before,
    compared like the effect. An entry with a nan is left out. Raises ValueError if `after` leaves a side empty.
    Source: Ashenfelter and Card 1985; Welch 1947.
    """
    sides = [np.asarray(side, dtype=float) for side in (treated, control)]
    if any(not 0 < after < side.shape[1] for side in sides):
        raise ValueError("periods are needed before and after")
    sides = [side[np.isfinite(side).all(axis=1)] for side in sides]
    effect = of_changes(*(side[:, after:].mean(axis=1) - side[:, :after].mean(axis=1) for side in sides))
    return judged(effect, of_changes(*(_slopes(side[:, :after]) for side in sides)), after)


def _slopes(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    time = np.arange(scores.shape[1]) - (scores.shape[1] - 1) / 2
    return scores @ time / np.sum(time**2) if len(time) > 1 else np.full(len(scores), np.nan)
