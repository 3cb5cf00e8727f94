"""Before a promise: the smallest change that could be seen at all, and the earliest day it can be known.

Two-sided 5 % test with 80 % power unless told otherwise. n in persons who answer; for people in classes the design
effect 1 + (m − 1)ρ (m people a class, ρ from `chance.intraclass`) makes fewer of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from scipy import stats


def smallest_share(
    p: float, before: float, after: float, effect: float = 1.0, power: float = 0.8, alpha: float = 0.05
) -> float:
    """Smallest change of a share near p that n = before and after people can show, in 0..1 of the scale.

    (z₁₋α/₂ + z_power)·√(p(1−p)·effect·(1/before + 1/after)); inf if nobody is on a side.
    Source: normal approximation with the variance at p; for p near 0 or 1 it is too small a figure.
    """
    return _reach(p * (1 - p), before, after, effect, power, alpha)


def smallest_mean(
    sd: float, before: float, after: float, effect: float = 1.0, power: float = 0.8, alpha: float = 0.05
) -> float:
    """The same for a mean, in its unit: (z + z)·sd·√(effect·(1/before + 1/after)).

    Source: as `smallest_share`, with the variance of the mean.
    """
    return _reach(sd**2, before, after, effect, power, alpha)


def needed(
    change: float, variance: float, before: float, effect: float = 1.0, power: float = 0.8, alpha: float = 0.05
) -> float:
    """People needed after it to show `change`, given those before; variance p(1−p) or sd².

    1 / (change²/((z + z)²·variance·effect) − 1/before); inf where even endless answers would not do.
    Source: as `smallest_share`, solved for the number of people.
    """
    room = change**2 / (_both(power, alpha) ** 2 * variance * effect) - (1 / before if before > 0 else float("inf"))
    return 1 / room if room > 0 else float("inf")


def design_effect(people: float, rho: float) -> float:
    """1 + (m − 1)ρ for classes of m people on average; never below 1. Source: Kish 1965."""
    return max(1.0, 1 + (people - 1) * rho)


def earliest(classes: Iterable[tuple[date, float]], people: float, horizon: int) -> date | None:
    """First day on which `people` answers are there: (last day of the class, answers expected) and `horizon` days on.

    None if the classes given never bring so many. Source: plain counting, ours.
    """
    got = 0.0
    for end, answers in sorted(classes):
        got += answers
        if got >= people:
            return end + timedelta(days=horizon)
    return None


def _reach(variance: float, before: float, after: float, effect: float, power: float, alpha: float) -> float:
    if min(before, after) <= 0:
        return float("inf")
    return _both(power, alpha) * (variance * effect * (1 / before + 1 / after)) ** 0.5


def _both(power: float, alpha: float) -> float:
    return float(stats.norm.isf(alpha / 2) + stats.norm.ppf(power))
